// SPDX-License-Identifier: Apache-2.0
#include "catalog/field_reader.h"

#include "base/duration.h"
#include "base/nearest_name.h"
#include "base/utf8.h"
#include "yaml/merge.h"
#include "yaml/resolve.h"

#include <fmt/core.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace nsmon::catalog {
namespace {

constexpr yaml::Dialect kDialect = yaml::Dialect::v3;

std::string_view kind_name(const yaml::Node& node) {
  switch (node.kind()) {
    case yaml::Kind::mapping: return "a mapping";
    case yaml::Kind::sequence: return "a list";
    case yaml::Kind::scalar: return yaml::is_null(node, kDialect) ? "nothing" : "a single value";
  }
  return "a single value";
}

}  // namespace

void FieldReader::problem(std::string id, std::string message, Span span, std::string hint) {
  problems_.push_back(
      {.id = std::move(id), .message = std::move(message), .span = span, .hint = std::move(hint)});
}

void FieldReader::malformed(std::string message, Span span, std::string hint) {
  problem("catalog/syntax", std::move(message), span, std::move(hint));
}

void FieldReader::mapping(const yaml::Node& node, std::string_view what,
                          std::span<const std::string_view> known, const TakeEntry& take) {
  if (node.is_scalar() && yaml::is_null(node, kDialect)) return;
  if (!node.is_mapping()) {
    malformed(fmt::format("expected a mapping as {}, found {}", what, kind_name(node)),
              node.span());
    return;
  }
  const auto merged = yaml::merged_entries(node, kDialect);
  if (!merged) {
    malformed(merged.error().message, merged.error().span, merged.error().hint);
    return;
  }
  for (const yaml::Entry* at : merged->entries) {
    const yaml::Entry& entry = *at;
    if (!entry.key.is_scalar()) {
      malformed(fmt::format("expected a name as key of {}, found {}", what, kind_name(entry.key)),
                entry.key.span());
      continue;
    }
    const std::string_view key = entry.key.text();
    if (!known.empty() && std::ranges::find(known, key) == known.end()) {
      const auto nearest = nearest_name(key, known);
      malformed(fmt::format("{} has no field {}", what, quoted(key)), entry.key.span(),
                nearest ? fmt::format("did you mean {}?", *nearest)
                        : fmt::format("the fields are {}", fmt::join(known, ", ")));
      continue;
    }
    take(key, entry);
  }
}

void FieldReader::list(const yaml::Node& node, std::string_view what,
                       const std::function<void(const yaml::Node&)>& take) {
  if (node.is_scalar() && yaml::is_null(node, kDialect)) return;
  if (!node.is_sequence()) {
    malformed(fmt::format("expected a list as {}, found {}", what, kind_name(node)), node.span());
    return;
  }
  for (const yaml::Node& item : node.items()) take(item);
}

std::optional<std::string> FieldReader::text(const yaml::Node& node, std::string_view what) {
  if (node.is_scalar() && !yaml::is_null(node, kDialect) && !node.text().empty()) {
    return std::string(node.text());
  }
  const bool blank = node.is_scalar() && !yaml::is_null(node, kDialect);
  malformed(fmt::format("expected a text as {}, found {}", what,
                        blank ? "an empty one" : kind_name(node)),
            node.span());
  return std::nullopt;
}

std::optional<double> FieldReader::number(const yaml::Node& node, std::string_view what) {
  if (node.is_scalar()) {
    if (const auto value = yaml::to_float(node, kDialect)) return value;
  }
  malformed(fmt::format("expected a number as {}, found {}", what,
                        node.is_scalar() && !node.text().empty() ? quoted(node.text())
                                                                 : std::string(kind_name(node))),
            node.span());
  return std::nullopt;
}

std::optional<bool> FieldReader::boolean(const yaml::Node& node, std::string_view what) {
  if (node.is_scalar()) {
    if (const auto value = yaml::to_bool(node, kDialect)) return value;
  }
  malformed(fmt::format("expected true or false as {}", what), node.span());
  return std::nullopt;
}

std::optional<std::chrono::milliseconds> FieldReader::duration(const yaml::Node& node,
                                                               std::string_view what) {
  const auto written = text(node, what);
  if (!written) return std::nullopt;
  const auto value = parse_duration(*written);
  if (value) return *value;
  malformed(fmt::format("{}: {}", what, value.error().message), node.span(),
            "write a duration such as 15s or 30d");
  return std::nullopt;
}

std::vector<std::string> FieldReader::texts(const yaml::Node& node, std::string_view what) {
  std::vector<std::string> all;
  const std::string item = fmt::format("item of {}", what);
  list(node, what, [&](const yaml::Node& one) {
    auto value = text(one, item);
    if (!value) return;
    if (std::ranges::find(all, *value) != all.end()) {
      malformed(fmt::format("{} stands in {} twice", quoted(*value), what), one.span());
      return;
    }
    all.push_back(*std::move(value));
  });
  return all;
}

std::vector<double> FieldReader::numbers(const yaml::Node& node, std::string_view what) {
  std::vector<double> all;
  const std::string item = fmt::format("item of {}", what);
  list(node, what, [&](const yaml::Node& one) {
    if (const auto value = number(one, item)) all.push_back(*value);
  });
  return all;
}

std::map<std::string, std::string, std::less<>> FieldReader::text_map(const yaml::Node& node,
                                                                      std::string_view what) {
  std::map<std::string, std::string, std::less<>> all;
  mapping(node, what, {}, [&](std::string_view key, const yaml::Entry& entry) {
    auto value = text(entry.value, fmt::format("value of {}", quoted(key)));
    if (value) all.insert_or_assign(std::string(key), *std::move(value));
  });
  return all;
}

std::optional<std::size_t> FieldReader::word(const yaml::Node& node, std::string_view what,
                                             std::span<const std::string_view> words) {
  const auto written = text(node, what);
  if (!written) return std::nullopt;
  const auto found = std::ranges::find(words, *written);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const auto nearest = nearest_name(*written, words);
  malformed(fmt::format("unknown {} {}", what, quoted(*written)), node.span(),
            nearest ? fmt::format("did you mean {}?", *nearest)
                    : fmt::format("expected one of {}", fmt::join(words, ", ")));
  return std::nullopt;
}

}  // namespace nsmon::catalog
