// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"
#include "prometheus/client.h"
#include "prometheus/result_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace nsmon::prometheus {
namespace {
Parameters parameters_of(const Scope& scope) {
  Parameters parameters;
  for (const auto& matcher : scope.matchers) parameters.emplace_back("match[]", matcher);
  if (scope.start) parameters.emplace_back("start", time_text(*scope.start));
  if (scope.end) parameters.emplace_back("end", time_text(*scope.end));
  if (scope.limit) parameters.emplace_back("limit", fmt::format("{}", *scope.limit));
  return parameters;
}

// A path cannot hold "/", so such a name is written in the escaping that servers know (Prometheus
// UTF-8 proposal, "Text escaping"): U__ before, other characters as _HEX_, underscores doubled.
std::string path_name(std::string_view label) {
  if (!label.contains('/')) return std::string(label);
  std::string out = "U__";
  while (!label.empty()) {
    const auto decoded = decode_rune(label);
    const auto length = std::max<std::size_t>(decoded.length, 1);
    const auto character = label.substr(0, length);
    if (character == "_") {
      out += "__";
    } else if (series::is_legacy_label_name("a" + std::string(character))) {
      out += character;
    } else {
      out += fmt::format("_{:x}_", static_cast<unsigned>(decoded.rune));
    }
    label.remove_prefix(length);
  }
  return out;
}

template <class Answer>
Client::ReadData into(Answer& answer) {
  return [&answer](JsonReader& reader) { return read_answer(reader, answer); };
}
}  // namespace

std::string time_text(series::Timestamp time) {
  const auto whole = std::lldiv(time, 1000);
  const char* sign = time < 0 ? "-" : "";
  if (whole.rem == 0) return fmt::format("{}", whole.quot);
  std::string text = fmt::format("{}{}.{:03}", sign, std::llabs(whole.quot), std::llabs(whole.rem));
  while (text.ends_with('0')) text.pop_back();
  return text;
}

Call call_of(const InstantQuery& query) {
  Call call{"/api/v1/query", {{"query", query.expression}}, true};
  if (query.time) call.parameters.emplace_back("time", time_text(*query.time));
  call.parameters.insert(call.parameters.end(), query.more.begin(), query.more.end());
  return call;
}

Call call_of(const RangeQuery& query) {
  Call call{"/api/v1/query_range",
            {{"query", query.expression},
             {"start", time_text(query.start)},
             {"end", time_text(query.end)},
             {"step", time_text(query.step.count())}},
            true};
  call.parameters.insert(call.parameters.end(), query.more.begin(), query.more.end());
  return call;
}

Call series_call(const Scope& scope) {
  return {"/api/v1/series", parameters_of(scope), true};
}

Call labels_call(const Scope& scope) {
  return {"/api/v1/labels", parameters_of(scope), true};
}

Call label_values_call(const std::string& label, const Scope& scope) {
  return {fmt::format("/api/v1/label/{}/values", http::escape_component(path_name(label))),
          parameters_of(scope)};
}

Call metadata_call(const std::string& metric, std::optional<int> limit) {
  Call call{"/api/v1/metadata"};
  if (!metric.empty()) call.parameters.emplace_back("metric", metric);
  if (limit) call.parameters.emplace_back("limit", fmt::format("{}", *limit));
  return call;
}

Outcome<Notices> Client::query(const InstantQuery& query, ResultSink& sink) {
  return call(call_of(query), [&](JsonReader& reader) { return read_result(reader, sink); });
}

Outcome<Notices> Client::query_range(const RangeQuery& query, ResultSink& sink) {
  return call(call_of(query), [&](JsonReader& reader) { return read_result(reader, sink); });
}

Outcome<Notices> Client::find_series(const Scope& scope, std::vector<series::LabelSet>& answer) {
  return call(series_call(scope), into(answer));
}

Outcome<Notices> Client::labels(const Scope& scope, std::vector<std::string>& answer) {
  return call(labels_call(scope), into(answer));
}

Outcome<Notices> Client::label_values(const std::string& label, const Scope& scope,
                                      std::vector<std::string>& answer) {
  return call(label_values_call(label, scope), into(answer));
}

Outcome<Notices> Client::metadata(const std::string& metric, std::vector<Metadata>& answer) {
  return call(metadata_call(metric), into(answer));
}

Outcome<Notices> Client::targets(Targets& answer) {
  return call({"/api/v1/targets"}, into(answer));
}

Outcome<Notices> Client::rules(std::vector<RuleGroup>& answer) {
  return call({"/api/v1/rules"}, into(answer));
}

Outcome<Notices> Client::alerts(std::vector<Alert>& answer) {
  return call({"/api/v1/alerts"}, into(answer));
}

}  // namespace nsmon::prometheus
