// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "base/span.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace nsmon::yaml {

enum class Kind : std::uint8_t { scalar, sequence, mapping };
enum class Style : std::uint8_t {
  plain,
  single_quoted,
  double_quoted,
  literal,
  folded,
  block,
  flow
};

struct Entry;
class Document;

// What few nodes have: properties before the content, or the node an alias stands for.
struct NodeExtra;

// One node of a document. Small and cheap to copy; what it points to belongs to the document. An
// alias (`*name`) is a node with the content of its anchor and the span of the alias itself.
class Node {
 public:
  Kind kind() const { return kind_; }
  bool is_scalar() const { return kind_ == Kind::scalar; }
  bool is_sequence() const { return kind_ == Kind::sequence; }
  bool is_mapping() const { return kind_ == Kind::mapping; }
  Style style() const { return style_; }

  // Bytes of the node in the text, without tag and anchor: quotes and block indicators included; a
  // block collection ends with its last child. Empty where a value is missing (`key:`).
  Span span() const { return span_; }
  // Where tag, anchor or content begin, which is what Prometheus calls the node's line and column.
  std::uint32_t begin() const;

  // Value of a scalar after quotes, escapes and folding; empty for collections.
  std::string_view text() const;
  // Children in the order of writing; empty for other kinds. Merge keys (`<<`) are listed as they
  // stand: see merge.h.
  std::span<const Node> items() const;
  std::span<const Entry> entries() const;
  // Value of the first entry with this key, or null. Looks at the mapping's own keys only.
  const Node* find(std::string_view key) const;

  // The tag as written, resolved through %TAG: "tag:yaml.org,2002:str", "!mine"; empty without one.
  std::string_view tag() const;
  std::string_view anchor() const;
  bool is_alias() const;
  // Span of the content an alias stands for; else span().
  Span content_span() const;
  // Plain, without tag, and nothing written: the value of `key:`.
  bool is_absent() const { return is_scalar() && style_ == Style::plain && size_ == 0; }

 private:
  friend class Builder;

  const void* data_ = nullptr;  // bytes, Node[size_] or Entry[size_]
  const NodeExtra* extra_ = nullptr;
  std::uint32_t size_ = 0;
  Span span_;
  Kind kind_ = Kind::scalar;
  Style style_ = Style::plain;
  bool from_alias_ = false;
};

struct Entry {
  Node key;
  Node value;
};

// A comment outside all scalars: from its `#` to the end of the line, line break left out.
struct Comment {
  Span span;
  std::uint32_t line = 1;  // from 1
};

// The tree of the first document of a text. The nodes and views live as long as this object, also
// when it is moved; the text must outlive it.
class Document {
 public:
  struct Storage;

  explicit Document(std::unique_ptr<Storage> storage);
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  // Null when the text has no node at all (empty, comments only).
  const Node* root() const;
  std::string_view source() const;
  // In file order, those of later documents included.
  const std::vector<Comment>& comments() const;
  // Where the second and later documents begin. Prometheus reads the first one only.
  const std::vector<Span>& later_documents() const;
  // Keys that a mapping of the first document holds twice: `mapping key "x" already defined at line
  // N`, span of the second one, note at the first. Go's yaml.v3 refuses such a document.
  const std::vector<Error>& duplicate_keys() const;

 private:
  std::unique_ptr<Storage> storage_;
};

// Deepest nesting and largest text that are read.
inline constexpr int kMaxDepth = 1000;
inline constexpr std::uint32_t kLargestText = std::uint32_t{1} << 30;

// Reads a text as go-yaml does. Errors: not YAML, unknown anchors, anchors that contain themselves,
// aliases that multiply (the limit of go-yaml: `document contains excessive aliasing`), depth,
// bytes that are not UTF-8, control characters. The span is the place in the text.
Result<Document> parse(std::string_view text);

// The place in the text of a byte of a scalar's value: exact for every style; offsets at or past
// the end of the value give the place just after its last byte. For an alias the place lies in the
// anchored node.
std::uint32_t place_in_text(std::string_view text, const Node& scalar, std::uint32_t value_offset);
// The same for a range. A non-empty range stays non-empty.
Span place_in_text(std::string_view text, const Node& scalar, Span in_value);

}  // namespace nsmon::yaml
