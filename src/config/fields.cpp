// SPDX-License-Identifier: Apache-2.0
#include "config/fields.h"

#include "base/duration.h"
#include "base/nearest_name.h"
#include "base/utf8.h"

#include <fmt/core.h>

#include <algorithm>

namespace nsmon::config {
namespace {

std::string_view kind_name(const yaml::Node& node, yaml::Dialect dialect) {
  if (node.is_mapping()) return "a mapping";
  if (node.is_sequence()) return "a list";
  switch (yaml::type_of(node, dialect)) {
    case yaml::ScalarType::null: return "nothing";
    case yaml::ScalarType::boolean: return "true or false";
    case yaml::ScalarType::integer: return "a whole number";
    case yaml::ScalarType::floating: return "a number";
    case yaml::ScalarType::timestamp: return "a date";
    default: return "a text";
  }
}

// RFC 4648 with padding, line breaks skipped, as Go's StdEncoding reads it.
std::optional<std::string> decode_base64(std::string_view text) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  int padding = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r') continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    const std::size_t digit = kAlphabet.find(c);
    if (padding > 0 || digit == std::string_view::npos) return std::nullopt;
    bits = bits << 6U | static_cast<std::uint32_t>(digit);
    if (++count % 4 == 0) {
      for (const unsigned shift : {16U, 8U, 0U}) out += static_cast<char>(bits >> shift & 0xFFU);
      bits = 0;
    }
  }
  const int rest = count % 4;
  if (rest == 1 || padding != (rest == 0 ? 0 : 4 - rest)) return std::nullopt;
  if (rest == 2) out += static_cast<char>(bits >> 4U & 0xFFU);
  if (rest == 3) {
    out += static_cast<char>(bits >> 10U & 0xFFU);
    out += static_cast<char>(bits >> 2U & 0xFFU);
  }
  return out;
}

}  // namespace

void Context::report(ProblemKind kind, Span span, std::string message, std::string hint) {
  problems.push_back(Problem{
      .kind = kind,
      .error = Error{.message = std::move(message), .span = span, .hint = std::move(hint)}});
}

void Context::wrong(const yaml::Node& node, std::string_view expected) {
  std::string found(kind_name(node, dialect));
  if (found == "a whole number" || found == "a number") found = printable(node.text());
  report(wrong_type, node.span(), fmt::format("expected {}, found {}", expected, found));
}

std::optional<std::string> text_of(Context& context, const yaml::Node& node) {
  if (!node.is_scalar()) {
    context.wrong(node, "a text");
    return std::nullopt;
  }
  switch (yaml::type_of(node, context.dialect)) {
    case yaml::ScalarType::null: return std::string();
    case yaml::ScalarType::binary: {
      auto decoded = decode_base64(node.text());
      if (!decoded) context.report(node.span(), "!!binary value contains invalid base64 data");
      return decoded;
    }
    default: return std::string(node.text());
  }
}

std::span<const yaml::Node> items_of(Context& context, const yaml::Node& node) {
  if (node.is_sequence()) return node.items();
  if (!yaml::is_null(node, context.dialect)) context.wrong(node, "a list");
  return {};
}

Field<Duration> duration_of(Context& context, const yaml::Node& node, ProblemKind kind) {
  const auto text = text_of(context, node);
  if (!text || yaml::is_null(node, context.dialect)) return std::nullopt;
  const auto duration = parse_duration(*text);
  if (!duration) {
    context.report(kind, node.span(), duration.error().message,
                   "write a whole number and its unit, such as 30s, 5m or 1h30m");
    return std::nullopt;
  }
  return Positioned<Duration>{*duration, node.span()};
}

