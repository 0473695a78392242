// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "storage/store.h"
#include "testing/script_commands.h"

namespace nsmon::testing {

// Adds the classic histograms of a load command as native ones with custom bounds (load_with_nhcb).
// Fails for counts that do not accumulate.
Result<void> load_custom_histograms(const LoadCommand& command, storage::Store& store);

}  // namespace nsmon::testing
