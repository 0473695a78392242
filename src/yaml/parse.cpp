// SPDX-License-Identifier: Apache-2.0
#include "base/try.h"
#include "base/utf8.h"
#include "yaml/builder.h"
#include "yaml/marks.h"
#include "yaml/storage.h"

#include <fmt/core.h>
#include <yaml.h>

#include <optional>

namespace nsmon::yaml {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// The scanner with its memory freed at the end of the scope.
class Scanner {
 public:
  Scanner(std::string_view text, std::uint32_t first) : marks_(text, first), first_(first) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    const std::string_view rest = text.substr(first);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(rest.data()),
                                 rest.size());
  }
  ~Scanner() {
    yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }
  Scanner(const Scanner&) = delete;
  Scanner& operator=(const Scanner&) = delete;

  bool next() {
    yaml_event_delete(&event_);
    return yaml_parser_parse(&parser_, &event_) != 0;
  }
  const yaml_event_t& event() const { return event_; }
  Span span() {
    const std::uint32_t begin = marks_.byte_of(event_.start_mark.index);
    return {begin, std::max(begin, marks_.byte_of(event_.end_mark.index))};
  }
  Error error();

 private:
  yaml_parser_t parser_{};
  yaml_event_t event_{};
  MarkCursor marks_;
  std::uint32_t first_;
};

Error Scanner::error() {
  Error error;
  if (parser_.error == YAML_MEMORY_ERROR) {
    error.message = "document takes too much memory to read";
    return error;
  }
  error.message = parser_.problem == nullptr ? "not YAML" : parser_.problem;
  if (parser_.error == YAML_READER_ERROR) {
    const auto at = static_cast<std::uint32_t>(first_ + parser_.problem_offset);
    error.span = {at, at + 1};
    if (error.message == "control characters are not allowed") {
      error.message += fmt::format(", found byte 0x{:02x}", parser_.problem_value);
      error.hint = "is this a text file?";
    }
    return error;
  }
  if (parser_.context != nullptr) error.message += fmt::format(" {}", parser_.context);
  const std::uint32_t at = marks_.byte_of(parser_.problem_mark.index);
  error.span = {at, at};
  if (parser_.context != nullptr && parser_.context_mark.index != parser_.problem_mark.index) {
    const std::uint32_t from = marks_.byte_of(parser_.context_mark.index);
    error.notes.push_back({.message = "begins here", .span = {from, from}, .file = {}});
  }
  return error;
}

std::string_view view(const unsigned char* text) {
  return text == nullptr ? std::string_view{} : reinterpret_cast<const char*>(text);
}

Style style_of(yaml_scalar_style_t style) {
  switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: return Style::single_quoted;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: return Style::double_quoted;
    case YAML_LITERAL_SCALAR_STYLE: return Style::literal;
    case YAML_FOLDED_SCALAR_STYLE: return Style::folded;
    default: return Style::plain;
  }
}

// Finds comments: between two scalars a `#` can be nothing else, and the header of a block scalar
// may carry one too.
class CommentFinder {
 public:
  CommentFinder(std::string_view text, std::vector<Comment>& out) : text_(text), out_(out) {}

  void scalar(Span span, Style style) {
    scan_to(span.begin);
    if (style == Style::literal || style == Style::folded) {
      const std::size_t line_end =
          std::min<std::size_t>(text_.find_first_of("\r\n", span.begin), span.end);
      scan_to(static_cast<std::uint32_t>(line_end));
    }
    at_ = std::max(at_, span.end);
  }
  void scan_to(std::uint32_t end) {
    while (at_ < end) {
      const std::size_t found = text_.substr(0, end).find('#', at_);
      if (found == std::string_view::npos) break;
      const std::size_t line_end = std::min(text_.find_first_of("\r\n", found), text_.size());
      const Span span{static_cast<std::uint32_t>(found), static_cast<std::uint32_t>(line_end)};
      out_.push_back({.span = span, .line = lines_.line_of(text_, span.begin)});
      at_ = span.end;
    }
    at_ = std::max(at_, end);
  }

 private:
  std::string_view text_;
  std::vector<Comment>& out_;
  LineCounter lines_;
  std::uint32_t at_ = 0;
};

// The scanner ends a block scalar after the blank lines that follow it.
Span without_trailing_blanks(std::string_view text, Span span) {
  while (span.end > span.begin + 1 &&
         std::string_view(" \t\r\n").find(text[span.end - 1]) != std::string_view::npos) {
    --span.end;
  }
  return span;
}

// What libyaml takes and go-yaml does not: the escape `\/`, and a question mark in a plain scalar
// between brackets. Returns the offset of the first such byte.
std::optional<std::uint32_t> refused_by_go(std::string_view text, Span span, Style style,
                                           bool in_flow) {
  const std::string_view source = text.substr(span.begin, span.size());
  if (style == Style::plain && in_flow) {
    const std::size_t mark = source.find('?', 1);
    if (mark != std::string_view::npos) return span.begin + static_cast<std::uint32_t>(mark);
    if (span.size() > 0 && span.end < text.size() && text[span.end] == '?') return span.end;
  }
  if (style != Style::double_quoted) return std::nullopt;
  std::size_t at = source.find('\\');
  while (at != std::string_view::npos && at + 1 < source.size()) {
    if (source[at + 1] == '/') return span.begin + static_cast<std::uint32_t>(at);
    at = source.find('\\', at + 2);
  }
  return std::nullopt;
}

