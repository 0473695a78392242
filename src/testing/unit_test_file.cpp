// SPDX-License-Identifier: Apache-2.0
#include "testing/unit_test_file.h"

#include "base/number_text.h"
#include "base/source_text.h"
#include "base/utf8.h"
#include "config/fields.h"
#include "yaml/document.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <utility>

namespace nsmon::testing {
namespace {

using config::Context;
using config::Fields;
using config::ProblemKind;

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  const char* end = text.data() + at + count;
  const auto [stop, error] = std::from_chars(text.data() + at, end, value);
  if (stop != end || error != std::errc() || value < 0) return std::nullopt;
  return value;
}

// Offset of `Z` or `+02:00` in minutes, which must be all that is left.
std::optional<int> zone_minutes(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') {
    return std::nullopt;
  }
  const auto hours = digits(text, 1, 2);
  const auto minutes = digits(text, 4, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const int total = *hours * 60 + *minutes;
  return text[0] == '-' ? -total : total;
}

// Milliseconds after the dot, which may have any number of digits; advances `at` behind them.
int fraction_ms(std::string_view text, std::size_t& at) {
  if (at >= text.size() || text[at] != '.') return 0;
  ++at;
  int value = 0;
  int scale = 100;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
    value += (text[at] - '0') * scale;
    scale /= 10;
  }
  return value;
}

