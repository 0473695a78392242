// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/label_table.h"
#include "storage/samples.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace nsmon::engine {

using series::Timestamp;
using storage::HistogramPtr;

// The steps at which an expression is evaluated: start, start + step, ...
struct Grid {
  Timestamp start = 0;
  Timestamp step = 1;  // > 0
  std::size_t count = 1;

  Timestamp time(std::size_t i) const { return start + static_cast<Timestamp>(i) * step; }
  Timestamp end() const { return count == 0 ? start : time(count - 1); }
};

enum class Kind : std::uint8_t { none, number, histogram };

// One element of an instant vector at all steps.
struct Column {
  LabelId labels = LabelTable::kEmpty;
  bool drop_name = false;  // the name goes at the end (delayed name removal)
  std::vector<Kind> kinds;
  std::vector<double> values;
  std::vector<HistogramPtr> histograms;  // empty when there is none, else one for each step

  Column() = default;
  Column(LabelId id, std::size_t steps) : labels(id), kinds(steps), values(steps) {}

  std::size_t size() const { return kinds.size(); }
  bool has(std::size_t step) const { return kinds[step] != Kind::none; }
  bool is_number(std::size_t step) const { return kinds[step] == Kind::number; }
  bool is_histogram(std::size_t step) const { return kinds[step] == Kind::histogram; }
  bool has_histograms() const { return !histograms.empty(); }
  bool empty() const {
    return std::ranges::all_of(kinds, [](Kind kind) { return kind == Kind::none; });
  }

  void set(std::size_t step, double value) {
    kinds[step] = Kind::number;
    values[step] = value;
  }
  void set(std::size_t step, HistogramPtr histogram) {
    if (histograms.empty()) histograms.resize(kinds.size());
    kinds[step] = Kind::histogram;
    histograms[step] = std::move(histogram);
  }
  void set(std::size_t step, series::Histogram histogram) {
    set(step, std::make_shared<const series::Histogram>(std::move(histogram)));
  }
  void clear(std::size_t step) {
    kinds[step] = Kind::none;
    if (!histograms.empty()) histograms[step].reset();
  }
  // Takes the sample of another column at the same step.
  void copy(std::size_t step, const Column& from) {
    kinds[step] = from.kinds[step];
    values[step] = from.values[step];
    if (from.is_histogram(step)) set(step, from.histograms[step]);
  }
};

// An instant vector at all steps. The order of columns is the order of an instant result; there is
// no column without a sample.
using Columns = std::vector<Column>;

// A scalar at all steps.
using Scalars = std::vector<double>;

}  // namespace nsmon::engine
