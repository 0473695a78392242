// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/diagnostic.h"
#include "catalog/catalog.h"

#include <string_view>
#include <vector>

namespace nsmon::catalog {

// A catalog file as far as it could be read, and what is wrong with it. Fields with a problem are
// left out; a metric without a usable name or type is left out as a whole.
struct Loaded {
  CatalogFile file;
  std::vector<Diagnostic> problems = {};
};

// Reads a catalog file. `name` is what problems and metrics call the file. Unknown keys, wrong
// kinds of values, illegal names and contradictions (unsorted buckets, a range that the type
// forbids) are problems with spans in `text`; broken YAML is one problem and an empty file.
Loaded load(std::string_view name, std::string_view text);

// The keys that a catalog file may have at one level: "" (top), "metric", "label", "target". The
// JSON Schema in docs/schemas lists the same ones.
std::vector<std::string_view> known_keys(std::string_view level);

}  // namespace nsmon::catalog
