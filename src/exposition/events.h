// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/diagnostic.h"
#include "exposition/format.h"
#include "series/sample.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace nsmon::exposition {

// Bytes [begin, end) of a line, counted from 0.
struct Columns {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

// The line that an event comes from; the text goes with the next line. Numbers count from 1.
struct Line {
  std::uint64_t number = 0;
  std::string_view text;
};

// A part of a line, kept after the line itself is gone. `line` is 0 when there is none.
struct Place {
  std::uint64_t line = 0;
  Columns columns = {};
  std::string text = {};
};

// Name and value without their escapes; the columns cover them without quotes.
struct LabelView {
  std::string_view name;
  std::string_view value;
  Columns name_columns = {};
  Columns value_columns = {};
};

struct Exemplar {
  std::span<const LabelView> labels = {};
  double value = 0;
  std::optional<series::Timestamp> timestamp = {};
  Columns columns = {};
};

// What a sample is within its family; `value` for everything that has no suffix of its own.
enum class Part : std::uint8_t { value, total, bucket, sum, count, created, info };

// One sample line. All views last for the call only.
struct Sample {
  Line line;
  std::string_view name;  // as on the line, suffix included
  std::span<const LabelView> labels;
  double value = 0;
  std::optional<series::Timestamp> timestamp = {};
  const Exemplar* exemplar = nullptr;
  Part part = Part::value;
  // The bytes from the name to the closing brace as written: equal bytes are the same series, so
  // that a loader of histories can compare with the line before instead of building labels.
  std::string_view series;
  Columns name_columns = {};
  Columns value_columns = {};
  Columns timestamp_columns = {};
};

// A metric family: what its metadata lines say, and where. In OpenMetrics the name has no suffix.
struct Family {
  std::string name;
  MetricType type = MetricType::unknown;
  bool typed = false;      // a TYPE line says so
  bool continues = false;  // lines of this name came before, which is a problem told already
  std::optional<std::string> help = {};
  std::optional<std::string> unit = {};
  std::uint64_t samples = 0;  // seen so far
  Place first = {};           // the name, where the family begins
  Place type_place = {};      // the word in the TYPE line
  Place unit_place = {};      // the word in the UNIT line
};

// Something wrong with the input, on one line.
struct Problem {
  std::string_view check;  // of static storage, e.g. "exposition/syntax"
  Severity severity = Severity::error;
  std::string message;
  std::string hint = {};
  std::uint64_t line = 0;
  Columns columns = {};
  std::string_view text = {};    // the line; lasts for the call only
  std::string_view metric = {};  // name of the family or sample, as far as known; likewise
};

// Takes what a Reader finds, in the order of the input.
class Sink {
 public:
  virtual ~Sink() = default;
  // A family begins: called before its first sample, or before family_end when it has none.
  virtual void family(const Family&) {}
  virtual void sample(const Family&, const Sample&) {}
  // All lines of the family are read. A HELP line may have come since family().
  virtual void family_end(const Family&) {}
  virtual void problem(const Problem& problem) = 0;
};

}  // namespace nsmon::exposition
