// SPDX-License-Identifier: Apache-2.0
#include "catalog/exposition_check.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace nsmon::catalog {
namespace {

// More findings than this of one family are handed on before it ends, so that memory stays bounded.
constexpr std::size_t kMostPending = 1000;

}  // namespace

ExpositionCheck::ExpositionCheck(exposition::Format format, const Catalog* catalog, std::string job,
                                 Report report)
    : report_(std::move(report)),
      naming_(format, [this](const exposition::Problem& found) { problem(found); }),
      series_(format, [this](const exposition::Problem& found) { problem(found); }) {
  if (catalog == nullptr) return;
  drift_.emplace(format, *catalog, std::move(job),
                 [this](const Drift& drift) { collect(drift.problem, drift.metric, drift.place); });
}

void ExpositionCheck::family(const exposition::Family& family) {
  if (drift_) drift_->family(family);
}

void ExpositionCheck::sample(const exposition::Family& family, const exposition::Sample& sample) {
  ++samples_;
  naming_.sample(family, sample);
  series_.sample(family, sample);
  if (drift_) drift_->sample(family, sample);
}

void ExpositionCheck::family_end(const exposition::Family& family) {
  naming_.family_end(family);
  series_.family_end(family);
  if (drift_) drift_->family_end(family);
  flush();
}

void ExpositionCheck::problem(const exposition::Problem& problem) {
  collect(problem, nullptr, {});
}

void ExpositionCheck::collect(const exposition::Problem& problem, const Metric* metric,
                              Span place) {
  found_problem_ = true;
  pending_.push_back({.check = std::string(problem.check),
                      .severity = problem.severity,
                      .message = problem.message,
                      .hint = problem.hint,
                      .metric = std::string(problem.metric),
                      .line = problem.line,
                      .columns = problem.columns,
                      .text = std::string(problem.text),
                      .catalog_file = metric == nullptr ? std::string() : metric->file,
                      .place = place});
  if (pending_.size() >= kMostPending) flush();
}

void ExpositionCheck::flush() {
  const auto place = [](const ExpositionFinding& one) {
    return std::tuple(one.line, one.columns.begin);
  };
  if (!std::ranges::is_sorted(pending_, {}, place)) {
    std::ranges::stable_sort(pending_, {}, place);
  }
  for (const ExpositionFinding& one : pending_) report_(one);
  pending_.clear();
}

void ExpositionCheck::finish() {
  flush();
  if (samples_ == 0 && !found_problem_) {
    collect({.check = "exposition/empty",
             .severity = Severity::warning,
             .message = "there is not a single sample",
             .line = 1},
            nullptr, {});
  }
  if (drift_) drift_->finish();
  flush();
}

}  // namespace nsmon::catalog
