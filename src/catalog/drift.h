// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/catalog.h"
#include "exposition/events.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::catalog {

// A difference between an exposition and the catalog. `metric` is what the catalog says, when it
// says something, and `place` the span of the field in its file.
struct Drift {
  exposition::Problem problem;
  const Metric* metric = nullptr;
  Span place = {};
};

// Compares what is exposed with what the catalog describes: unknown and deprecated names, type,
// unit, labels, values of closed label domains, buckets, values outside of range or enum; at the
// end, what is missing. Every difference is told once a family. Where the catalog is silent, so is
// this.
class DriftCheck {
 public:
  using Report = std::function<void(const Drift&)>;

  // The catalog must outlive the check. `job` names the target that exposes, so that metrics of
  // other jobs are not missed; empty when unknown, then metrics that list jobs are never missed.
  DriftCheck(exposition::Format format, const Catalog& catalog, std::string job, Report report);

  void family(const exposition::Family& family);
  void sample(const exposition::Family& family, const exposition::Sample& sample);
  void family_end(const exposition::Family& family);
  // All input is read: reports metrics that were not exposed. Those that are born with their first
  // event may rightly be absent.
  void finish();

 private:
  void judge_name(const exposition::Family& family, std::string_view exposed);
  void judge_type(const exposition::Family& family, Part part);
  void judge_unit(const exposition::Family& family);
  void judge_labels(const exposition::Family& family, const exposition::Sample& sample);
  void judge_value(const exposition::Family& family, const exposition::Sample& sample);
  void judge_bucket(const exposition::Family& family, const exposition::Sample& sample);
  void end_buckets(const exposition::Family& family);
  bool first_time(std::string key);
  void add(exposition::Problem problem, Span place);

  exposition::Format format_;
  const Catalog& catalog_;
  std::string job_;
  Report report_;
  std::vector<bool> seen_;  // by position in Catalog::metrics()
  const Metric* metric_ =
      nullptr;  // of the family that is read; null when there is nothing to compare
  std::vector<std::string> told_;   // differences of this family, so that each comes once
  std::vector<double> bounds_;      // of the buckets of the series that is read
  exposition::Place bounds_place_;  // its last bucket
  bool buckets_differ_ = false;
};

}  // namespace nsmon::catalog
