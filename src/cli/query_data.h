// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/query_run.h"
#include "engine/engine.h"
#include "prometheus/client.h"

namespace nsmon::cli {

// The same queries on local data (QueryOptions::data) with the embedded engine. Without a time an
// instant query is evaluated at the newest sample, a range query over all of the data.
ExitCode run_data_query(QueryKind kind, const QueryOptions& options, Io& io);

// Hands a result of the engine to a printer, as if a server had sent it; at most `limit` series
// unless that is 0. True when some were left out.
bool send_value(const engine::Value& value, int limit, prometheus::ResultSink& sink);

// Remarks of the engine in the form in which a server sends them.
prometheus::Notices notices_of(const engine::Annotations& annotations, std::string_view expression);

}  // namespace nsmon::cli