std::vector<const yaml::Entry*> free_entries(Context& context, const yaml::Node& node) {
  if (!node.is_mapping()) {
    if (!yaml::is_null(node, context.dialect)) context.wrong(node, "a mapping");
    return {};
  }
  std::vector<const yaml::Entry*> entries;
  if (!yaml::has_merge_key(node)) {
    entries.reserve(node.entries().size());
    for (const yaml::Entry& entry : node.entries()) {
      if (entry.key.is_scalar()) {
        entries.push_back(&entry);
      } else {
        context.wrong(entry.key, "a text as key");
      }
    }
    return entries;
  }
  auto merged = yaml::merged_entries(node, context.dialect);
  if (!merged) {
    context.report(context.wrong_type, merged.error().span, merged.error().message);
    return {};
  }
  if (context.dialect == yaml::Dialect::v2) {
    for (const yaml::Node* key : merged->overridden) {
      context.report(ProblemKind::yaml_duplicate_key, key->span(),
                     fmt::format("key {} already set in map", nsmon::quoted(key->text())));
    }
  }
  for (const yaml::Entry* entry : merged->entries) {
    if (entry->key.is_scalar()) {
      entries.push_back(entry);
    } else {
      context.wrong(entry->key, "a text as key");
    }
  }
  return entries;
}

void report_duplicate_keys(Context& context, const yaml::Document& document) {
  for (const Error& error : document.duplicate_keys()) {
    const std::string_view source = document.source();
    const std::string_view key = source.substr(error.span.begin, error.span.size());
    // yaml.v2 applies each merge key in turn.
    if (context.dialect == yaml::Dialect::v2 && key == "<<") continue;
    context.problems.push_back(Problem{.kind = ProblemKind::yaml_duplicate_key, .error = error});
  }
}

Fields::Fields(Context& context, const yaml::Node& node, std::string_view what)
    : context_(context), node_(node), what_(what) {
  if (!node.is_mapping()) {
    if (!yaml::is_null(node, context.dialect)) context.wrong(node, "a mapping");
    return;
  }
  mapping_ = true;
  entries_ = node.entries();
  if (yaml::has_merge_key(node)) {
    auto merged = yaml::merged_entries(node, context.dialect);
    if (!merged) {
      context.report(context.wrong_type, merged.error().span, merged.error().message);
    } else {
      merged_ = std::move(merged->entries);
    }
  }
  read_.resize(merged_.empty() ? entries_.size() : merged_.size());
}

const yaml::Entry* Fields::entry(std::string_view key) {
  known_.push_back(key);
  const yaml::Entry* found = nullptr;
  for (std::size_t i = 0; i < read_.size(); ++i) {
    if (read_[i] || !at(i).key.is_scalar() || at(i).key.text() != key) continue;
    read_[i] = true;
    if (found == nullptr) found = &at(i);
  }
  return found;
}

const yaml::Node* Fields::value(std::string_view key) {
  const yaml::Entry* found = entry(key);
  return found == nullptr ? nullptr : &found->value;
}

std::optional<Positioned<std::string>> Fields::text(std::string_view key) {
  const yaml::Node* node = value(key);
  if (node == nullptr) return std::nullopt;
  auto text = text_of(context_, *node);
  if (!text) return std::nullopt;
  return Positioned<std::string>{std::move(*text), node->span()};
}

std::optional<Positioned<std::string>> Fields::written_text(std::string_view key) {
  const yaml::Node* node = value(key);
  if (node == nullptr || yaml::is_null(*node, context_.dialect)) return std::nullopt;
  auto text = text_of(context_, *node);
  if (!text) return std::nullopt;
  return Positioned<std::string>{std::move(*text), node->span()};
}

Field<Duration> Fields::duration(std::string_view key) {
  const yaml::Node* node = value(key);
  if (node == nullptr) return std::nullopt;
  return duration_of(context_, *node, context_.invalid_value);
}

Field<bool> Fields::boolean(std::string_view key) {
  const yaml::Node* node = value(key);
  if (node == nullptr || yaml::is_null(*node, context_.dialect)) return std::nullopt;
  const auto flag = yaml::to_bool(*node, context_.dialect);
  if (!flag) {
    context_.wrong(*node, "true or false");
    return std::nullopt;
  }
  return Positioned<bool>{*flag, node->span()};
}

