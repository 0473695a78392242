// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yaml/document.h"

#include <cstddef>
#include <memory_resource>
#include <string_view>
#include <vector>

namespace nsmon::yaml {

struct NodeExtra {
  std::uint32_t begin = 0;  // of tag, anchor or content, whichever comes first
  Span content;             // of the anchored node for an alias, else the node's own
  std::string_view tag;
  std::string_view anchor;
};

// Everything a document owns. Nodes and copied texts lie in the arena.
struct Document::Storage {
  explicit Storage(std::string_view source) : text(source) {}

  std::string_view text;
  std::pmr::monotonic_buffer_resource arena{std::size_t{64} * 1024};
  Node root;
  bool has_root = false;
  std::vector<Comment> comments;
  std::vector<Span> later_documents;
  std::vector<Error> duplicate_keys;
};

}  // namespace nsmon::yaml
