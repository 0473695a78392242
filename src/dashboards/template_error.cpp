// SPDX-License-Identifier: Apache-2.0
#include "dashboards/template_error.h"

#include "base/source_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <vector>

namespace nsmon::dashboards {
namespace {

constexpr std::string_view kRuntime = "RUNTIME ERROR: ";
constexpr std::string_view kStatic = "STATIC ERROR: ";
constexpr std::string_view kHint = "hint: ";
constexpr std::size_t kMostNotes = 8;
constexpr std::size_t kLongestMessage = 2000;

// Half-open, as the evaluator prints it: `3:5`, `3:5-9` or `(3:5)-(4:2)`.
struct Place {
  std::string file;
  LineColumn begin;
  LineColumn end;
};

struct Frame {
  Place place;
  std::string name;  // `function <f>`, `thunk <x>`; empty for the outermost expression
};

// Reads numbers and fixed characters from the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take(std::uint32_t& number) {
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    if (error != std::errc{}) return false;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return true;
  }
  bool take(LineColumn& place) { return take(place.line) && take(':') && take(place.column); }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

// The file is one of those that were read, so its name may hold any character.
std::optional<Place> take_place(std::string_view& text, std::span<const ImportRecord> imports) {
  const ImportRecord* file = nullptr;
  for (const ImportRecord& import : imports) {
    const bool fits = text.starts_with(import.found) && text.size() > import.found.size() &&
                      text[import.found.size()] == ':';
    if (fits && (file == nullptr || import.found.size() > file->found.size())) file = &import;
  }
  if (file == nullptr) return std::nullopt;
  Place place{.file = file->found, .begin = {}, .end = {}};
  Scanner scanner(text.substr(file->found.size() + 1));
  const bool whole_range = scanner.take('(');
  if (!scanner.take(place.begin)) return std::nullopt;
  place.end = place.begin;
  if (whole_range) {
    const bool complete = scanner.take(')') && scanner.take('-') && scanner.take('(') &&
                          scanner.take(place.end) && scanner.take(')');
    if (!complete) return std::nullopt;
  } else if (scanner.take('-')) {
    scanner.take(place.end.column);
  }
  text = scanner.rest();
  return place;
}

// The texts of the files, each read once. Positions of the first line lie behind our prefix.
class Sources {
 public:
  const SourceText& get(const std::string& file) {
    auto found = texts_.find(file);
    if (found == texts_.end()) {
      found = texts_.emplace(file, SourceText(file, read_import(file).value_or(""))).first;
    }
    return found->second;
  }

  Span span(const Place& place) {
    const SourceText& source = get(place.file);
    const std::uint32_t begin = offset(source, place.begin);
    return {begin, std::max(begin, offset(source, place.end))};
  }

 private:
  static std::uint32_t offset(const SourceText& source, LineColumn place) {
    if (place.line == 0 || place.line > source.line_count()) return 0;
    std::uint32_t column = place.column > 0 ? place.column - 1 : 0;
    if (place.line == 1) {
      const auto prefix =
          static_cast<std::uint32_t>(import_prefix(source.name(), source.text()).size());
      column -= std::min(column, prefix);
    }
    const auto size = static_cast<std::uint32_t>(source.text().size());
    return std::min(source.line_begin(place.line) + column, size);
  }

  std::map<std::string, SourceText> texts_;
};

struct Report {
  bool is_static = false;
  std::string message;
  std::vector<Frame> frames;  // innermost first
};

Report read_report(std::string_view text, std::span<const ImportRecord> imports) {
  Report report;
  report.is_static = text.starts_with(kStatic);
  if (report.is_static) text.remove_prefix(kStatic.size());
  if (text.starts_with(kRuntime)) text.remove_prefix(kRuntime.size());
  if (report.is_static) {
    if (auto place = take_place(text, imports)) report.frames.push_back({std::move(*place), ""});
    if (text.starts_with(": ")) text.remove_prefix(2);
  }
  bool in_message = true;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    // A message may have lines of its own; those of the trace begin with a tab and a known file.
    if (line.starts_with('\t')) {
      line.remove_prefix(1);
      if (auto place = take_place(line, imports)) {
        in_message = false;
        report.frames.push_back(
            {std::move(*place), std::string(line.substr(std::min<std::size_t>(1, line.size())))});
      }
    } else if (in_message) {
      if (!report.message.empty()) report.message += '\n';
      report.message += line;
    }
  }
  return report;
}

bool is_library(const std::string& file) {
  return file.starts_with(kEmbeddedScheme) && file.find("/lib/") != std::string::npos;
}

// The last line of a message may be a hint; the others become one line.
void set_message(Error& error, std::string message) {
  while (message.ends_with('\n')) message.pop_back();
  const std::size_t last_line = message.rfind('\n') + 1;
  if (std::string_view(message).substr(last_line).starts_with(kHint)) {
    error.hint = message.substr(last_line + kHint.size());
    message.resize(last_line > 0 ? last_line - 1 : 0);
  }
  std::ranges::replace(message, '\n', ' ');
  if (message.size() > kLongestMessage) message.resize(kLongestMessage);
  error.message = std::move(message);
}

std::string folder_of(const std::string& file) {
  const std::size_t slash = file.rfind('/');
  return slash == std::string::npos ? "" : file.substr(0, slash + 1);
}

// Where the text of `importer` imports `relative`.
std::optional<Span> find_import_text(const SourceText& importer, const std::string& relative) {
  for (const char quote : {'\'', '"'}) {
    const std::string wanted = quote + relative + quote;
    const std::size_t at = importer.text().find(wanted);
    if (at == std::string_view::npos) continue;
    return Span{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + wanted.size())};
  }
  return std::nullopt;
}

// The evaluator names no importers for a static error, so they are looked for in the texts.
void add_import_chain(Error& error, std::string file, std::span<const ImportRecord> imports,
                      Sources& sources) {
  for (std::size_t step = 0; step < kMostNotes; ++step) {
    const auto record = std::ranges::find(imports, file, &ImportRecord::found);
    if (record == imports.end()) return;
    bool found = false;
    for (const ImportRecord& other : imports) {
      if (folder_of(other.found) != record->base || other.found == file) continue;
      const auto span = find_import_text(sources.get(other.found), record->relative);
      if (!span) continue;
      error.notes.push_back({"imported from here", *span, other.found});
      file = other.found;
      found = true;
      break;
    }
    if (!found) return;
  }
}

}  // namespace

TemplateFailure explain(std::string_view text, std::span<const ImportRecord> imports) {
  Report report = read_report(text, imports);
  TemplateFailure failure;
  set_message(failure.error, std::move(report.message));
  if (report.frames.empty()) return failure;

  Sources sources;
  auto main = std::ranges::find_if(
      report.frames, [](const Frame& frame) { return !is_library(frame.place.file); });
  if (main == report.frames.end()) main = report.frames.begin();
  failure.file = main->place.file;
  failure.error.span = sources.span(main->place);
  for (auto frame = report.frames.begin(); frame != report.frames.end(); ++frame) {
    if (frame == main || failure.error.notes.size() == kMostNotes) continue;
    const std::string& file = frame->place.file;
    const std::string where = frame < main ? "raised here" : "reached from here";
    failure.error.notes.push_back({frame->name.empty() ? where : where + ", " + frame->name,
                                   sources.span(frame->place),
                                   file == failure.file ? std::string{} : file});
  }
  if (report.is_static) add_import_chain(failure.error, failure.file, imports, sources);
  return failure;
}

}  // namespace nsmon::dashboards
