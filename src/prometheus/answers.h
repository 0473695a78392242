// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "prometheus/json_reader.h"
#include "series/labels.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

// Answers of the HTTP API that are no query results. Texts are as the server sent them, to be made
// printable where they are shown; times are RFC 3339; a member that was not sent is empty.
namespace nsmon::prometheus {

struct Metadata {
  std::string metric;
  std::string type;
  std::string help;
  std::string unit;
};

struct Target {
  series::LabelSet labels;
  std::string pool;
  std::string url;
  std::string health;  // up, down, unknown
  std::string last_error;
  std::string last_scrape;
  std::string last_duration_s;
  std::string interval;
};

struct Targets {
  std::vector<Target> active;
  std::size_t dropped = 0;
};

struct Alert {
  series::LabelSet labels;
  series::LabelSet annotations;
  std::string state;  // pending, firing
  std::string active_at;
  std::string value;
};

struct Rule {
  std::string type;  // alerting, recording
  std::string name;
  std::string query;
  std::string state;  // of an alerting rule: inactive, pending, firing
  std::string health;
  std::string last_error;
  std::string evaluation_s;
  std::vector<Alert> alerts;
};

struct RuleGroup {
  std::string name;
  std::string file;
  std::string interval_s;
  std::vector<Rule> rules;
};

// Status documents differ by server and version: every value with the path to it, such as
// {"storageRetention", "15d"} or {"seriesCountByMetricName[0].value", "12"}.
using StatusRows = std::vector<std::pair<std::string, std::string>>;

// Each reads one value and appends to `answer`; null counts as nothing.
bool read_answer(JsonReader& reader, std::vector<std::string>& answer);
bool read_answer(JsonReader& reader, std::vector<series::LabelSet>& answer);
bool read_answer(JsonReader& reader, std::vector<Metadata>& answer);
bool read_answer(JsonReader& reader, Targets& answer);
bool read_answer(JsonReader& reader, std::vector<RuleGroup>& answer);
bool read_answer(JsonReader& reader, std::vector<Alert>& answer);
bool read_answer(JsonReader& reader, StatusRows& answer);

}  // namespace nsmon::prometheus
