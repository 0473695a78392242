// SPDX-License-Identifier: Apache-2.0
#include "testing/unit_test_compare.h"

#include "base/duration.h"
#include "base/number_text.h"
#include "base/utf8.h"
#include "promql/series_description.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace nsmon::testing {
namespace {

// --- alerts

struct AlertText {
  TextPairs labels;
  TextPairs annotations;
  auto operator<=>(const AlertText&) const = default;
};

std::vector<AlertText> expected_texts(const AlertTest& test) {
  std::vector<AlertText> list;
  for (const ExpectedAlert& expected : test.expected) {
    AlertText text{expected.labels, expected.annotations};
    std::erase_if(text.labels, [](const auto& label) { return label.name == "alertname"; });
    text.labels.push_back({"alertname", test.alertname});
    std::ranges::sort(text.labels);
    list.push_back(std::move(text));
  }
  std::ranges::sort(list);
  return list;
}

std::vector<AlertText> firing_texts(const std::vector<alerting::Alert>& alerts) {
  std::vector<AlertText> list;
  for (const alerting::Alert& alert : alerts) {
    if (alert.state != alerting::AlertState::firing) continue;
    list.push_back({{alert.labels.begin(), alert.labels.end()}, alert.annotations});
  }
  std::ranges::sort(list);
  return list;
}

std::string pair_text(const series::Label& pair) {
  return fmt::format("{}={}", pair.name, quoted(pair.value));
}

std::string pairs_text(const TextPairs& pairs) {
  std::string out;
  for (const series::Label& pair : pairs) {
    if (!out.empty()) out += ", ";
    out += pair_text(pair);
  }
  return "{" + out + "}";
}

std::string alerts_text(const std::vector<AlertText>& alerts) {
  std::string out;
  for (const AlertText& alert : alerts) {
    if (!out.empty()) out += ", ";
    out += fmt::format("labels {} annotations {}", pairs_text(alert.labels),
                       pairs_text(alert.annotations));
  }
  return "[" + out + "]";
}

std::size_t common_pairs(const TextPairs& a, const TextPairs& b) {
  return static_cast<std::size_t>(
      std::ranges::count_if(a, [&](const auto& pair) { return std::ranges::count(b, pair) > 0; }));
}

// Both lists by name: what has the same name stands side by side.
void align(const TextPairs& expected, const TextPairs& got, std::vector<DiffRow>& rows) {
  auto left = expected.begin();
  auto right = got.begin();
  while (left != expected.end() || right != got.end()) {
    const bool take_left =
        left != expected.end() && (right == got.end() || left->name <= right->name);
    const bool take_right =
        right != got.end() && (left == expected.end() || right->name <= left->name);
    DiffRow row;
    if (take_left) row.expected = "  " + pair_text(*left++);
    if (take_right) row.got = "  " + pair_text(*right++);
    row.differs = row.expected != row.got;
    rows.push_back(std::move(row));
  }
}

void align(const AlertText* expected, const AlertText* got, std::vector<DiffRow>& rows) {
  const AlertText nothing;
  rows.push_back({expected != nullptr ? "alert" : "(nothing)",
                  got != nullptr ? "alert" : "(nothing)", expected == nullptr || got == nullptr});
  const AlertText& left = expected != nullptr ? *expected : nothing;
  const AlertText& right = got != nullptr ? *got : nothing;
  align(left.labels, right.labels, rows);
  if (left.annotations.empty() && right.annotations.empty()) return;
  rows.push_back({expected != nullptr ? " annotations" : "", got != nullptr ? " annotations" : ""});
  align(left.annotations, right.annotations, rows);
}

// Pairs equal alerts first, then those with most labels in common.
std::vector<DiffRow> alert_rows(std::vector<AlertText> expected, std::vector<AlertText> got) {
  std::vector<DiffRow> rows;
  for (auto left = expected.begin(); left != expected.end();) {
    const auto same = std::ranges::find(got, *left);
    if (same == got.end()) {
      ++left;
      continue;
    }
    align(&*left, &*same, rows);
    got.erase(same);
    left = expected.erase(left);
  }
  for (const AlertText& left : expected) {
    const auto nearest = std::ranges::max_element(
        got, {}, [&](const AlertText& right) { return common_pairs(left.labels, right.labels); });
    const bool alike = nearest != got.end() && common_pairs(left.labels, nearest->labels) > 0;
    align(&left, alike ? &*nearest : nullptr, rows);
    if (alike) got.erase(nearest);
  }
  for (const AlertText& right : got) align(nullptr, &right, rows);
  return rows;
}

std::string for_text(std::chrono::milliseconds duration) {
  return format_duration(duration);
}

void explain_alerts(const AlertsAtTime& actual, std::size_t expected, std::size_t firing,
                    UnitTestCase& verdict) {
  if (!actual.rule_exists) {
    verdict.reasons.push_back(
        fmt::format("no rule file has an alert named {}", quoted(verdict.subject)));
    return;
  }
  if (expected > firing) {
    for (const alerting::Alert& alert : actual.alerts) {
      if (alert.state != alerting::AlertState::pending) continue;
      const std::chrono::milliseconds waited(actual.time - alert.active_at);
      verdict.reasons.push_back(fmt::format("{} is pending for {} only, `for` asks for {}",
                                            alert.labels.to_string(), for_text(waited),
                                            for_text(actual.for_duration)));
    }
  }
  if (actual.alerts.empty()) {
    verdict.reasons.emplace_back("the alert's expression has no result at that evaluation");
  } else if (expected == firing) {
    verdict.reasons.emplace_back("as many alerts fire as expected, but not with the same texts");
  } else if (firing > expected && expected == 0) {
    verdict.reasons.emplace_back(
        "nothing was expected to fire; to expect it, list it in exp_alerts");
  }
}

// --- samples

bool equal_floats(double a, double b, FloatCompare floats) {
  if (a == b) return true;
  if (floats == FloatCompare::exact) return false;
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return std::nextafter(a, -kInfinity) == b || std::nextafter(a, kInfinity) == b;
}

std::string sample_text(const ComparedSample& sample) {
  return fmt::format("{} {}", sample.labels.to_string(),
                     sample.histogram.empty() ? format_g(sample.value) : sample.histogram);
}

std::string samples_text(const std::vector<ComparedSample>& samples) {
  if (samples.empty()) return "nil";
  std::string out;
  for (const ComparedSample& sample : samples) {
    if (!out.empty()) out += ", ";
    out += sample_text(sample);
  }
  return out;
}

bool less(const ComparedSample& a, const ComparedSample& b) {
  if (a.labels != b.labels) return a.labels < b.labels;
  return a.value < b.value;
}

bool equal(const ComparedSample& a, const ComparedSample& b, FloatCompare floats) {
  return a.labels == b.labels && a.histogram == b.histogram &&
         equal_floats(a.value, b.value, floats);
}

// Merges the sorted lists by labels.
std::vector<DiffRow> sample_rows(const std::vector<ComparedSample>& expected,
                                 const std::vector<ComparedSample>& got, FloatCompare floats) {
  std::vector<DiffRow> rows;
  auto left = expected.begin();
  auto right = got.begin();
  while (left != expected.end() || right != got.end()) {
    const bool take_left =
        left != expected.end() && (right == got.end() || left->labels <= right->labels);
    const bool take_right =
        right != got.end() && (left == expected.end() || right->labels <= left->labels);
    DiffRow row;
    row.differs = !(take_left && take_right && equal(*left, *right, floats));
    row.expected = take_left ? sample_text(*left++) : "(nothing)";
    row.got = take_right ? sample_text(*right++) : "(nothing)";
    rows.push_back(std::move(row));
  }
  return rows;
}

void explain_samples(const std::vector<ComparedSample>& expected,
                     const std::vector<ComparedSample>& got, UnitTestCase& verdict) {
  std::size_t values = 0;
  std::size_t last_bits = 0;
  for (const ComparedSample& sample : expected) {
    const auto same = std::ranges::find(got, sample.labels, &ComparedSample::labels);
    if (same == got.end()) {
      verdict.reasons.push_back(
          fmt::format("no result has the labels {}", sample.labels.to_string()));
    } else if (std::isnan(sample.value) && std::isnan(same->value)) {
      verdict.reasons.emplace_back("NaN is never equal to NaN here; test with `expr != expr`");
    } else if (!equal(sample, *same, FloatCompare::exact)) {
      ++values;
      if (equal(sample, *same, FloatCompare::fuzzy)) ++last_bits;
    }
  }
  for (const ComparedSample& sample : got) {
    if (std::ranges::find(expected, sample.labels, &ComparedSample::labels) == expected.end()) {
      verdict.reasons.push_back(fmt::format("{} was not expected", sample.labels.to_string()));
    }
  }
  if (last_bits > 0) {
    verdict.reasons.emplace_back(
        "values differ in the last bit only: fuzzy_compare: true accepts that");
  } else if (values > 0) {
    verdict.reasons.emplace_back("labels are as expected, values are not");
  }
}

}  // namespace

