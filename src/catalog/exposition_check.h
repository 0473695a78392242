// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/catalog.h"
#include "catalog/drift.h"
#include "exposition/naming.h"
#include "exposition/series_check.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace nsmon::catalog {

// One thing wrong with an exposition. It stands in line `line` of the exposition, whose text comes
// along, or, when `line` is 0, at `place` in the catalog file that defines `metric`.
struct ExpositionFinding {
  std::string check;
  Severity severity = Severity::error;
  std::string message;
  std::string hint = {};
  std::string metric = {};
  std::uint64_t line = 0;
  exposition::Columns columns = {};
  std::string text = {};
  std::string catalog_file = {};  // where the catalog speaks of it; empty when it does not
  Span place = {};
};

// Judges an exposition while it is read: form, names, series and, with a catalog, drift. Findings
// come family by family, each family's in the order of its lines.
class ExpositionCheck final : public exposition::Sink {
 public:
  using Report = std::function<void(const ExpositionFinding&)>;

  // `catalog` may be null; else it must outlive the check. `job` as of DriftCheck.
  ExpositionCheck(exposition::Format format, const Catalog* catalog, std::string job,
                  Report report);

  void family(const exposition::Family& family) override;
  void sample(const exposition::Family& family, const exposition::Sample& sample) override;
  void family_end(const exposition::Family& family) override;
  void problem(const exposition::Problem& problem) override;
  // After the reader's finish(): judges what can only be known at the end.
  void finish();

 private:
  void collect(const exposition::Problem& problem, const Metric* metric, Span place);
  void flush();

  Report report_;
  exposition::NamingCheck naming_;
  exposition::SeriesCheck series_;
  std::optional<DriftCheck> drift_;
  std::vector<ExpositionFinding> pending_;  // of the family that is read
  std::uint64_t samples_ = 0;
  bool found_problem_ = false;
};

}  // namespace nsmon::catalog
