// SPDX-License-Identifier: Apache-2.0
#include "prometheus/result_reader.h"

#include "base/utf8.h"
#include "prometheus/json_text.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <utility>

namespace nsmon::prometheus {
namespace {
constexpr std::string_view kResultPlace = "data.result";
constexpr std::size_t kMaxHeldBack = std::size_t{256} << 20;

std::optional<ResultType> type_of(std::string_view name) {
  for (const auto type :
       {ResultType::vector, ResultType::matrix, ResultType::scalar, ResultType::string}) {
    if (name == to_string(type)) return type;
  }
  return std::nullopt;
}

// A value that came before what is needed to understand it.
bool hold_back(JsonReader& reader, std::string& text) {
  bool too_long = false;
  const auto keep = [&](std::string_view piece) {
    too_long = too_long || text.size() + piece.size() > kMaxHeldBack;
    if (!too_long) text += piece;
  };
  if (!reader.copy(keep)) return false;
  if (too_long)
    return reader.refuse("the samples come before their labels and are too many to keep");
  return true;
}

// Reads what was held back; a failure there is one of the reader's.
template <class Read>
bool read_again(JsonReader& reader, const std::string& text, Read read) {
  JsonReader kept{std::string_view(text)};
  kept.at(kResultPlace);
  if (read(kept)) return true;
  return reader.refuse(kept.problem());
}

bool value_text(JsonReader& reader, std::string& text) {
  std::string_view view;
  if (!reader.string(view)) return false;
  if (!is_value_text(view)) return reader.refuse("a number of a histogram is none");
  text = view;
  return true;
}

// [boundaries, "lower", "upper", "count"]
bool read_bucket(JsonReader& reader, HistogramBucket& bucket) {
  std::string_view boundaries;
  if (!reader.begin_array() || !reader.next_element() || !reader.number(boundaries)) return false;
  if (boundaries.size() != 1 || boundaries[0] > '3') {
    return reader.refuse("the boundaries of a histogram's bucket are none of 0, 1, 2, 3");
  }
  bucket.boundaries = boundaries[0] - '0';
  for (auto* text : {&bucket.lower, &bucket.upper, &bucket.count}) {
    if (!reader.next_element()) return reader.refuse("a histogram's bucket is incomplete");
    if (!value_text(reader, *text)) return false;
  }
  if (reader.next_element()) return reader.refuse("a histogram's bucket has more than four parts");
  return !reader.failed();
}

bool read_histogram(JsonReader& reader, HistogramValue& value) {
  value = {};
  if (!reader.begin_object()) return false;
  std::string_view key;
  while (reader.next_key(key)) {
    if (key == "count" || key == "sum") {
      if (!value_text(reader, key == "count" ? value.count : value.sum)) return false;
    } else if (key == "buckets") {
      if (!reader.begin_array()) return false;
      while (reader.next_element()) {
        if (!read_bucket(reader, value.buckets.emplace_back())) return false;
      }
    } else if (!reader.skip()) {
      return false;
    }
  }
  if (!reader.failed() && value.count.empty()) return reader.refuse("a histogram has no count");
  return !reader.failed();
}

bool read_point(JsonReader& reader, ResultSink& sink) {
  std::string_view time;
  std::string_view value;
  if (!reader.sample(time, value)) return false;
  sink.point(time, value);
  return true;
}

// [SECONDS, {histogram}]
bool read_histogram_point(JsonReader& reader, ResultSink& sink) {
  std::string_view view;
  if (!reader.begin_array()) return false;
  if (!reader.next_element()) return reader.refuse("a sample has no time");
  if (!reader.number(view)) return false;
  const std::string time(view);
  if (!reader.next_element()) return reader.refuse("a sample has no value");
  HistogramValue value;
  if (!read_histogram(reader, value)) return false;
  if (reader.next_element()) return reader.refuse("a sample has more than a time and a value");
  if (reader.failed()) return false;
  sink.histogram_point(time, value);
  return true;
}

using ReadPoint = bool (*)(JsonReader&, ResultSink&);

// "value" and "histogram" hold one point, "values" and "histograms" an array of them.
struct PointsKey {
  ResultType type;
  std::string_view name;
  ReadPoint read;
};
constexpr PointsKey kPointsKeys[] = {
    {ResultType::matrix, "values", &read_point},
    {ResultType::matrix, "histograms", &read_histogram_point},
    {ResultType::vector, "value", &read_point},
    {ResultType::vector, "histogram", &read_histogram_point},
};

const PointsKey* find_points_key(ResultType type, std::string_view name) {
  for (const auto& key : kPointsKeys) {
    if (key.type == type && key.name == name) return &key;
  }
  return nullptr;
}

bool read_points(JsonReader& reader, const PointsKey& key, ResultSink& sink) {
  if (key.type == ResultType::vector) return key.read(reader, sink);
  if (!reader.begin_array()) return false;
  while (reader.next_element()) {
    if (!key.read(reader, sink)) return false;
  }
  return !reader.failed();
}

// Labels first, then floats, then histograms is what Prometheus writes and is passed on at once.
bool read_series(JsonReader& reader, ResultType type, ResultSink& sink) {
  if (!reader.begin_object()) return false;
  bool labels_known = false;
  bool floats_seen = false;
  std::vector<std::pair<const PointsKey*, std::string>> held_back;
  std::string_view name;
  while (reader.next_key(name)) {
    if (name == "metric") {
      series::LabelSet labels;
      if (labels_known) return reader.refuse("a series has two sets of labels");
      if (!read_labels(reader, labels)) return false;
      labels_known = true;
      sink.series(labels);
    } else if (const auto* key = find_points_key(type, name)) {
      const bool histograms = key->read == &read_histogram_point;
      if (labels_known && (!histograms || floats_seen || type == ResultType::vector)) {
        if (!read_points(reader, *key, sink)) return false;
        floats_seen = true;
      } else if (!hold_back(reader, held_back.emplace_back(key, std::string()).second)) {
        return false;
      }
    } else if (!reader.skip()) {
      return false;
    }
  }
  if (reader.failed()) return false;
  if (!labels_known) return reader.refuse("a series has no labels");
  for (const bool histograms : {false, true}) {
    for (const auto& [key, text] : held_back) {
      if ((key->read == &read_histogram_point) != histograms) continue;
      if (!read_again(reader, text,
                      [&](JsonReader& kept) { return read_points(kept, *key, sink); })) {
        return false;
      }
    }
  }
  return true;
}

// A string's value is any text, so it cannot go through JsonReader::sample.
bool read_string_point(JsonReader& reader, ResultSink& sink) {
  std::string_view view;
  if (!reader.begin_array() || !reader.next_element() || !reader.number(view)) {
    return reader.refuse("a sample has no time");
  }
  const std::string time(view);
  if (!reader.next_element() || !reader.string(view)) return reader.refuse("a sample has no value");
  const std::string value(view);
  if (reader.next_element()) return reader.refuse("a sample has more than a time and a value");
  if (reader.failed()) return false;
  sink.point(time, value);
  return true;
}

bool read_typed(JsonReader& reader, ResultType type, ResultSink& sink) {
  reader.at(kResultPlace);
  sink.begin(type);
  if (type == ResultType::scalar) {
    if (!read_point(reader, sink)) return false;
  } else if (type == ResultType::string) {
    if (!read_string_point(reader, sink)) return false;
  } else {
    if (!reader.begin_array()) return false;
    while (reader.next_element()) {
      if (!read_series(reader, type, sink)) return false;
    }
  }
  if (!reader.failed()) sink.end();
  return !reader.failed();
}
}  // namespace

bool read_labels(JsonReader& reader, series::LabelSet& labels) {
  if (!reader.begin_object()) return false;
  std::vector<series::Label> found;
  std::string_view name;
  while (reader.next_key(name)) {
    auto& label = found.emplace_back();
    label.name = name;
    if (!reader.string(label.value)) return false;
  }
  if (reader.failed()) return false;
  labels = series::LabelSet(std::move(found));
  return true;
}

bool read_result(JsonReader& reader, ResultSink& sink) {
  reader.at("data");
  if (!reader.begin_object()) return false;
  std::optional<ResultType> type;
  std::optional<std::string> held_back;
  bool read = false;
  std::string_view key;
  while (reader.next_key(key)) {
    if (key == "resultType") {
      std::string_view name;
      if (!reader.string(name)) return false;
      type = type_of(name);
      if (!type) {
        return reader.refuse(
            fmt::format("data.resultType is none of vector, matrix, scalar, string: \"{}\"",
                        printable(name.substr(0, 40))));
      }
    } else if (key == "result" && type) {
      if (!read_typed(reader, *type, sink)) return false;
      read = true;
    } else if (key == "result") {
      if (!hold_back(reader, held_back.emplace())) return false;
    } else if (!reader.skip()) {
      return false;
    }
    reader.at("data");
  }
  if (reader.failed()) return false;
  if (type && held_back) {
    return read_again(reader, *held_back,
                      [&](JsonReader& kept) { return read_typed(kept, *type, sink); });
  }
  return read || reader.refuse(fmt::format("data has no {}", type ? "result" : "resultType"));
}

}  // namespace nsmon::prometheus
