// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/problem.h"
#include "yaml/merge.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::config {

// How one file is read and where its problems go. The kinds differ between rule files and
// prometheus.yml, so that each finding gets the check id of its file.
struct Context {
  yaml::Dialect dialect = yaml::Dialect::v2;
  ProblemKind unknown_key = ProblemKind::config_unknown_key;
  ProblemKind wrong_type = ProblemKind::config_wrong_type;
  ProblemKind invalid_value = ProblemKind::config_invalid_value;
  std::vector<Problem>& problems;
  bool ignore_unknown_keys = false;

  void report(ProblemKind kind, Span span, std::string message, std::string hint = {});
  void report(Span span, std::string message, std::string hint = {}) {
    report(invalid_value, span, std::move(message), std::move(hint));
  }
  // `expected a list, found a text`; the node's own words stay out of the message, they may be
  // secret.
  void wrong(const yaml::Node& node, std::string_view expected);
};

// A key that is known elsewhere, and where it belongs: {"severity", "labels"}.
struct MisplacedKey {
  std::string_view key;
  std::string_view belongs;  // shown in the hint: `put it under "labels"`
};

// The fields of one mapping as Go's decoder fills a struct: each field is asked for by name, and
// what was not asked for is unknown. Keys are matched after merge keys are applied. A null gives a
// mapping without fields; another kind of node is reported and gives one too.
class Fields {
 public:
  // `what` names the mapping in messages: "rule", "scrape config".
  Fields(Context& context, const yaml::Node& node, std::string_view what);

  // Whether there was a mapping (with or without fields).
  bool is_mapping() const { return mapping_; }
  Span span() const { return node_.span(); }

  // Keys are views that outlive the object: they are kept for hints.
  // The value of a key, null when it is not there. Marks the key as known.
  const yaml::Entry* entry(std::string_view key);
  const yaml::Node* value(std::string_view key);

  // Each reads a value; null values and missing keys give nothing, wrong ones are reported.
  std::optional<Positioned<std::string>> text(std::string_view key);
  // As text(), but a null is nothing instead of the empty text: for fields with a reader of their
  // own, which never sees a null.
  std::optional<Positioned<std::string>> written_text(std::string_view key);
  Field<Duration> duration(std::string_view key);
  Field<bool> boolean(std::string_view key);
  Field<std::uint64_t> unsigned_number(std::string_view key);
  Field<std::int64_t> number(std::string_view key);
  Field<double> real(std::string_view key);
  std::vector<Positioned<std::string>> texts(std::string_view key);
  // Name and value of each entry of a mapping with free keys.
  std::vector<std::pair<Positioned<std::string>, Positioned<std::string>>> text_map(
      std::string_view key);

  // Reports the keys that nobody asked for. Those of `misplaced` are told where they belong.
  void finish(std::span<const MisplacedKey> misplaced = {});

 private:
  const yaml::Entry& at(std::size_t index) const {
    return merged_.empty() ? entries_[index] : *merged_[index];
  }
  void report_unknown(const yaml::Node& key, std::span<const MisplacedKey> misplaced);

  Context& context_;
  const yaml::Node& node_;
  std::string_view what_;
  bool mapping_ = false;
  std::span<const yaml::Entry> entries_;
  std::vector<const yaml::Entry*> merged_;  // instead of entries_ when the mapping has a merge key
  std::vector<bool> read_;
  std::vector<std::string_view> known_;
};

// A scalar as text: null is empty, !!binary is decoded. Nothing (and a problem) for lists and
// mappings.
std::optional<std::string> text_of(Context& context, const yaml::Node& node);

// The items of a list; null is an empty one, another node is reported.
std::span<const yaml::Node> items_of(Context& context, const yaml::Node& node);

// A Prometheus duration; reports what cannot be read. Null is nothing.
Field<Duration> duration_of(Context& context, const yaml::Node& node, ProblemKind kind);

// Entries of a mapping with free keys, merged; keys are texts. Null has none, another node is
// reported.
std::vector<const yaml::Entry*> free_entries(Context& context, const yaml::Node& node);

// The document's own problems: keys that repeat, as its reader would tell.
void report_duplicate_keys(Context& context, const yaml::Document& document);

}  // namespace nsmon::config
