// SPDX-License-Identifier: Apache-2.0
#include "config/problem.h"

#include <fmt/core.h>

namespace nsmon::config {

std::string_view check_id(ProblemKind kind) {
  switch (kind) {
    case ProblemKind::yaml_parse: return "yaml/parse";
    case ProblemKind::yaml_duplicate_key: return "yaml/duplicate-key";
    case ProblemKind::yaml_unknown_key: return "yaml/unknown-key";
    case ProblemKind::yaml_misplaced_key: return "yaml/misplaced-key";
    case ProblemKind::yaml_wrong_type: return "yaml/wrong-type";
    case ProblemKind::rule_group_name: return "rule/group-name";
    case ProblemKind::rule_duplicate_group: return "rule/duplicate-group";
    case ProblemKind::rule_kind: return "rule/kind";
    case ProblemKind::rule_no_expr: return "rule/no-expr";
    case ProblemKind::rule_record_name: return "rule/record-name";
    case ProblemKind::rule_braces_in_record: return "rule/braces-in-record";
    case ProblemKind::rule_alert_field_in_record: return "rule/alert-field-in-record";
    case ProblemKind::rule_label_name:
    case ProblemKind::rule_label_value: return "rule/label-name";
    case ProblemKind::rule_reserved_label: return "rule/reserved-label";
    case ProblemKind::rule_duration: return "rule/duration";
    case ProblemKind::promql_syntax: return "promql/syntax";
    case ProblemKind::promql_unknown_function: return "promql/unknown-function";
    case ProblemKind::promql_type: return "promql/type";
    case ProblemKind::promql_invalid_regex: return "promql/invalid-regex";
    case ProblemKind::config_unknown_key: return "config/unknown-key";
    case ProblemKind::config_dotted_key: return "config/dotted-key";
    case ProblemKind::config_timeout_exceeds_interval: return "config/timeout-exceeds-interval";
    case ProblemKind::config_duplicate_job: return "config/duplicate-job";
    case ProblemKind::config_missing_job_name: return "config/missing-job-name";
    case ProblemKind::config_target_url: return "config/target-url";
    case ProblemKind::config_relabel_invalid: return "config/relabel-invalid";
    case ProblemKind::config_remote_write: return "config/remote-write";
    case ProblemKind::config_non_yaml_block: return "config/non-yaml-block";
    case ProblemKind::config_wrong_type:
    case ProblemKind::config_invalid_value:
    case ProblemKind::project_invalid: break;
  }
  return "config/invalid-value";
}

std::string prometheus_message(const Problem& problem, const SourceText& source) {
  std::string out;
  const auto place = [&](std::optional<std::uint32_t> offset) {
    const LineColumn at = offset ? source.locate(*offset) : LineColumn{0, 0};
    out += fmt::format("{}:{}: ", at.line, at.column);
  };
  if (problem.places.count > 0) place(problem.places.first);
  if (problem.places.count > 1) place(problem.places.second);
  return out + problem.context + problem.error.message;
}

}  // namespace nsmon::config
