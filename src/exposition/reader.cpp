// SPDX-License-Identifier: Apache-2.0
#include "exposition/reader.h"

#include "base/try.h"
#include "base/utf8.h"
#include "exposition/family_rules.h"
#include "exposition/metadata.h"
#include "exposition/names.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace nsmon::exposition {
namespace {

constexpr std::string_view kSyntax = "exposition/syntax";
constexpr std::string_view kMetadata = "exposition/metadata";
constexpr std::string_view kFamily = "exposition/split-family";
constexpr std::string_view kSample = "exposition/sample";
constexpr std::string_view kEnd = "exposition/end";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

Columns cut(std::size_t begin, std::size_t end) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

bool is_ascii(std::string_view bytes) {
  std::uint64_t all = 0;
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    all |= word;
  }
  for (; at < bytes.size(); ++at) all |= static_cast<unsigned char>(bytes[at]);
  return (all & 0x8080808080808080U) == 0;
}

std::size_t find_byte(std::string_view bytes, char byte) {
  const void* found = std::memchr(bytes.data(), byte, bytes.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
}

// What a file of that beginning is instead of text; empty when nothing speaks against text.
std::string_view kind_of_binary(std::string_view head) {
  if (head.starts_with("\x1f\x8b")) return "gzip data";
  if (head.starts_with("\x28\xb5\x2f\xfd")) return "zstd data";
  if (head.starts_with("\x7f"
                       "ELF"))
    return "a program";
  return {};
}

}  // namespace

Reader::Reader(Format format, Sink& sink) : format_(format), sink_(sink), scanner_(format) {}

Result<void> Reader::feed(std::string_view bytes) {
  if (bytes_ == 0) {
    if (const std::string_view kind = kind_of_binary(bytes); !kind.empty()) {
      return failure(fmt::format("expected an exposition as text, found {}", kind));
    }
  }
  bytes_ += bytes.size();
  const std::size_t null = bytes.empty() ? std::string_view::npos : find_byte(bytes, '\0');
  std::string_view rest = bytes.substr(0, null);
  const bool ascii = is_ascii(rest);
  while (!rest.empty()) {
    const std::size_t end = find_byte(rest, '\n');
    const std::string_view piece = rest.substr(0, end);
    const bool complete = end != std::string_view::npos;
    rest.remove_prefix(complete ? end + 1 : rest.size());
    if (skipping_line_) {
      skipping_line_ = !complete;
    } else if (carry_.size() + piece.size() > kLongestLine) {
      take_long_line();
      skipping_line_ = !complete;
    } else if (!carry_.empty()) {
      carry_ += piece;
      if (complete) take_line(carry_, false);
      if (complete) carry_.clear();
    } else if (complete) {
      take_line(piece, ascii);
    } else {
      carry_ = piece;
    }
  }
  if (null == std::string_view::npos) return {};
  return failure(
      fmt::format("line {} has a null byte: expected an exposition as text, found binary "
                  "data",
                  line_number_ + 1));
}

void Reader::finish() {
  if (!carry_.empty()) {
    const std::string last = std::exchange(carry_, {});
    // Go's decoder refuses a last line without an end, since it may be a torn one.
    take_line(last, false);
    if (format_ == Format::text) {
      report(kEnd, last, cut(last.size(), last.size()),
             "the last line has no line break at its end", "the input may have been cut off");
    }
  }
  end_family();
  if (format_ == Format::openmetrics && !saw_eof_) {
    report(kEnd, {}, {}, "expected \"# EOF\" as the last line, but the input ends",
           "the input may have been cut off");
  }
}

void Reader::report(std::string_view check, std::string_view line, Columns columns,
                    std::string message, std::string hint) {
  sink_.problem({.check = check,
                 .message = std::move(message),
                 .hint = std::move(hint),
                 .line = std::max<std::uint64_t>(line_number_, 1),
                 .columns = columns,
                 .text = line,
                 .metric = in_family_ ? std::string_view(family_.name) : std::string_view()});
}

