// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yaml/marks.h"
#include "yaml/storage.h"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace nsmon::yaml {

// A scalar, alias or start of a collection as the scanner found it; offsets are bytes of the text.
struct NodeEvent {
  Span span;  // properties included
  std::string_view tag;
  std::string_view anchor;
};

// Puts nodes together in the order of their events. The arena holds arrays of finished children;
// those of open collections wait on one stack.
class Builder {
 public:
  explicit Builder(Document::Storage& storage) : storage_(storage), text_(storage.text) {}

  Result<void> add_scalar(const NodeEvent& event, std::string_view value, Style style);
  Result<void> add_alias(const NodeEvent& event);
  Result<void> open(Kind kind, Style style, const NodeEvent& event);
  // `end` is that of the closing bracket; block collections end with their last child.
  Result<void> close(std::uint32_t end);
  // The aliases of the finished tree, counted as go-yaml counts them while decoding.
  Result<void> check_aliases() const;

 private:
  struct Frame {
    Node node;
    std::size_t first_child = 0;
    int height = 1;  // levels of the deepest child, itself included
    std::string_view anchor;
  };
  struct Anchored {
    Node node;
    int height = 0;
    bool open = false;
  };

  Node make_node(Kind kind, Style style, const NodeEvent& event);
  void finish(const Node& node, int height);
  void check_keys(std::span<const Entry> entries);
  void report_duplicate(const Node& first, const Node& second);
  std::string_view keep(std::string_view text);
  template <class T>
  T* allocate(std::size_t count);

  Document::Storage& storage_;
  std::string_view text_;
  std::vector<Frame> frames_;
  std::vector<Node> pending_;
  std::unordered_map<std::string_view, Anchored> anchors_;
  LineCounter lines_;
  std::size_t node_count_ = 0;
  bool has_aliases_ = false;
};

}  // namespace nsmon::yaml
