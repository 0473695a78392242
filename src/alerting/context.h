// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/engine.h"
#include "promql/parse.h"
#include "series/labels.h"

#include <chrono>
#include <string>

namespace nsmon::alerting {

// What rules see besides their series; the same for all groups.
struct Context {
  const engine::Source& source;
  engine::Options engine = {};
  promql::Features features = {};  // of queries in templates
  series::LabelSet external_labels = {};
  std::string external_url = {};
  std::chrono::milliseconds grace_period = std::chrono::minutes(10);  // of restoration
  std::chrono::milliseconds outage_tolerance = std::chrono::hours(1);
  std::chrono::milliseconds resend_delay = std::chrono::minutes(1);
};

// A resolved alert is kept and sent for so long.
inline constexpr std::chrono::milliseconds kResolvedRetention = std::chrono::minutes(15);

}  // namespace nsmon::alerting
