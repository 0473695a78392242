// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace nsmon::config {

// Replaces $NAME and ${NAME} as Go's os.Expand does, which Prometheus applies to external labels:
// `$$` stays one dollar, `${}` and an open `${` vanish, a dollar before anything else stays.
std::string expand_environment(std::string_view text,
                               const std::function<std::string(std::string_view name)>& lookup);

}  // namespace nsmon::config
