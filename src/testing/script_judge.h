// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/engine.h"
#include "testing/script_commands.h"

namespace nsmon::testing {

// Hold a result against what the command expects; errors say what differs.
Result<void> judge_value(const EvalCommand& command, const engine::Value& value);
// `query` is the text that was parsed; positions of annotations refer to it.
Result<void> judge_annotations(const EvalCommand& command, const engine::Annotations& annotations,
                               std::string_view query);
Result<void> judge_failure(const EvalCommand& command, const Error& error);

// Relative difference of at most 1e-6 of the sum of magnitudes; NaN equals NaN, stale only stale.
bool almost_equal(double a, double b);

}  // namespace nsmon::testing
