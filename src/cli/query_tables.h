// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/query_output.h"

#include <memory>

namespace nsmon::cli {

// The parts of make_result_printer() that are no JSON.
std::unique_ptr<ResultPrinter> make_table_printer(Io& io);
std::unique_ptr<ResultPrinter> make_csv_printer(Io& io);

}  // namespace nsmon::cli
