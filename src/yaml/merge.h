// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yaml/resolve.h"

#include <vector>

namespace nsmon::yaml {

// Tells whether the key is a merge key: a plain `<<` or one tagged !!merge.
bool is_merge_key(const Node& key);
bool has_merge_key(const Node& mapping);

// The entries that count once merge keys are applied, each key once. With v3 the mapping's own keys
// win; with v2 the later one of own and merged key wins, as they are applied in the order of
// writing. In a list of merged mappings the first one wins. Error: `map merge requires map or
// sequence of maps as the value`.
Result<std::vector<Entry>> merged_entries(const Node& mapping, Dialect dialect);

}  // namespace nsmon::yaml
