// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/diagnostic.h"
#include "yaml/document.h"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::catalog {

// Takes values of the expected kinds out of YAML nodes; whatever is of another kind becomes a
// problem that says what was found and what was expected.
class FieldReader {
 public:
  explicit FieldReader(std::vector<Diagnostic>& problems) : problems_(problems) {}

  void problem(std::string id, std::string message, Span span, std::string hint = {});
  // A problem of the file's form.
  void malformed(std::string message, Span span, std::string hint = {});

  // Calls `take` for each entry of a mapping, merge keys applied. A key that is not in `known` is a
  // problem with the nearest known key as hint; an empty `known` allows any key. An absent value
  // counts as an empty mapping.
  using TakeEntry = std::function<void(std::string_view key, const yaml::Entry& entry)>;
  void mapping(const yaml::Node& node, std::string_view what,
               std::span<const std::string_view> known, const TakeEntry& take);
  // Calls `take` for each item of a list.
  void list(const yaml::Node& node, std::string_view what,
            const std::function<void(const yaml::Node&)>& take);

  // A text that is not empty; numbers and booleans count as their own spelling.
  std::optional<std::string> text(const yaml::Node& node, std::string_view what);
  std::optional<double> number(const yaml::Node& node, std::string_view what);
  std::optional<bool> boolean(const yaml::Node& node, std::string_view what);
  std::optional<std::chrono::milliseconds> duration(const yaml::Node& node, std::string_view what);
  std::vector<std::string> texts(const yaml::Node& node, std::string_view what);
  std::vector<double> numbers(const yaml::Node& node, std::string_view what);
  std::map<std::string, std::string, std::less<>> text_map(const yaml::Node& node,
                                                           std::string_view what);
  // One of the words, as its index.
  std::optional<std::size_t> word(const yaml::Node& node, std::string_view what,
                                  std::span<const std::string_view> words);

 private:
  std::vector<Diagnostic>& problems_;
};

}  // namespace nsmon::catalog
