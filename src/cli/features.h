// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "promql/parse.h"

#include <optional>
#include <string>
#include <vector>

namespace nsmon::cli {

// Turns on the features of `--enable-feature`: each entry is a list of Prometheus's names with
// commas. The error names the first that does not exist.
std::optional<Error> enable_features(const std::vector<std::string>& lists,
                                     promql::Features& features);

}  // namespace nsmon::cli
