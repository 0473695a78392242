// SPDX-License-Identifier: Apache-2.0
#include "yaml/builder.h"

#include "base/try.h"
#include "base/utf8.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <unordered_set>

namespace nsmon::yaml {
namespace {

// A tree of this many nodes takes 256 MiB; rule files of 50,000 rules stay below 2 million.
constexpr std::size_t kMostNodes = 8'000'000;

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
bool is_break(char c) {
  return c == '\n' || c == '\r';
}

// Where the content begins after a tag and an anchor, which may stand in either order with comments
// and line breaks between.
std::uint32_t skip_properties(std::string_view text, Span span) {
  std::uint32_t at = span.begin;
  while (at < span.end) {
    const char c = text[at];
    if (is_blank(c) || is_break(c)) {
      ++at;
    } else if (c == '#') {
      while (at < span.end && !is_break(text[at])) ++at;
    } else if (c == '&' || c == '!') {
      while (at < span.end && !is_blank(text[at]) && !is_break(text[at])) ++at;
    } else {
      break;
    }
  }
  return at;
}

// Part of the expansions that may come from aliases: 99% of small documents, 10% of very large
// ones. (go-yaml, decode.go)
double allowed_alias_share(double expansions) {
  constexpr double kLow = 400'000;
  constexpr double kHigh = 4'000'000;
  if (expansions <= kLow) return 0.99;
  if (expansions >= kHigh) return 0.10;
  return 0.99 - 0.89 * ((expansions - kLow) / (kHigh - kLow));
}

struct AliasCount {
  double all = 0;
  double in_alias = 0;

