// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/diagnostic.h"
#include "base/error.h"
#include "exposition/format.h"
#include "series/labels.h"
#include "series/sample.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::exposition {

struct OwnedExemplar {
  series::LabelSet labels;
  double value = 0;
  std::optional<series::Timestamp> timestamp = {};
};

// One sample with its labels, `__name__` included.
struct OwnedSample {
  series::LabelSet labels;
  double value = 0;
  std::optional<series::Timestamp> timestamp = {};
  std::optional<OwnedExemplar> exemplar = {};
};

struct OwnedFamily {
  std::string name;
  MetricType type = MetricType::unknown;
  std::optional<std::string> help = {};
  std::optional<std::string> unit = {};
  std::vector<OwnedSample> samples = {};
};

// A whole exposition in memory: for a single scrape, not for histories (those read from a Reader).
struct Exposition {
  std::vector<OwnedFamily> families;
  std::vector<Diagnostic> problems;  // spans in the text; the lines they mark gave no sample

  const OwnedFamily* find(std::string_view family) const;
};

// The error says that the bytes are no text.
Result<Exposition> parse(std::string_view text, Format format);

}  // namespace nsmon::exposition