std::optional<series::Timestamp> parse_rfc3339(std::string_view text) {
  using namespace std::chrono;
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const bool punctuated = text[4] == '-' && text[7] == '-' &&
                          (text[10] == 'T' || text[10] == 't') && text[13] == ':' &&
                          text[16] == ':';
  const year_month_day date{std::chrono::year(*year), std::chrono::month(unsigned(*month)),
                            std::chrono::day(unsigned(*day))};
  if (!punctuated || !date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  std::size_t at = 19;
  const int part = fraction_ms(text, at);
  const auto zone = zone_minutes(text.substr(at));
  if (!zone) return std::nullopt;
  const auto time = sys_days(date) + hours(*hour) + minutes(*minute - *zone) + seconds(*second) +
                    milliseconds(part);
  return duration_cast<milliseconds>(time.time_since_epoch()).count();
}

class InputReader {
 public:
  InputReader(const SourceText& source, const yaml::Document& document)
      : source_(source),
        context_{.dialect = yaml::Dialect::v2,
                 .unknown_key = ProblemKind::yaml_unknown_key,
                 .wrong_type = ProblemKind::yaml_wrong_type,
                 .invalid_value = ProblemKind::config_invalid_value,
                 .problems = problems_} {
    config::report_duplicate_keys(context_, document);
    if (document.root() != nullptr) read(*document.root());
  }

  UnitTestInput& input() { return input_; }

  std::vector<InputProblem> problems() const {
    std::vector<InputProblem> list;
    for (const config::Problem& problem : problems_) {
      list.push_back({line(problem.error.span), problem.error.message});
    }
    return list;
  }

 private:
  std::uint32_t line(Span span) const { return source_.locate(span.begin).line; }

  void read(const yaml::Node& root) {
    Fields fields(context_, root, "unit test file");
    for (auto& pattern : fields.texts("rule_files")) {
      input_.rule_files.push_back(std::move(pattern.value));
    }
    const auto interval = fields.duration("evaluation_interval");
    if (interval && interval->value.count() > 0) input_.evaluation_interval = interval->value;
    std::set<std::string> seen;
    for (auto& name : fields.texts("group_eval_order")) {
      if (!seen.insert(name.value).second) {
        context_.report(name.span,
                        "group name repeated in evaluation order: " + printable(name.value));
      }
      input_.group_order.push_back(std::move(name.value));
    }
    if (const auto fuzzy = fields.boolean("fuzzy_compare")) input_.fuzzy_compare = fuzzy->value;
    if (const yaml::Node* tests = fields.value("tests")) {
      for (const yaml::Node& test : config::items_of(context_, *tests)) read_group(test);
    }
    fields.finish();
  }

  void read_group(const yaml::Node& node) {
    Fields fields(context_, node, "test group");
    TestGroup group;
    group.line = line(node.span());
    const auto interval = fields.duration("interval");
    group.interval = interval ? interval->value : std::chrono::milliseconds(0);
    if (group.interval.count() == 0) group.interval = input_.evaluation_interval;
    if (auto name = fields.text("name")) group.name = std::move(name->value);
    if (const yaml::Node* start = fields.value("start_timestamp")) group.start = time_of(*start);
    if (const yaml::Node* list = fields.value("input_series")) {
      for (const yaml::Node& item : config::items_of(context_, *list)) read_series(group, item);
    }
    if (const yaml::Node* list = fields.value("alert_rule_test")) {
      for (const yaml::Node& item : config::items_of(context_, *list)) read_alert(group, item);
    }
    if (const yaml::Node* list = fields.value("promql_expr_test")) {
      for (const yaml::Node& item : config::items_of(context_, *list)) read_expr(group, item);
    }
    for (const auto& [name, value] : fields.text_map("external_labels")) {
      group.external_labels.set(name.value, value.value);
    }
    if (auto url = fields.text("external_url")) group.external_url = std::move(url->value);
    fields.finish();
    input_.groups.push_back(std::move(group));
  }

  series::Timestamp time_of(const yaml::Node& node) {
    if (node.is_scalar() && node.is_absent()) return 0;
    const std::string_view text = node.text();
    if (const auto seconds = parse_float(text)) {
      const double milliseconds = *seconds * 1000;
      constexpr double kFarthest = 9e15;
      if (std::abs(milliseconds) < kFarthest) {
        return static_cast<series::Timestamp>(std::round(milliseconds));
      }
    } else if (const auto time = parse_rfc3339(text)) {
      return *time;
    }
    context_.report(node.span(),
                    fmt::format("start_timestamp {} is neither Unix seconds nor an RFC 3339 time",
                                quoted(text)));
    return 0;
  }

  void read_series(TestGroup& group, const yaml::Node& node) {
    Fields fields(context_, node, "input series");
    InputSeries series;
    series.line = line(node.span());
    if (auto name = fields.text("series")) series.series = std::move(name->value);
    if (auto values = fields.text("values")) series.values = std::move(values->value);
    fields.finish();
    group.input.push_back(std::move(series));
  }

  TextPairs pairs(Fields& fields, std::string_view key) {
    TextPairs list;
    for (auto& [name, value] : fields.text_map(key)) {
      list.push_back({std::move(name.value), std::move(value.value)});
    }
    std::ranges::sort(list);
    return list;
  }

  void read_alert(TestGroup& group, const yaml::Node& node) {
    Fields fields(context_, node, "alert test");
    AlertTest test;
    test.line = line(node.span());
    read_time(fields, test.eval_time, test.written_time);
    if (auto name = fields.text("alertname")) test.alertname = std::move(name->value);
    if (const yaml::Node* list = fields.value("exp_alerts")) {
      for (const yaml::Node& item : config::items_of(context_, *list)) {
        Fields alert(context_, item, "expected alert");
        ExpectedAlert expected;
        expected.labels = pairs(alert, "exp_labels");
        expected.annotations = pairs(alert, "exp_annotations");
        alert.finish();
        test.expected.push_back(std::move(expected));
      }
    }
    fields.finish();
    if (test.alertname.empty()) {
      context_.report(node.span(), fmt::format("an item under alert_rule_test misses required "
                                               "attribute alertname at eval_time {}",
                                               test.written_time));
    }
    group.alerts.push_back(std::move(test));
  }

  void read_time(Fields& fields, std::chrono::milliseconds& time, std::string& written) {
    const yaml::Node* node = fields.value("eval_time");
    written = node != nullptr && !node->is_absent() ? std::string(node->text()) : "0s";
    if (node == nullptr) return;
    const auto value = config::duration_of(context_, *node, ProblemKind::config_invalid_value);
    if (value) time = value->value;
  }

  void read_expr(TestGroup& group, const yaml::Node& node) {
    Fields fields(context_, node, "expression test");
    ExpressionTest test;
    test.line = line(node.span());
    if (auto expr = fields.text("expr")) test.expr = std::move(expr->value);
    read_time(fields, test.eval_time, test.written_time);
    if (const yaml::Node* list = fields.value("exp_samples")) {
      for (const yaml::Node& item : config::items_of(context_, *list)) {
        Fields sample(context_, item, "expected sample");
        ExpectedSample expected;
        if (auto labels = sample.text("labels")) expected.labels = std::move(labels->value);
        if (const auto value = sample.real("value")) expected.value = value->value;
        if (auto text = sample.text("histogram")) expected.histogram = std::move(text->value);
        sample.finish();
        test.expected.push_back(std::move(expected));
      }
    }
    fields.finish();
    group.expressions.push_back(std::move(test));
  }

  const SourceText& source_;
  std::vector<config::Problem> problems_;
  Context context_;
  UnitTestInput input_;
};

}  // namespace

UnitTestInputOutcome read_unit_test_file(std::string_view file, std::string text) {
  const SourceText source(std::string(file), std::move(text));
  UnitTestInputOutcome outcome;
  const auto document = yaml::parse(source.text());
  if (!document) {
    outcome.problems.push_back(
        {source.locate(document.error().span.begin).line, document.error().message});
    return outcome;
  }
  InputReader reader(source, *document);
  outcome.problems = reader.problems();
  outcome.input = std::move(reader.input());
  return outcome;
}

}  // namespace nsmon::testing
