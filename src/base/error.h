// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/span.h"

#include <expected>
#include <string>
#include <utility>
#include <vector>

namespace nsmon {

// A second place that explains a problem. `file` is empty when it lies in the same text.
struct Note {
  std::string message;
  Span span;
  std::string file;
};

// Why something could not be done. The message is lower case without a final stop and tells what
// was found and what was expected; the hint, when there is one, tells what to type. The span lies
// in the text that was handed to the function that failed; it is empty at 0 when no place can be
// named.
struct Error {
  std::string message;
  Span span = {};
  std::string hint = {};
  std::vector<Note> notes = {};
};

template <class T>
using Result = std::expected<T, Error>;

// Shorthand for a function that returns Result<T>: `return failure("...", span)`.
inline std::unexpected<Error> failure(std::string message, Span span = {}, std::string hint = {}) {
  return std::unexpected(Error{std::move(message), span, std::move(hint), {}});
}

}  // namespace nsmon
