// SPDX-License-Identifier: Apache-2.0
#include "lint/load.h"

#include "catalog/load.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

namespace nsmon::lint {
namespace {
using config::FileKind;

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

// One spelling for a path, so that a file is read once however it was named.
std::string plain_path(const std::string& path) {
  return std::filesystem::path(path).lexically_normal().string();
}

// Tells whether a text that is not YAML was meant to be a file that is judged: broken rule files
// must not vanish while a folder is walked, and foreign templates must not be reported.
bool looks_known(std::string_view text) {
  for (const std::string_view key : {"groups:", "scrape_configs:", "rule_files:"}) {
    for (std::size_t at = text.find(key); at != std::string_view::npos;
         at = text.find(key, at + 1)) {
      if (at == 0 || text[at - 1] == '\n') return true;
    }
  }
  return false;
}

// The line of a command-line flag such as --storage.tsdb.path=data, pasted between the keys.
std::optional<Span> flag_line(std::string_view text) {
  for (std::size_t at = text.find("--"); at != std::string_view::npos;
       at = text.find("--", at + 1)) {
    const bool begins_line = at == 0 || text[at - 1] == '\n';
    if (!begins_line || at + 2 >= text.size() || text[at + 2] < 'a' || text[at + 2] > 'z') continue;
    const std::size_t end = std::min(text.find_first_of(" \r\n", at), text.size());
    return Span{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)};
  }
  return std::nullopt;
}

// A flag between keys is what a reader has to mend, wherever the YAML breaks because of it.
config::Problem broken_yaml(Error error, std::string_view text) {
  const auto flag = flag_line(text);
  if (!flag) return {.kind = config::ProblemKind::yaml_parse, .error = std::move(error)};
  return {.kind = config::ProblemKind::config_non_yaml_block,
          .error = {.message = "a command-line flag stands where a key is expected",
                    .span = *flag,
                    .hint = "give it to the prometheus command"}};
}

bool is_flag_text(const yaml::Document& document) {
  return document.root() != nullptr && document.root()->is_scalar() &&
         document.root()->text().starts_with("--");
}

FileKind kind_of(const yaml::Document& document, Arrival arrival, Mode mode) {
  if (arrival == Arrival::config || is_flag_text(document)) return FileKind::prometheus;
  const FileKind kind = config::kind_of(document);
  const bool unclear = kind == FileKind::other || kind == FileKind::empty;
  if (arrival == Arrival::needed) return FileKind::rules;
  const bool as_rules = kind == FileKind::empty || (unclear && mode == Mode::syntax_only);
  return as_rules && arrival == Arrival::named ? FileKind::rules : kind;
}

void read_rules(LintFile& file, const Request& request) {
  config::RuleFileOptions options;
  options.keep_trees = request.mode == Mode::everything;
  file.rules = config::read_rule_file(*file.document, options);
  file.problems = std::move(file.rules->problems);
  if (request.mode == Mode::syntax_only) return;
  std::vector<Span> extents;
  for (const config::RuleGroup& group : file.rules->groups) {
    for (const config::Rule& rule : group.rules) extents.push_back(rule.span);
  }
  file.comments = find_control_comments(file.source.text(), extents);
}

void read_prometheus(LintFile& file, const Request& request, FileSet& files) {
  config::PrometheusOptions options;
  options.environment = request.environment;
  const std::string folder = folder_of(file.source.name());
  options.directory = folder.empty() ? "." : folder;
  options.on_file = [&](const std::filesystem::path& path, std::string_view text) {
    if (files.find(path.string()) == nullptr) {
      files.add(std::make_unique<LintFile>(SourceText(path.string(), std::string(text))));
    }
  };
  file.prometheus = config::read_prometheus_config(*file.document, options);
  file.problems = std::move(file.prometheus->problems);
  if (request.mode == Mode::everything) {
    file.comments = find_control_comments(file.source.text(), {});
  }
}

void read_other(LintFile& file) {
  for (const Error& error : file.document->duplicate_keys()) {
    file.problems.push_back({.kind = config::ProblemKind::yaml_duplicate_key, .error = error});
  }
  file.comments = find_control_comments(file.source.text(), {});
}

class Loader {
 public:
  Loader(const Request& request, const FileAccess& access, Outcome& outcome)
      : request_(request), access_(access), outcome_(outcome) {}