Place Reader::place(std::string_view line, Columns columns) const {
  return {.line = line_number_, .columns = columns, .text = std::string(line)};
}

void Reader::take_long_line() {
  ++line_number_;
  constexpr std::size_t kShown = 80;
  report(kSyntax, std::string_view(carry_).substr(0, kShown), {},
         fmt::format("line is longer than {} bytes and was skipped", kLongestLine));
  carry_.clear();
  carry_.shrink_to_fit();
}

bool Reader::is_readable(std::string_view line) {
  const std::size_t bad = find_invalid_utf8(line);
  if (bad == std::string_view::npos) return true;
  report(kSyntax, line, cut(bad, bad + 1), "invalid UTF-8");
  return false;
}

std::string_view Reader::without_carriage_return(std::string_view line) {
  line.remove_suffix(1);
  if (!std::exchange(reported_carriage_return_, true)) {
    report(kSyntax, line, cut(line.size(), line.size()), "line ends with CR LF, expected LF alone",
           "reported once; the other lines are read as if they ended with LF");
  }
  return line;
}

void Reader::take_line(std::string_view line, bool is_ascii) {
  ++line_number_;
  if (!is_ascii) {
    if (line_number_ == 1 && line.starts_with(kByteOrderMark)) {
      report(kSyntax, line, cut(0, kByteOrderMark.size()), "byte order mark before the first line");
      line.remove_prefix(kByteOrderMark.size());
    }
    if (!is_readable(line)) return;
  }
  if (line.ends_with('\r')) line = without_carriage_return(line);
  if (saw_eof_) {
    if (!std::exchange(reported_after_eof_, true)) {
      report(kEnd, line, cut(0, line.size()), "text after \"# EOF\"");
    }
    return;
  }
  const std::size_t first = format_ == Format::text ? line.find_first_not_of(" \t") : 0;
  if (first == std::string_view::npos || line.empty()) {
    if (format_ == Format::openmetrics) {
      report(kSyntax, line, {}, "OpenMetrics allows no empty lines");
    }
  } else if (line[first] == '#') {
    take_comment(line, first);
  } else {
    take_sample(line);
  }
}

void Reader::take_comment(std::string_view line, std::size_t hash) {
  const Comment comment = split_comment(line, hash);
  const bool strict = format_ == Format::openmetrics;
  if (strict && line == "# EOF") {
    saw_eof_ = true;
    return;
  }
  const bool known = comment.keyword == "HELP" || comment.keyword == "TYPE" ||
                     (strict && comment.keyword == "UNIT");
  if (!known) {
    if (strict) {
      report(kSyntax, line, cut(0, line.size()),
             "OpenMetrics allows no comments but HELP, TYPE, UNIT and EOF lines");
    }
    return;
  }
  if (comment.keyword_begin == hash + 1 || (strict && comment.keyword_begin != hash + 2)) {
    report(kMetadata, line, cut(hash, comment.keyword_begin + comment.keyword.size()),
           fmt::format("expected \"# {}\"", comment.keyword),
           "readers take the line for a comment when the blank is missing");
  }
  take_metadata(line, comment.end, comment.keyword);
}

void Reader::take_metadata(std::string_view line, std::size_t cursor, std::string_view keyword) {
  MetadataName name;
  if (auto read = read_metadata_name(line, cursor, scratch_)) {
    name = *read;
  } else {
    report(kMetadata, line,
           read.error().span.size() == 0 ? cut(line.size(), line.size())
                                         : cut(read.error().span.begin, read.error().span.end),
           std::move(read.error().message), std::move(read.error().hint));
    return;
  }
  if (!in_family_ || family_.name != name.text) begin_family(name.text, line, name.columns);
  if (keyword == "HELP") {
    take_help(line, name.end);
  } else if (keyword == "TYPE") {
    take_type(line, name.end);
  } else {
    take_unit(line, name.end);
  }
}

