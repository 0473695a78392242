// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "base/source_text.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nsmon::config {

// A value and where it is written.
template <class T>
struct Positioned {
  T value{};
  Span span;
};

// A field that may be missing.
template <class T>
using Field = std::optional<Positioned<T>>;

using Duration = std::chrono::milliseconds;

// Which rule of the format is broken; one check id of the linter each.
enum class ProblemKind : std::uint8_t {
  yaml_parse,
  yaml_duplicate_key,
  yaml_unknown_key,
  yaml_misplaced_key,
  yaml_wrong_type,
  rule_group_name,
  rule_duplicate_group,
  rule_kind,
  rule_no_expr,
  rule_record_name,
  rule_braces_in_record,
  rule_alert_field_in_record,
  rule_label_name,
  rule_reserved_label,
  rule_label_value,
  rule_duration,
  promql_syntax,
  promql_unknown_function,
  promql_type,
  promql_invalid_regex,
  config_unknown_key,
  config_dotted_key,
  config_wrong_type,
  config_timeout_exceeds_interval,
  config_duplicate_job,
  config_missing_job_name,
  config_target_url,
  config_relabel_invalid,
  config_remote_write,
  config_non_yaml_block,
  config_invalid_value,
  project_invalid,
};

// `yaml/unknown-key`, `rule/kind`, ...: the check's id.
std::string_view check_id(ProblemKind kind);

// One reason why Prometheus would refuse the file. error.message is the reason alone; error.span is
// where an editor should jump to.
struct Problem {
  ProblemKind kind = ProblemKind::yaml_parse;
  Error error;
  // What Prometheus puts between position and reason: `group "g", rule 1, "name": `; else empty.
  std::string context = {};
  // The places Prometheus prints before the message: none, one, or two (record and alert). A place
  // that does not exist in the file is printed as 0:0.
  struct Places {
    std::uint8_t count = 0;
    std::optional<std::uint32_t> first = {};
    std::optional<std::uint32_t> second = {};
  } places = {};
  // The file, when it is not the one that was handed to the reader (scrape_config_files).
  std::string file = {};
  // The reason without what the place shows anyway: for an expression the parser's own words
  // instead of `could not parse expression: 1:8: parse error: ...`. Empty when it is error.message.
  std::string brief = {};
};

// `LINE:COL: group "g", rule N, "name": reason`, the line Prometheus and promtool print after the
// file name.
std::string prometheus_message(const Problem& problem, const SourceText& source);

}  // namespace nsmon::config
