// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/query_run.h"

namespace nsmon::cli {

// Series, names and values of labels of local data (QueryOptions::data). Other lists exist on
// servers only, which is what the error says.
ExitCode run_data_listing(QueryKind kind, const QueryOptions& options, Io& io);

}  // namespace nsmon::cli
