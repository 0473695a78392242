// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/catalog.h"
#include "cli/command.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::cli {

// `nsmon catalog check|list`: judges catalog files, or lists what they describe.
CommandSpec catalog_command();

// Catalog files joined to one, with their texts for messages that point into them.
struct CatalogSet {
  catalog::Catalog catalog;
  std::vector<std::unique_ptr<SourceText>> sources;

  const SourceText* find_source(std::string_view file) const;
};

// The text of a catalog file; "neurosymbolic" and the other systems that nsmon brings along are
// found by their bare name when no such file exists.
Result<SourceText> read_catalog(const std::string& path, Io& io);

// For commands that need a sound catalog: prints what is unreadable or wrong on err and returns
// nothing. Warnings are left to `nsmon catalog check`.
std::optional<CatalogSet> load_catalogs(const std::vector<std::string>& paths, Io& io);

}  // namespace nsmon::cli
