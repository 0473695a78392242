// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "alerting/context.h"
#include "alerting/group.h"
#include "template/expand.h"

#include <expected>
#include <string>

namespace nsmon::alerting {

// What a rule's expression gives as a vector: a scalar becomes one sample without labels. Error:
// the engine's message, or `rule result is not a vector or scalar`.
std::expected<engine::Vector, std::string> evaluate_vector(const promql::Expr& expr,
                                                           const Context& context,
                                                           series::Timestamp time);

// Expands the labels and annotations of an alert for one sample. `query` in a template runs at
// `time`, whatever the group's query offset is.
class TextExpander {
 public:
  TextExpander(const Rule& rule, const engine::Sample& sample, const Context& context,
               series::Timestamp time);

  // The text itself where there is nothing to expand; what fails becomes an error text.
  std::string expand(const RuleText& text) const;

 private:
  const Rule& rule_;
  templates::RuleData data_;
  templates::Environment environment_;
};

}  // namespace nsmon::alerting
