// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "series/labels.h"
#include "series/sample.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::alerting {

enum class AlertState : std::uint8_t { inactive, pending, firing };

std::string_view to_string(AlertState state);  // inactive pending firing

// Names and texts of annotations, sorted; unlike labels they may be empty.
using Annotations = std::vector<series::Label>;

// One alert of a rule: identified by its labels, which include `alertname`. Times are absent until
// the thing happened.
struct Alert {
  series::LabelSet labels;
  Annotations annotations;
  double value = 0;  // of a histogram: 0
  AlertState state = AlertState::pending;
  series::Timestamp active_at = 0;
  std::optional<series::Timestamp> fired_at = {};
  std::optional<series::Timestamp> resolved_at = {};
  std::optional<series::Timestamp> keep_firing_since = {};  // when it was first absent while firing
  std::optional<series::Timestamp> last_sent = {};
};

// What goes to an Alertmanager.
struct Notification {
  series::LabelSet labels;  // external labels added where absent
  Annotations annotations;
  series::Timestamp starts_at = 0;
  series::Timestamp ends_at = 0;  // when resolved, else until when it holds without being repeated
  bool resolved = false;
};

}  // namespace nsmon::alerting