Field<std::uint64_t> Fields::unsigned_number(std::string_view key) {
  const yaml::Node* node = value(key);
  if (node == nullptr || yaml::is_null(*node, context_.dialect)) return std::nullopt;
  const auto number = yaml::to_uint(*node, context_.dialect);
  if (!number) {
    context_.wrong(*node, "a whole number from 0 on");
    return std::nullopt;
  }
  return Positioned<std::uint64_t>{*number, node->span()};
}

Field<std::int64_t> Fields::number(std::string_view key) {
  const yaml::Node* node = value(key);
  if (node == nullptr || yaml::is_null(*node, context_.dialect)) return std::nullopt;
  const auto number = yaml::to_int(*node, context_.dialect);
  if (!number) {
    context_.wrong(*node, "a whole number");
    return std::nullopt;
  }
  return Positioned<std::int64_t>{*number, node->span()};
}

Field<double> Fields::real(std::string_view key) {
  const yaml::Node* node = value(key);
  if (node == nullptr || yaml::is_null(*node, context_.dialect)) return std::nullopt;
  const auto number = yaml::to_float(*node, context_.dialect);
  if (!number) {
    context_.wrong(*node, "a number");
    return std::nullopt;
  }
  return Positioned<double>{*number, node->span()};
}

std::vector<Positioned<std::string>> Fields::texts(std::string_view key) {
  std::vector<Positioned<std::string>> out;
  const yaml::Node* node = value(key);
  if (node == nullptr) return out;
  for (const yaml::Node& item : items_of(context_, *node)) {
    if (auto text = text_of(context_, item)) out.push_back({std::move(*text), item.span()});
  }
  return out;
}

std::vector<std::pair<Positioned<std::string>, Positioned<std::string>>> Fields::text_map(
    std::string_view key) {
  std::vector<std::pair<Positioned<std::string>, Positioned<std::string>>> out;
  const yaml::Node* node = value(key);
  if (node == nullptr) return out;
  for (const yaml::Entry* item : free_entries(context_, *node)) {
    auto name = text_of(context_, item->key);
    auto text = text_of(context_, item->value);
    if (!name || !text) continue;
    out.push_back({{std::move(*name), item->key.span()}, {std::move(*text), item->value.span()}});
  }
  return out;
}

void Fields::report_unknown(const yaml::Node& key, std::span<const MisplacedKey> misplaced) {
  const std::string_view name = key.text();
  const auto place = std::ranges::find(misplaced, name, &MisplacedKey::key);
  if (place != misplaced.end()) {
    context_.report(
        context_.unknown_key == ProblemKind::yaml_unknown_key ? ProblemKind::yaml_misplaced_key
                                                              : context_.unknown_key,
        key.span(), fmt::format("key \"{}\" has no place in a {}", printable(name), what_),
        fmt::format("put it {}", place->belongs));
    return;
  }
  std::string hint;
  if (const auto nearest = nearest_name(name, std::span<const std::string_view>(known_))) {
    hint = fmt::format("did you mean \"{}\"?", *nearest);
  }
  const bool dotted = context_.unknown_key == ProblemKind::config_unknown_key && name.contains('.');
  if (dotted) hint = "nest the parts: one mapping for each dot";
  context_.report(dotted ? ProblemKind::config_dotted_key : context_.unknown_key, key.span(),
                  fmt::format("unknown key \"{}\" in {}", printable(name), what_), std::move(hint));
}

void Fields::finish(std::span<const MisplacedKey> misplaced) {
  for (std::size_t i = 0; i < read_.size(); ++i) {
    if (read_[i] || yaml::is_merge_key(at(i).key)) continue;
    const yaml::Node& key = at(i).key;
    if (!key.is_scalar()) {
      context_.wrong(key, "a text as key");
    } else if (!context_.ignore_unknown_keys) {
      // yaml.v3 passes over a key that is null; yaml.v2 takes it for an empty name.
      if (context_.dialect == yaml::Dialect::v3 && yaml::is_null(key, context_.dialect)) continue;
      report_unknown(key, misplaced);
    }
  }
}

}  // namespace nsmon::config
