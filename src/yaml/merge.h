// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yaml/resolve.h"

#include <vector>

namespace nsmon::yaml {

// Tells whether the key is a merge key: a plain `<<` or one tagged !!merge.
bool is_merge_key(const Node& key);
bool has_merge_key(const Node& mapping);

// The entries of a mapping once its merge keys are applied.
struct MergedEntries {
  std::vector<const Entry*> entries;  // each key once; they belong to the document
  std::vector<const Node*>
      overridden;  // keys set a second time by or over a merge: yaml.v2 refuses
                   // that in maps with free keys (`key "x" already set in map`)
};

// With v3 the mapping's own keys win; with v2 the later one of own and merged key does, as they are
// applied in the order of writing. In a list of merged mappings the first one wins.
// Error: `map merge requires map or sequence of maps as the value`.
Result<MergedEntries> merged_entries(const Node& mapping, Dialect dialect);

}  // namespace nsmon::yaml
