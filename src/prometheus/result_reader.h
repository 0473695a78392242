// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "prometheus/json_reader.h"
#include "prometheus/result.h"

namespace nsmon::prometheus {

// Reads the `data` of /api/v1/query and /api/v1/query_range (HTTP API, "Expression query result
// formats") and hands it on as it comes. Members may come in any order; an answer that names its
// type or a series' labels after the samples is kept until it does. False: see the reader's
// problem.
bool read_result(JsonReader& reader, ResultSink& sink);

// A JSON object of strings, as label sets are written.
bool read_labels(JsonReader& reader, series::LabelSet& labels);

}  // namespace nsmon::prometheus