  bool excessive() const {
    return in_alias > 100 && all > 1000 && in_alias / all > allowed_alias_share(all);
  }
};

// False as soon as the limit is passed. Depth is bounded while the tree is built.
bool count_expansion(const Node& node, int alias_depth, AliasCount& count) {
  if (node.is_alias()) {
    count.all += 1;
    count.in_alias += alias_depth > 0 ? 1 : 0;
    ++alias_depth;
  }
  count.all += 1;
  count.in_alias += alias_depth > 0 ? 1 : 0;
  if (count.excessive()) return false;
  for (const Node& item : node.items()) {
    if (!count_expansion(item, alias_depth, count)) return false;
  }
  for (const Entry& entry : node.entries()) {
    if (!count_expansion(entry.key, alias_depth, count)) return false;
    if (!count_expansion(entry.value, alias_depth, count)) return false;
  }
  return true;
}

}  // namespace

template <class T>
T* Builder::allocate(std::size_t count) {
  return static_cast<T*>(storage_.arena.allocate(count * sizeof(T), alignof(T)));
}

std::string_view Builder::keep(std::string_view text) {
  if (text.empty()) return {};
  char* copy = allocate<char>(text.size());
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

Node Builder::make_node(Kind kind, Style style, const NodeEvent& event) {
  Node node;
  node.kind_ = kind;
  node.style_ = style;
  node.span_ = event.span;
  // A plain scalar cannot begin with these two, so they are a tag or an anchor.
  const char first = event.span.begin < text_.size() ? text_[event.span.begin] : ' ';
  if (event.span.size() == 0 || (first != '!' && first != '&')) return node;
  node.span_.begin = skip_properties(text_, event.span);
  node.span_.end = std::max(node.span_.begin, node.span_.end);
  node.extra_ = new (allocate<NodeExtra>(1)) NodeExtra{.begin = event.span.begin,
                                                       .content = node.span_,
                                                       .tag = keep(event.tag),
                                                       .anchor = keep(event.anchor)};
  return node;
}

void Builder::finish(const Node& node, int height) {
  if (!node.anchor().empty() && !node.is_alias()) {
    anchors_[node.anchor()] = Anchored{.node = node, .height = height, .open = false};
  }
  if (frames_.empty()) {
    storage_.root = node;
    storage_.has_root = true;
    return;
  }
  pending_.push_back(node);
  frames_.back().height = std::max(frames_.back().height, height + 1);
}

Result<void> Builder::add_scalar(const NodeEvent& event, std::string_view value, Style style) {
  if (++node_count_ > kMostNodes) {
    return failure(fmt::format("document has more than {} nodes", kMostNodes), event.span);
  }
  Node node = make_node(Kind::scalar, style, event);
  std::string_view source = text_.substr(node.span_.begin, node.span_.size());
  if ((style == Style::single_quoted || style == Style::double_quoted) && source.size() >= 2) {
    source = source.substr(1, source.size() - 2);
  }
  const std::string_view kept = source == value ? source : keep(value);
  node.data_ = kept.data();
  node.size_ = static_cast<std::uint32_t>(kept.size());
  finish(node, 1);
  return {};
}

Result<void> Builder::add_alias(const NodeEvent& event) {
  const auto found = anchors_.find(event.anchor);
  if (found == anchors_.end()) {
    return failure(fmt::format("unknown anchor '{}' referenced", printable(event.anchor)),
                   event.span);
  }
  if (found->second.open) {
    return failure(fmt::format("anchor '{}' value contains itself", printable(event.anchor)),
                   event.span);
  }
  if (static_cast<int>(frames_.size()) + found->second.height > kMaxDepth) {
    return failure(fmt::format("nesting is deeper than {} levels through alias '{}'", kMaxDepth,
                               printable(event.anchor)),
                   event.span);
  }
  has_aliases_ = true;
  Node node = found->second.node;
  const Span content = node.span_;
  node.span_ = event.span;
  node.from_alias_ = true;
  node.extra_ = new (allocate<NodeExtra>(1)) NodeExtra{
      .begin = event.span.begin, .content = content, .tag = node.tag(), .anchor = node.anchor()};
  finish(node, found->second.height);
  return {};
}

Result<void> Builder::open(Kind kind, Style style, const NodeEvent& event) {
  if (++node_count_ > kMostNodes) {
    return failure(fmt::format("document has more than {} nodes", kMostNodes), event.span);
  }
  if (static_cast<int>(frames_.size()) >= kMaxDepth) {
    return failure(fmt::format("nesting is deeper than {} levels", kMaxDepth), event.span);
  }
  const Frame frame{
      .node = make_node(kind, style, event), .first_child = pending_.size(), .anchor = {}};
  if (!frame.node.anchor().empty()) {
    anchors_[frame.node.anchor()] = Anchored{.node = {}, .height = 0, .open = true};
  }
  frames_.push_back(frame);
  return {};
}

Result<void> Builder::close(std::uint32_t end) {
  Frame frame = frames_.back();
  frames_.pop_back();
  const std::size_t count = pending_.size() - frame.first_child;
  if (frame.node.style_ == Style::block) {
    end = count == 0 ? frame.node.span_.begin : pending_.back().span().end;
  }
  frame.node.span_.end = std::max(frame.node.span_.begin, end);
  if (count > 0) {
    Node* children = allocate<Node>(count);
    std::memcpy(static_cast<void*>(children), pending_.data() + frame.first_child,
                count * sizeof(Node));
    frame.node.data_ = children;
  }
  pending_.resize(frame.first_child);
  if (frame.node.kind_ == Kind::mapping) {
    frame.node.size_ = static_cast<std::uint32_t>(count / 2);
    check_keys(frame.node.entries());
  } else {
    frame.node.size_ = static_cast<std::uint32_t>(count);
  }
  finish(frame.node, frame.height);
  return {};
}

void Builder::check_keys(std::span<const Entry> entries) {
  constexpr std::size_t kFewKeys = 24;
  if (entries.size() <= kFewKeys) {
    for (std::size_t i = 1; i < entries.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const Node& first = entries[j].key;
        const Node& second = entries[i].key;
        if (first.kind() != second.kind() || first.text() != second.text()) continue;
        report_duplicate(first, second);
        break;
      }
    }
    return;
  }
  std::unordered_map<std::string_view, const Node*> seen;
  const Node* collection =
      nullptr;  // go-yaml takes any two keys that are lists or mappings for the same
  for (const Entry& entry : entries) {
    if (!entry.key.is_scalar()) {
      if (collection != nullptr) report_duplicate(*collection, entry.key);
      collection = &entry.key;
      continue;
    }
    const auto [place, fresh] = seen.try_emplace(entry.key.text(), &entry.key);
    if (!fresh) report_duplicate(*place->second, entry.key);
  }
}

void Builder::report_duplicate(const Node& first, const Node& second) {
  constexpr std::size_t kEnough = 1000;
  if (storage_.duplicate_keys.size() >= kEnough) return;
  const std::uint32_t line = lines_.line_of(text_, first.span().begin);
  storage_.duplicate_keys.push_back(Error{
      .message =
          fmt::format("mapping key {} already defined at line {}", quoted(second.text()), line),
      .span = second.span(),
      .notes = {Note{.message = "first defined here", .span = first.span(), .file = {}}}});
}

Result<void> Builder::check_aliases() const {
  if (!has_aliases_ || !storage_.has_root) return {};
  AliasCount count;
  if (count_expansion(storage_.root, 0, count)) return {};
  return failure("document contains excessive aliasing", Span{0, 0},
                 "write repeated parts out, or share them less often");
}

}  // namespace nsmon::yaml
