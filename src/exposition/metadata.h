// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "exposition/events.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace nsmon::exposition {

// A line that begins with `#`, cut at the word after it. Offsets count in the line.
struct Comment {
  std::string_view keyword;
  std::size_t keyword_begin = 0;
  std::size_t end = 0;  // of the keyword
};

Comment split_comment(std::string_view line, std::size_t hash);

// The metric name of a HELP, TYPE or UNIT line, plain or in quotes.
struct MetadataName {
  std::string_view text;  // points into the line or into `scratch`
  Columns columns = {};
  std::size_t end = 0;  // where the text after the name begins
};

// Reads the name after the keyword that ends at `cursor`. The error's span lies in the line; it is
// empty when the line ends too early.
Result<MetadataName> read_metadata_name(std::string_view line, std::size_t cursor,
                                        std::string& scratch);

// A help text without its escapes; `bad` becomes the offset of the first escape that the format
// does not know, which stays as it is.
std::string unescape_help(std::string_view text, Format format, std::size_t& bad);

// What a TYPE line may say.
std::string type_hint(Format format);

}  // namespace nsmon::exposition
