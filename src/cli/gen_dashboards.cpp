// SPDX-License-Identifier: Apache-2.0
#include "cli/gen_dashboards.h"

#include "base/embedded.h"
#include "base/file.h"
#include "base/text_diff.h"
#include "base/try.h"
#include "base/utf8.h"
#include "cli/catalog.h"
#include "config/project.h"
#include "dashboards/catalog_value.h"
#include "dashboards/render.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace nsmon::cli {
namespace {

namespace fs = std::filesystem;

struct GenDashboardsOptions {
  std::vector<std::string> templates;
  std::string out;
  std::vector<std::string> libraries;
  std::vector<std::string> catalogs;
  bool check = false;
  bool diff = false;
  std::string format = "text";
  unsigned max_seconds = 30;
  unsigned max_memory_mb = 2048;

  bool writes() const { return !check && !diff; }
};

// Where templates, libraries and dashboards of the project lie; empty for the current folder.
struct Project {
  fs::path folder;
  std::vector<std::string> catalogs;
};

Result<Project> find_project() {
  std::error_code ignored;
  TRY_ASSIGN(const auto found, config::load_project(fs::current_path(ignored)));
  Project project;
  if (!found) return project;
  project.folder = found->directory.lexically_proximate(fs::current_path(ignored));
  if (project.folder == ".") project.folder.clear();
  for (const auto& catalog : found->catalogs) {
    project.catalogs.push_back(found->resolve(catalog.value).string());
  }
  return project;
}

// The given catalogs, else the project's, else those that the program brings along.
std::vector<std::string> catalog_files(const GenDashboardsOptions& options,
                                       const Project& project) {
  if (!options.catalogs.empty()) return options.catalogs;
  if (!project.catalogs.empty()) return project.catalogs;
  std::vector<std::string> names;
  for (const std::string_view path : embedded_paths("rules/catalog/")) {
    names.push_back(fs::path(path).stem().string());
  }
  return names;
}

std::vector<std::string> project_templates(const Project& project) {
  std::vector<std::string> templates;
  std::error_code ignored;
  for (const auto& entry :
       fs::directory_iterator(project.folder / "templates" / "dashboards", ignored)) {
    if (entry.path().extension() == ".jsonnet") templates.push_back(entry.path().string());
  }
  if (templates.empty()) {
    for (const std::string_view path : embedded_paths("templates/dashboards/")) {
      if (path.ends_with(".jsonnet")) {
        templates.push_back(fmt::format("{}{}", dashboards::kEmbeddedScheme, path));
      }
    }
  }
  std::ranges::sort(templates);
  return templates;
}

void report_failure(const dashboards::TemplateFailure& failure, Io& io) {
  const Error& error = failure.error;
  auto text = dashboards::read_import(failure.file);
  if (!text || (error.span == Span{} && error.notes.empty())) {
    Error whole = error;
    if (!failure.file.empty())
      whole.message = fmt::format("{}: {}", printable(failure.file), error.message);
    io.err.write(render(whole, io.err_colour));
    return;
  }
  std::map<std::string, SourceText> others;
  const auto lookup = [&](std::string_view name) -> const SourceText* {
    auto other = dashboards::read_import(name);
    if (!other) return nullptr;
    return &others.emplace(name, SourceText(std::string(name), std::move(*other))).first->second;
  };
  const SourceText source(failure.file, std::move(*text));
  io.err.write(render(to_diagnostic(error), source, io.err_colour, lookup));
}

// One dashboard beside the file of its name.
struct Target {
  std::string path;
  std::string template_path;
  const dashboards::DashboardFile* file = nullptr;
  std::string_view state;  // unchanged, written, stale, missing
};

// Two templates must not write one file, nor two dashboards share a uid.
bool check_unique(const std::vector<Target>& targets, Io& io) {
  bool unique = true;
  std::map<std::string_view, const Target*> paths;
  std::map<std::string_view, const Target*> uids;
  const auto complain = [&](std::string_view what, const std::string& value, const Target& first,
                            const Target& second) {
    io.err.write(render(Error{.message = fmt::format(
                                  "{} and {} give the same {}: {}", printable(first.template_path),
                                  printable(second.template_path), what, printable(value))},
                        io.err_colour));
    unique = false;
  };
  for (const Target& target : targets) {
    const auto path = paths.emplace(target.path, &target);
    const auto uid = uids.emplace(target.file->uid, &target);
    if (!path.second) {
      complain("file", target.path, *path.first->second, target);
    } else if (!uid.second) {
      complain("uid", target.file->uid, *uid.first->second, target);
    }
  }
  return unique;
}

// Compares with what is on disk, and writes or shows the difference as asked.
Result<void> settle(Target& target, const GenDashboardsOptions& options, Io& io) {
  std::error_code ignored;
  const bool exists = fs::exists(target.path, ignored);
  std::string old_text;
  if (exists) {
    TRY_ASSIGN(old_text, read_file(target.path));
  }
  if (exists && old_text == target.file->text) {
    target.state = "unchanged";
    return {};
  }
  if (options.writes()) {
    TRY(write_file(target.path, target.file->text));
    target.state = "written";
    return {};
  }
  target.state = exists ? "stale" : "missing";
  if (options.format == "text") {
    const std::string name = printable(target.path);
    io.out.write(unified_diff(exists ? name : "/dev/null", name, old_text, target.file->text));
  }
  return {};
}

void print_summary(const std::vector<Target>& targets, const GenDashboardsOptions& options,
                   Io& io) {
  if (options.format == "json") {
    auto list = nlohmann::ordered_json::array();
    for (const Target& target : targets) {
      list.push_back({{"template", target.template_path},
                      {"file", target.path},
                      {"uid", target.file->uid},
                      {"state", target.state}});
    }
    const nlohmann::ordered_json document{{"version", 1}, {"dashboards", std::move(list)}};
    io.out.write(document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
    return;
  }
  Output& out = options.writes() ? io.out : io.err;
  for (const Target& target : targets) {
    if (!options.writes() && target.state == "unchanged") continue;
    out.write(fmt::format("{} {}\n", target.state, printable(target.path)));
  }
}

// Rendered dashboards with their files; failures are printed and leave `complete` false.
std::vector<Target> collect(const std::vector<std::string>& templates,
                            const std::vector<dashboards::Rendered>& rendered,
                            const fs::path& folder, Io& io, bool& complete) {
  std::vector<Target> targets;
  for (std::size_t i = 0; i < rendered.size(); ++i) {
    if (!rendered[i].trace.empty()) io.err.write(rendered[i].trace);
    if (rendered[i].failure) {
      report_failure(*rendered[i].failure, io);
      complete = false;
    }
    for (const dashboards::DashboardFile& file : rendered[i].dashboards) {
      targets.push_back({(folder / file.name).string(), templates[i], &file, {}});
    }
  }
  return targets;
}

dashboards::RenderSettings settings_of(const GenDashboardsOptions& options, const Project& project,
                                       const catalog::Catalog& catalog) {
  dashboards::RenderSettings settings;
  settings.folders.libraries = options.libraries;
  const fs::path library = project.folder / "templates" / "lib";
  std::error_code ignored;
  if (fs::is_directory(library, ignored)) settings.folders.project = library.string();
  settings.catalog_json = dashboards::catalog_json(catalog);
  settings.metric_names = dashboards::metric_names(catalog);
  settings.limits.cpu = std::chrono::seconds(options.max_seconds);
  settings.limits.wall = settings.limits.cpu * 4;
  settings.limits.memory_bytes = std::uint64_t{options.max_memory_mb} << 20;
  return settings;
}

ExitCode run_gen_dashboards(const GenDashboardsOptions& options, Io& io) {
  const auto project = find_project();
  if (!project) return report(io, project.error());
  const auto catalogs = load_catalogs(catalog_files(options, *project), io);
  if (!catalogs) return ExitCode::usage;

  const auto templates =
      options.templates.empty() ? project_templates(*project) : options.templates;
  const auto rendered =
      dashboards::render(templates, settings_of(options, *project, catalogs->catalog));
  if (!rendered) return report(io, rendered.error());
  const fs::path folder =
      options.out.empty() ? project->folder / "dashboards" : fs::path(options.out);
  bool complete = true;
  std::vector<Target> targets = collect(templates, *rendered, folder, io, complete);
  // Nothing is written unless everything could be: half a set would look like a whole one.
  if (!complete || !check_unique(targets, io)) return ExitCode::usage;
  for (Target& target : targets) {
    if (const auto settled = settle(target, options, io); !settled) {
      return report(io, settled.error());
    }
  }
  print_summary(targets, options, io);
  const bool stale = std::ranges::any_of(
      targets, [](const Target& t) { return t.state == "stale" || t.state == "missing"; });
  return options.check && stale ? ExitCode::findings : ExitCode::ok;
}

void bind_options(::CLI::App& app, GenDashboardsOptions& options) {
  app.add_option("TEMPLATE", options.templates,
                 "Jsonnet files, each giving a dashboard or a mixin; else all of the project's "
                 "templates/dashboards, or the built-in ones");
  app.add_option("--out", options.out, "folder for the dashboards (default: the project's)")
      ->type_name("DIR");
  app.add_option("-J,--jpath", options.libraries, "folder to search for imports (repeatable)")
      ->type_name("DIR")
      ->expected(1)
      ->take_all();
  app.add_option("--catalog", options.catalogs, "metric catalog (repeatable)")
      ->type_name("FILE")
      ->expected(1)
      ->take_all();
  app.add_flag("--check", options.check, "write nothing; show what is stale and exit with 1");
  app.add_flag("--diff", options.diff, "write nothing; show what would change");
  app.add_option("--max-seconds", options.max_seconds, "CPU seconds for one template [30]")
      ->type_name("S")
      ->check(::CLI::Range(1U, 86400U));
  app.add_option("--max-memory", options.max_memory_mb, "memory for one template in MiB [2048]")
      ->type_name("MIB")
      ->check(::CLI::Range(64U, 1024U * 1024U));
  app.add_option("-o,--format", options.format, "output format")
      ->check(::CLI::IsMember({"text", "json"}));
}

}  // namespace

CommandSpec gen_dashboards_command() {
  return {.name = "gen-dashboards",
          .summary = "render Grafana dashboards from templates and the catalog",
          .examples =
              "  nsmon gen-dashboards --out grafana/dashboards\n"
              "  nsmon gen-dashboards --check                # in CI: are they current?\n"
              "  nsmon gen-dashboards -J vendor mixin.libsonnet --out out\n",
          .bind = [](::CLI::App& app, const std::vector<std::string>& rest) -> Action {
            auto options = std::make_shared<GenDashboardsOptions>();  // shared with CLI11's options
            bind_options(app, *options);
            return [options, &rest](Io& io) {
              std::ranges::copy(rest, std::back_inserter(options->templates));
              return run_gen_dashboards(*options, io);
            };
          }};
}

}  // namespace nsmon::cli