class Reader {
 public:
  Reader(std::string_view text, std::uint32_t first, Document::Storage& storage)
      : text_(text),
        storage_(storage),
        scanner_(text, first),
        builder_(storage),
        comments_(text, storage.comments) {}

  Result<void> read();

 private:
  Result<void> take(const yaml_event_t& event);
  Result<void> take_scalar(const yaml_event_t& event);
  void read_rest();

  std::string_view text_;
  Document::Storage& storage_;
  Scanner scanner_;
  Builder builder_;
  CommentFinder comments_;
  int flow_depth_ = 0;
};

Result<void> Reader::read() {
  while (true) {
    if (!scanner_.next()) return std::unexpected(scanner_.error());
    const yaml_event_type_t type = scanner_.event().type;
    if (type == YAML_DOCUMENT_END_EVENT || type == YAML_STREAM_END_EVENT) break;
    TRY(take(scanner_.event()));
  }
  TRY(builder_.check_aliases());
  read_rest();
  comments_.scan_to(static_cast<std::uint32_t>(text_.size()));
  return {};
}

// Only looks for comments and further documents: Prometheus never sees what is wrong in them.
void Reader::read_rest() {
  while (scanner_.next()) {
    const yaml_event_t& event = scanner_.event();
    if (event.type == YAML_STREAM_END_EVENT || event.type == YAML_NO_EVENT) return;
    if (event.type == YAML_DOCUMENT_START_EVENT) {
      storage_.later_documents.push_back(scanner_.span());
    } else if (event.type == YAML_SCALAR_EVENT) {
      comments_.scalar(scanner_.span(), style_of(event.data.scalar.style));
    }
  }
}

Result<void> Reader::take_scalar(const yaml_event_t& event) {
  const auto& scalar = event.data.scalar;
  const Style style = style_of(scalar.style);
  Span span = scanner_.span();
  comments_.scalar(span, style);
  if (style == Style::literal || style == Style::folded)
    span = without_trailing_blanks(text_, span);
  if (const auto refused = refused_by_go(text_, span, style, flow_depth_ > 0)) {
    const Span place{*refused, *refused + 1};
    if (style == Style::plain) {
      return failure("found '?' in a plain scalar between brackets", place, "put quotes around it");
    }
    return failure("found unknown escape character while parsing a quoted scalar", place);
  }
  return builder_.add_scalar({.span = span, .tag = view(scalar.tag), .anchor = view(scalar.anchor)},
                             {reinterpret_cast<const char*>(scalar.value), scalar.length}, style);
}

Result<void> Reader::take(const yaml_event_t& event) {
  switch (event.type) {
    case YAML_SCALAR_EVENT: return take_scalar(event);
    case YAML_ALIAS_EVENT:
      return builder_.add_alias(
          {.span = scanner_.span(), .tag = {}, .anchor = view(event.data.alias.anchor)});
    case YAML_DOCUMENT_START_EVENT: {
      const yaml_version_directive_t* version = event.data.document_start.version_directive;
      if (version != nullptr && (version->major != 1 || version->minor != 1)) {
        return failure("found incompatible YAML document", scanner_.span(),
                       "remove the %YAML line: Prometheus takes version 1.1 only");
      }
      return {};
    }
    case YAML_SEQUENCE_START_EVENT: {
      const auto& start = event.data.sequence_start;
      flow_depth_ += start.style == YAML_FLOW_SEQUENCE_STYLE ? 1 : 0;
      return builder_.open(
          Kind::sequence, start.style == YAML_FLOW_SEQUENCE_STYLE ? Style::flow : Style::block,
          {.span = scanner_.span(), .tag = view(start.tag), .anchor = view(start.anchor)});
    }
    case YAML_MAPPING_START_EVENT: {
      const auto& start = event.data.mapping_start;
      flow_depth_ += start.style == YAML_FLOW_MAPPING_STYLE ? 1 : 0;
      return builder_.open(
          Kind::mapping, start.style == YAML_FLOW_MAPPING_STYLE ? Style::flow : Style::block,
          {.span = scanner_.span(), .tag = view(start.tag), .anchor = view(start.anchor)});
    }
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: {
      if (flow_depth_ > 0) --flow_depth_;  // whatever opens between brackets is a flow collection
      return builder_.close(scanner_.span().end);
    }
    default: return {};
  }
}

Result<void> check_encoding(std::string_view text) {
  if (text.size() > kLargestText) {
    return failure(fmt::format("text has more than {} bytes", kLargestText));
  }
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return failure("text is UTF-16, expected UTF-8", Span{0, 2}, "save the file as UTF-8");
  }
  return {};
}

}  // namespace

Result<Document> parse(std::string_view text) {
  TRY(check_encoding(text));
  const std::uint32_t first = text.starts_with(kByteOrderMark) ? 3 : 0;
  auto storage = std::make_unique<Document::Storage>(text);
  TRY(Reader(text, first, *storage).read());
  return Document(std::move(storage));
}

}  // namespace nsmon::yaml
