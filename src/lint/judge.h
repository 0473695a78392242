// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/catalog.h"
#include "lint/runner.h"
#include "lint/selection.h"

namespace nsmon::lint {

// Runs the selected checks over the files of the outcome; the findings come unsorted, without
// fingerprints and with nothing suppressed.
void judge_files(const Request& request, const Selection& selection,
                 const catalog::Catalog& catalog, Outcome& outcome);

// Runs the checks of control comments. Call it when silenced findings are marked in the comments.
void judge_comments(const Request& request, const Selection& selection, Outcome& outcome,
                    std::vector<Finding>& findings);

}  // namespace nsmon::lint
