// SPDX-License-Identifier: Apache-2.0
#include "exposition/metadata.h"

#include "base/utf8.h"
#include "exposition/names.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>

namespace nsmon::exposition {
namespace {

std::size_t skip_blanks(std::string_view line, std::size_t at) {
  return std::min(line.find_first_not_of(" \t", at), line.size());
}

Span span(std::size_t begin, std::size_t end) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

// A name in quotes that begins at `begin`; sets `end` behind the closing quote.
Result<std::string_view> read_quoted(std::string_view line, std::size_t begin, std::size_t& end,
                                     std::string& scratch) {
  scratch.clear();
  for (std::size_t at = begin + 1; at < line.size(); ++at) {
    if (line[at] == '"') {
      end = at + 1;
      if (scratch.empty()) return failure("empty metric name", span(begin, end));
      return std::string_view(scratch);
    }
    if (line[at] == '\\' && at + 1 < line.size()) {
      const char next = line[++at];
      if (next != 'n' && next != '"' && next != '\\') {
        return failure("unknown escape in a metric name", span(at - 1, at + 1),
                       "use \\\\, \\\" or \\n");
      }
      scratch += next == 'n' ? '\n' : next;
    } else {
      scratch += line[at];
    }
  }
  return failure("metric name without a closing quote", span(begin, line.size()));
}

}  // namespace

Comment split_comment(std::string_view line, std::size_t hash) {
  const std::size_t begin = skip_blanks(line, hash + 1);
  const std::size_t end = std::min(line.find_first_of(" \t", begin), line.size());
  return {.keyword = line.substr(begin, end - begin), .keyword_begin = begin, .end = end};
}

Result<MetadataName> read_metadata_name(std::string_view line, std::size_t cursor,
                                        std::string& scratch) {
  const std::size_t begin = skip_blanks(line, cursor);
  if (begin == line.size()) return failure("expected a metric name, but the line ends");
  MetadataName name;
  std::size_t end = begin;
  if (line[begin] == '"') {
    auto text = read_quoted(line, begin, end, scratch);
    if (!text) return std::unexpected(std::move(text).error());
    name.text = *text;
    name.columns = {static_cast<std::uint32_t>(begin + 1), static_cast<std::uint32_t>(end - 1)};
  } else {
    end = metric_name_end(line, begin);
    name.text = line.substr(begin, end - begin);
    name.columns = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }
  if (end == begin || (end < line.size() && line[end] != ' ' && line[end] != '\t')) {
    const std::size_t stop = std::min(line.find_first_of(" \t", begin), line.size());
    return failure(fmt::format("invalid metric name {}", quoted(line.substr(begin, stop - begin))),
                   span(begin, stop),
                   "names begin with a letter, _ or :; other names go into quotes");
  }
  name.end = skip_blanks(line, end);
  return name;
}

std::string unescape_help(std::string_view text, Format format, std::size_t& bad) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    if (text[at] != '\\') {
      out += text[at];
    } else if (next == 'n' || next == '\\' || (next == '"' && format == Format::openmetrics)) {
      out += next == 'n' ? '\n' : next;
      ++at;
    } else {
      if (format == Format::text && bad == std::string_view::npos) bad = at;
      out += '\\';
    }
  }
  return out;
}

std::string type_hint(Format format) {
  if (format == Format::text) {
    return "the text format has counter, gauge, histogram, summary and untyped";
  }
  return "OpenMetrics has counter, gauge, histogram, gaugehistogram, summary, info, stateset and "
         "unknown";
}

}  // namespace nsmon::exposition
