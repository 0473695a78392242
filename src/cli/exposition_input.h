// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::cli {

// An exposition that is read piece by piece from a file, standard input or a URL.
struct ExpositionInput {
  std::string name;          // for messages; without what is secret in a URL
  std::string content_type;  // of the server's answer, else empty
  std::string tail;          // the last bytes, when they can be had beforehand
  std::function<Result<std::string_view>()> next;  // empty at the end
};

struct FetchOptions {
  std::vector<std::string> headers;  // "Name: value"
  std::string accept;                // of the Accept header
  std::string timeout = "30s";
  bool insecure = false;
};

bool is_url(std::string_view source);

// `source` is a path, "-" or a URL. Errors: unreadable, unreachable, an answer that is no
// exposition.
Result<ExpositionInput> open_exposition(const std::string& source, const FetchOptions& fetch);

}  // namespace nsmon::cli
