// SPDX-License-Identifier: Apache-2.0
#include "yaml/document.h"

#include "yaml/storage.h"

#include <utility>

namespace nsmon::yaml {

std::uint32_t Node::begin() const {
  return extra_ == nullptr ? span_.begin : extra_->begin;
}

std::string_view Node::text() const {
  if (kind_ != Kind::scalar) return {};
  return {static_cast<const char*>(data_), size_};
}

std::span<const Node> Node::items() const {
  if (kind_ != Kind::sequence) return {};
  return {static_cast<const Node*>(data_), size_};
}

std::span<const Entry> Node::entries() const {
  if (kind_ != Kind::mapping) return {};
  return {static_cast<const Entry*>(data_), size_};
}

const Node* Node::find(std::string_view key) const {
  for (const Entry& entry : entries()) {
    if (entry.key.is_scalar() && entry.key.text() == key) return &entry.value;
  }
  return nullptr;
}

std::string_view Node::tag() const {
  return extra_ == nullptr ? std::string_view{} : extra_->tag;
}

std::string_view Node::anchor() const {
  return extra_ == nullptr ? std::string_view{} : extra_->anchor;
}

bool Node::is_alias() const {
  return from_alias_;
}

Span Node::content_span() const {
  return from_alias_ ? extra_->content : span_;
}

Document::Document(std::unique_ptr<Storage> storage) : storage_(std::move(storage)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

const Node* Document::root() const {
  return storage_->has_root ? &storage_->root : nullptr;
}
std::string_view Document::source() const {
  return storage_->text;
}
const std::vector<Comment>& Document::comments() const {
  return storage_->comments;
}
const std::vector<Span>& Document::later_documents() const {
  return storage_->later_documents;
}
const std::vector<Error>& Document::duplicate_keys() const {
  return storage_->duplicate_keys;
}

}  // namespace nsmon::yaml