  void add_path(const std::string& path) {
    switch (access_.kind_of(path)) {
      case PathKind::folder: {
        std::vector<Error> troubles;
        for (const std::string& met : walk_folder(access_, path, troubles)) {
          add_file(met, Arrival::met);
        }
        for (const Error& error : troubles) outcome_.troubles.push_back(render(error));
        break;
      }
      default: add_file(path, Arrival::named);
    }
  }

  // Null when the file cannot be read or was passed over.
  const LintFile* add_file(const std::string& path, Arrival arrival) {
    const auto [known, is_new] = seen_.try_emplace(plain_path(path), nullptr);
    if (!is_new && (known->second != nullptr || arrival == Arrival::met)) return known->second;
    auto text = access_.read(path);
    if (!text) {
      if (arrival != Arrival::needed) outcome_.troubles.push_back(render(text.error()));
      return nullptr;
    }
    auto file = std::make_unique<LintFile>(SourceText(path, *std::move(text)));
    file->judged = arrival != Arrival::needed;
    if (!read_model(*file, arrival, request_, outcome_.files)) {
      ++outcome_.passed_over;
      return nullptr;
    }
    known->second = &outcome_.files.add(std::move(file));
    return known->second;
  }

  // Reads the rule files that a prometheus.yml names.
  void follow(const LintFile& file) {
    LoadedRules loaded{.config = &file, .complete = file.problems.empty()};
    for (const config::Text& entry : file.prometheus->rule_files) {
      // Paths of the machine that the server runs on say nothing about this one.
      if (entry.value.starts_with('/')) {
        const auto known = seen_.find(plain_path(entry.value));
        if (known != seen_.end() && known->second != nullptr) {
          loaded.files.push_back(known->second);
        } else {
          loaded.complete = false;
        }
        continue;
      }
      if (follow_files(expand_pattern(access_, folder_of(file.source.name()) + entry.value),
                       loaded)) {
        continue;
      }
      const bool glob = entry.value.find_first_of("*?[") != std::string::npos;
      loaded.missing.push_back({entry.span, glob});
      if (!glob) loaded.complete = false;
    }
    if (file.prometheus->rule_files.empty()) loaded.complete = false;
    outcome_.files.loaded().push_back(std::move(loaded));
  }

 private:
  // False when there is nothing to read.
  bool follow_files(const std::vector<std::string>& paths, LoadedRules& loaded) {
    bool any = false;
    for (const std::string& path : paths) {
      if (access_.kind_of(path) != PathKind::file) continue;
      any = true;
      const LintFile* file = add_file(path, Arrival::needed);
      if (file == nullptr || !file->problems.empty()) loaded.complete = false;
      if (file != nullptr) loaded.files.push_back(file);
    }
    return any;
  }

  const Request& request_;
  const FileAccess& access_;
  Outcome& outcome_;
  std::unordered_map<std::string, const LintFile*> seen_;
};
}  // namespace

bool read_model(LintFile& file, Arrival arrival, const Request& request, FileSet& files) {
  auto document = yaml::parse(file.source.text());
  if (!document) {
    if (arrival == Arrival::met && !looks_known(file.source.text())) return false;
    file.problems.push_back(broken_yaml(std::move(document).error(), file.source.text()));
    return true;
  }
  file.document.emplace(std::move(*document));
  file.kind = kind_of(*file.document, arrival, request.mode);
  switch (file.kind) {
    case FileKind::rules:
    case FileKind::prometheus_rule: read_rules(file, request); return true;
    case FileKind::prometheus: read_prometheus(file, request, files); return true;
    case FileKind::catalog:
      if (request.mode == Mode::everything) {
        file.catalog = catalog::load(file.source.name(), file.source.text());
      }
      break;
    default: break;
  }
  if (arrival == Arrival::met && (file.kind == FileKind::other || file.kind == FileKind::empty)) {
    return false;
  }
  if (request.mode == Mode::everything) read_other(file);
  return true;
}

void load_files(const Request& request, const FileAccess& access, Outcome& outcome) {
  Loader loader(request, access, outcome);
  for (const std::string& path : request.configs) loader.add_file(path, Arrival::config);
  for (const std::string& path : request.paths) loader.add_path(path);
  if (request.mode == Mode::syntax_only) return;
  // Following adds files, so the list is walked by number. NOLINTNEXTLINE(modernize-loop-convert)
  for (std::size_t i = 0; i < outcome.files.files().size(); ++i) {
    const LintFile& file = *outcome.files.files()[i];
    if (file.prometheus) loader.follow(file);
  }
}

}  // namespace nsmon::lint