void Reader::take_help(std::string_view line, std::size_t begin) {
  if (family_.help) {
    report(kMetadata, line, cut(0, line.size()),
           fmt::format("second HELP line for {}", quoted(family_.name)));
    return;
  }
  // A help text that is missing altogether leaves the family without one; lint says so.
  if (begin >= line.size()) return;
  std::size_t bad = std::string_view::npos;
  family_.help = unescape_help(line.substr(begin), format_, bad);
  if (bad != std::string_view::npos) {
    report(kMetadata, line, cut(begin + bad, std::min(begin + bad + 2, line.size())),
           "unknown escape in a help text", "use \\\\ or \\n");
  }
}

void Reader::take_type(std::string_view line, std::size_t begin) {
  std::string_view word = line.substr(begin);
  if (format_ == Format::text) word = word.substr(0, word.find_last_not_of(" \t") + 1);
  const Columns columns = cut(begin, begin + word.size());
  if (family_.samples > 0) {
    report(kMetadata, line, columns,
           fmt::format("TYPE line after samples of {}", quoted(family_.name)),
           "metadata lines come before the samples");
    return;
  }
  if (family_.typed) {
    report(kMetadata, line, columns, fmt::format("second TYPE line for {}", quoted(family_.name)));
    return;
  }
  if (word.empty()) {
    report(kMetadata, line, columns, "TYPE line without a type", type_hint(format_));
    return;
  }
  const auto type = parse_metric_type(word, format_);
  if (!type) {
    report(kMetadata, line, columns, fmt::format("unknown type {}", quoted(word)),
           type_hint(format_));
    return;
  }
  family_.type = *type;
  family_.typed = true;
  family_.type_place = place(line, columns);
}

void Reader::take_unit(std::string_view line, std::size_t begin) {
  const std::string_view unit = line.substr(begin);
  const Columns columns = cut(begin, line.size());
  if (family_.unit || family_.samples > 0) {
    report(
        kMetadata, line, columns,
        fmt::format("{} for {}", family_.unit ? "second UNIT line" : "UNIT line after the samples",
                    quoted(family_.name)));
    return;
  }
  family_.unit = std::string(unit);
  family_.unit_place = place(line, columns);
  if (!unit.empty() && !family_.name.ends_with("_" + *family_.unit)) {
    report(kMetadata, line, columns,
           fmt::format("unit {} is not the end of the name {}", quoted(unit), quoted(family_.name)),
           fmt::format("call the metric {}_{}", family_.name, unit));
  }
}

void Reader::take_sample(std::string_view line) {
  if (!scanner_.scan(line)) {
    report(kSyntax, line, scanner_.columns(), scanner_.message(), scanner_.hint());
    return;
  }
  Sample sample = scanner_.sample();
  sample.line = {.number = line_number_, .text = line};
  auto part = in_family_ ? part_of(family_, sample.name, format_) : std::nullopt;
  if (!part) {
    begin_family(sample.name, line, sample.name_columns);
    part = Part::value;
  }
  sample.part = *part;
  ++samples_;
  if (family_.typed) {
    if (auto breach = find_breach(family_, sample, format_)) {
      report(kSample, line, breach->columns, std::move(breach->message), std::move(breach->hint));
      return;
    }
  } else if (sample.exemplar != nullptr) {
    report(kSample, line, sample.exemplar->columns, "only counters and buckets may have exemplars");
    return;
  }
  announce_family();
  ++family_.samples;
  sink_.sample(family_, sample);
}

void Reader::begin_family(std::string_view name, std::string_view line, Columns columns) {
  end_family();
  family_ = Family{};
  family_.name = name;
  family_.first = place(line, columns);
  in_family_ = true;
  announced_ = false;
  const auto seen = ended_.insert(hash_text(name), line_number_);
  if (!seen.is_new) {
    family_.continues = true;
    report(kFamily, line, columns,
           fmt::format("lines of {} are not together: it began in line {}", quoted(name),
                       seen.entry->line),
           "all lines of one metric must follow each other");
  }
}

void Reader::announce_family() {
  if (!std::exchange(announced_, true)) sink_.family(family_);
}

void Reader::end_family() {
  if (!in_family_) return;
  announce_family();
  sink_.family_end(family_);
  in_family_ = false;
}

}  // namespace nsmon::exposition
