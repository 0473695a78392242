// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "testing/script.h"
#include "testing/unit_test.h"

#include <string>
#include <utility>
#include <vector>

namespace nsmon::testing {

// Results as JUnit XML, one test suite a file, as CI systems read it. A problem of the file itself
// is an error of a case named after the file.
std::string junit_xml(const std::vector<UnitTestReport>& reports,
                      const std::vector<std::pair<std::string, ScriptReport>>& scripts = {});

}  // namespace nsmon::testing
