// SPDX-License-Identifier: Apache-2.0
#include "prometheus/answers.h"

#include "prometheus/result_reader.h"

#include <fmt/format.h>

#include <utility>

namespace nsmon::prometheus {
namespace {
// `member` reads the value of each key, or returns nothing for a key it does not know.
template <class Member>
bool read_object(JsonReader& reader, Member member) {
  if (!reader.begin_object()) return false;
  std::string_view key;
  while (reader.next_key(key)) {
    if (!member(key)) return false;
  }
  return !reader.failed();
}

// null counts as an empty array: Go writes nil slices so.
template <class Element>
bool read_array(JsonReader& reader, Element element) {
  const auto kind = reader.peek();
  if (kind == JsonKind::null) return reader.skip();
  if (!kind || !reader.begin_array()) return false;
  while (reader.next_element()) {
    if (!element()) return false;
  }
  return !reader.failed();
}

// A string, number, truth value or null, as text.
bool read_text(JsonReader& reader, std::string& text) {
  const auto kind = reader.peek();
  if (!kind) return false;
  std::string_view view;
  bool value = false;
  switch (*kind) {
    case JsonKind::number:
      if (!reader.number(view)) return false;
      text = view;
      return true;
    case JsonKind::boolean:
      if (!reader.boolean(value)) return false;
      text = value ? "true" : "false";
      return true;
    case JsonKind::null: text.clear(); return reader.skip();
    default: return reader.string(text);
  }
}

bool read_label_set(JsonReader& reader, series::LabelSet& labels) {
  return reader.peek() == JsonKind::null ? reader.skip() : read_labels(reader, labels);
}

struct TextMember {
  std::string_view key;
  std::string* text;
};

// Reads the value of `key` into the member of that name, or skips it.
bool read_member(JsonReader& reader, std::string_view key,
                 std::initializer_list<TextMember> members) {
  for (const auto& member : members) {
    if (member.key == key) return read_text(reader, *member.text);
  }
  return reader.skip();
}

bool read_target(JsonReader& reader, Target& target) {
  return read_object(reader, [&](std::string_view key) {
    if (key == "labels") return read_label_set(reader, target.labels);
    return read_member(reader, key,
                       {{"scrapePool", &target.pool},
                        {"scrapeUrl", &target.url},
                        {"health", &target.health},
                        {"lastError", &target.last_error},
                        {"lastScrape", &target.last_scrape},
                        {"lastScrapeDuration", &target.last_duration_s},
                        {"scrapeInterval", &target.interval}});
  });
}

bool read_alert(JsonReader& reader, Alert& alert) {
  return read_object(reader, [&](std::string_view key) {
    if (key == "labels") return read_label_set(reader, alert.labels);
    if (key == "annotations") return read_label_set(reader, alert.annotations);
    return read_member(
        reader, key,
        {{"state", &alert.state}, {"activeAt", &alert.active_at}, {"value", &alert.value}});
  });
}

bool read_alerts(JsonReader& reader, std::vector<Alert>& alerts) {
  return read_array(reader, [&] { return read_alert(reader, alerts.emplace_back()); });
}

bool read_rule(JsonReader& reader, Rule& rule) {
  return read_object(reader, [&](std::string_view key) {
    if (key == "alerts") return read_alerts(reader, rule.alerts);
    return read_member(reader, key,
                       {{"type", &rule.type},
                        {"name", &rule.name},
                        {"query", &rule.query},
                        {"state", &rule.state},
                        {"health", &rule.health},
                        {"lastError", &rule.last_error},
                        {"evaluationTime", &rule.evaluation_s}});
  });
}

bool read_group(JsonReader& reader, RuleGroup& group) {
  return read_object(reader, [&](std::string_view key) {
    if (key == "rules") {
      return read_array(reader, [&] { return read_rule(reader, group.rules.emplace_back()); });
    }
    return read_member(
        reader, key,
        {{"name", &group.name}, {"file", &group.file}, {"interval", &group.interval_s}});
  });
}

// Recursion is bounded by the reader's depth.
bool read_rows(JsonReader& reader, const std::string& path, StatusRows& rows) {
  const auto kind = reader.peek();
  if (kind == JsonKind::object) {
    return read_object(reader, [&](std::string_view key) {
      const auto below = path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
      return read_rows(reader, below, rows);
    });
  }
  if (kind == JsonKind::array) {
    std::size_t index = 0;
    return read_array(
        reader, [&] { return read_rows(reader, fmt::format("{}[{}]", path, index++), rows); });
  }
  std::string text;
  if (!read_text(reader, text)) return false;
  rows.emplace_back(path, std::move(text));
  return true;
}
}  // namespace

bool read_answer(JsonReader& reader, std::vector<std::string>& answer) {
  return read_array(reader, [&] { return reader.string(answer.emplace_back()); });
}

bool read_answer(JsonReader& reader, std::vector<series::LabelSet>& answer) {
  return read_array(reader, [&] { return read_labels(reader, answer.emplace_back()); });
}

bool read_answer(JsonReader& reader, std::vector<Metadata>& answer) {
  return read_object(reader, [&](std::string_view key) {
    const std::string metric(key);
    return read_array(reader, [&] {
      auto& entry = answer.emplace_back();
      entry.metric = metric;
      return read_object(reader, [&](std::string_view member) {
        return read_member(reader, member,
                           {{"type", &entry.type}, {"help", &entry.help}, {"unit", &entry.unit}});
      });
    });
  });
}

bool read_answer(JsonReader& reader, Targets& answer) {
  return read_object(reader, [&](std::string_view key) {
    if (key == "activeTargets") {
      return read_array(reader, [&] { return read_target(reader, answer.active.emplace_back()); });
    }
    if (key == "droppedTargets") {
      return read_array(reader, [&] {
        ++answer.dropped;
        return reader.skip();
      });
    }
    return reader.skip();
  });
}

bool read_answer(JsonReader& reader, std::vector<RuleGroup>& answer) {
  return read_object(reader, [&](std::string_view key) {
    if (key != "groups") return reader.skip();
    return read_array(reader, [&] { return read_group(reader, answer.emplace_back()); });
  });
}

bool read_answer(JsonReader& reader, std::vector<Alert>& answer) {
  return read_object(reader, [&](std::string_view key) {
    return key == "alerts" ? read_alerts(reader, answer) : reader.skip();
  });
}

bool read_answer(JsonReader& reader, StatusRows& answer) {
  return read_rows(reader, "", answer);
}

}  // namespace nsmon::prometheus