void judge_alerts(const AlertTest& test, const AlertsAtTime& actual, UnitTestCase& verdict) {
  const std::vector<AlertText> expected = expected_texts(test);
  const std::vector<AlertText> got = firing_texts(actual.alerts);
  verdict.pass = expected == got;
  if (verdict.pass) return;
  verdict.message = fmt::format("exp: {}\ngot: {}", alerts_text(expected), alerts_text(got));
  verdict.diff = alert_rows(expected, got);
  explain_alerts(actual, expected.size(), got.size(), verdict);
}

std::vector<ComparedSample> compared(const engine::Vector& vector) {
  std::vector<ComparedSample> list;
  for (const engine::Sample& sample : vector) {
    ComparedSample made{sample.labels, sample.value, {}};
    if (sample.histogram) {
      made.value = 0;
      made.histogram = promql::print_histogram(*sample.histogram);
    }
    list.push_back(std::move(made));
  }
  return list;
}

std::expected<std::vector<ComparedSample>, std::string> expected_samples(
    const ExpressionTest& test) {
  std::vector<ComparedSample> list;
  for (const ExpectedSample& sample : test.expected) {
    ComparedSample made{{}, sample.value, {}};
    const auto refused = [&](std::string_view why) {
      return std::unexpected(fmt::format("labels {}: {}", quoted(sample.labels), why));
    };
    if (sample.labels.find_first_not_of(" \t\r\n") != std::string::npos) {
      auto labels = promql::parse_metric(sample.labels);
      if (!labels) return refused(promql::render_parse_error(labels.error(), sample.labels));
      made.labels = std::move(*labels);
    }
    if (!sample.histogram.empty()) {
      const std::string description = "{} " + sample.histogram;
      const auto parsed = promql::parse_series_description(description);
      if (!parsed) return refused(promql::render_parse_error(parsed.error(), description));
      if (parsed->values.size() != 1) {
        return refused(fmt::format("expected 1 value, got {}", parsed->values.size()));
      }
      const auto* histogram = std::get_if<series::Histogram>(&parsed->values.front());
      if (histogram == nullptr) return refused("expected histogram, got a float");
      made.histogram = promql::print_histogram(*histogram);
    }
    list.push_back(std::move(made));
  }
  return list;
}

void judge_samples(std::vector<ComparedSample> expected, std::vector<ComparedSample> got,
                   FloatCompare floats, UnitTestCase& verdict) {
  std::ranges::sort(expected, less);
  std::ranges::sort(got, less);
  verdict.pass = std::ranges::equal(
      expected, got, [&](const auto& a, const auto& b) { return equal(a, b, floats); });
  if (verdict.pass) return;
  verdict.message = fmt::format("exp: {}\ngot: {}", samples_text(expected), samples_text(got));
  verdict.diff = sample_rows(expected, got, floats);
  explain_samples(expected, got, verdict);
}

}  // namespace nsmon::testing
