// SPDX-License-Identifier: Apache-2.0
#include "cli/catalog.h"

#include "base/embedded.h"
#include "base/try.h"
#include "base/utf8.h"
#include "catalog/load.h"
#include "config/project.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

namespace nsmon::cli {
namespace {

struct CatalogOptions {
  std::vector<std::string> files;
  std::string format = "text";
};

// A problem of one of several catalog files.
struct FileProblem {
  const SourceText* source = nullptr;
  Diagnostic diagnostic;
};

// Files joined in order, with everything that is wrong with them.
struct JudgedCatalogs {
  CatalogSet set;
  std::vector<FileProblem> problems;
};

Result<JudgedCatalogs> judge(const std::vector<std::string>& paths, Io& io) {
  JudgedCatalogs judged;
  for (const std::string& path : paths) {
    TRY_ASSIGN(SourceText text, read_catalog(path, io));
    judged.set.sources.push_back(std::make_unique<SourceText>(std::move(text)));
    const SourceText& source = *judged.set.sources.back();
    catalog::Loaded loaded = catalog::load(source.name(), source.text());
    auto problems = std::move(loaded.problems);
    std::ranges::move(judged.set.catalog.add(std::move(loaded.file)), std::back_inserter(problems));
    for (Diagnostic& problem : problems) judged.problems.push_back({&source, std::move(problem)});
  }
  return judged;
}

std::string render_problem(const CatalogSet& set, const FileProblem& problem, Colour colour) {
  return render(problem.diagnostic, *problem.source, colour,
                [&](std::string_view file) { return set.find_source(file); });
}

nlohmann::ordered_json to_json(const FileProblem& problem) {
  const Diagnostic& found = problem.diagnostic;
  const LineColumn begin = problem.source->locate(found.span.begin);
  const LineColumn end = problem.source->locate(std::max(found.span.begin, found.span.end));
  return {{"file", problem.source->name()},
          {"line", begin.line},
          {"column", begin.column},
          {"end_line", end.line},
          {"end_column", end.column},
          {"check", found.id},
          {"severity", to_string(found.severity)},
          {"message", found.message},
          {"hint", found.hint}};
}

std::string dump(const nlohmann::ordered_json& value) {
  return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

ExitCode run_check(const CatalogOptions& options, Io& io) {
  const auto judged = judge(options.files, io);
  if (!judged) return report(io, judged.error());
  auto findings = nlohmann::ordered_json::array();
  for (const FileProblem& problem : judged->problems) {
    if (options.format == "json") {
      findings.push_back(to_json(problem));
    } else {
      io.out.write(render_problem(judged->set, problem, io.out_colour));
    }
  }
  if (options.format == "json") {
    io.out.write(dump({{"version", 1}, {"findings", std::move(findings)}}) + "\n");
  } else {
    io.err.write(fmt::format("metrics: {}, findings: {}\n", judged->set.catalog.metrics().size(),
                             judged->problems.size()));
  }
  return judged->problems.empty() ? ExitCode::ok : ExitCode::findings;
}

std::string label_list(const catalog::Metric& metric) {
  if (!metric.labels) return "?";
  std::vector<std::string_view> names;
  for (const catalog::Label& label : *metric.labels) names.push_back(label.name);
  return fmt::format("{}", fmt::join(names, ","));
}

nlohmann::ordered_json to_json(const catalog::Metric& metric) {
  nlohmann::ordered_json value{{"name", metric.name},
                               {"type", to_string(metric.type)},
                               {"unit", metric.unit},
                               {"help", metric.help},
                               {"series", series_names(metric)}};
  if (metric.labels) {
    auto& labels = value["labels"] = nlohmann::ordered_json::array();
    for (const catalog::Label& label : *metric.labels) labels.push_back(label.name);
  }
  if (!metric.replaces.empty()) value["replaces"] = metric.replaces;
  return value;
}

ExitCode run_list(const CatalogOptions& options, Io& io) {
  const auto set = load_catalogs(options.files, io);
  if (!set) return ExitCode::usage;
  const auto& metrics = set->catalog.metrics();
  if (options.format == "json") {
    auto list = nlohmann::ordered_json::array();
    for (const catalog::Metric& metric : metrics) list.push_back(to_json(metric));
    io.out.write(dump({{"version", 1}, {"metrics", std::move(list)}}) + "\n");
    return ExitCode::ok;
  }
  std::size_t width = 0;
  for (const catalog::Metric& metric : metrics) width = std::max(width, metric.name.size());
  for (const catalog::Metric& metric : metrics) {
    io.out.write(fmt::format(
        "{:<{}}  {:<9}  {:<17}  {}\n", printable(metric.name), width, to_string(metric.type),
        metric.unit.empty() ? "?" : printable(metric.unit), printable(label_list(metric))));
  }
  return ExitCode::ok;
}

// The catalogs of the project, with paths relative to the current folder.
Result<void> add_project_catalogs(std::vector<std::string>& files) {
  std::error_code ignored;
  const auto here = std::filesystem::current_path(ignored);
  TRY_ASSIGN(const auto project, config::load_project(here));
  if (!project) return {};
  if (!project->problems.empty()) {
    const Error& first = project->problems.front().error;
    const auto path = project->directory / config::kProjectFileName;
    return failure(fmt::format("{}: {}", path.string(), first.message), {}, first.hint);
  }
  for (const auto& catalog : project->catalogs) {
    files.push_back(project->resolve(catalog.value).lexically_proximate(here).string());
  }
  return {};
}

void bind_options(CLI::App& app, CatalogOptions& options) {
  app.add_option("FILE", options.files,
                 "catalog files, or names of shipped catalogs; else those of the project")
      ->type_name("FILE");
  app.add_option("-o,--format", options.format, "output format")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT");
}

Action bind(CLI::App& app, const std::vector<std::string>& rest) {
  auto options = std::make_shared<CatalogOptions>();  // shared with CLI11's options
  CLI::App* check = app.add_subcommand("check", "judge catalog files, alone and together");
  CLI::App* list = app.add_subcommand("list", "list the metrics that catalog files describe");
  bind_options(*check, *options);
  bind_options(*list, *options);
  app.require_subcommand(1);
  return [options, check, &rest](Io& io) {
    std::ranges::copy(rest, std::back_inserter(options->files));
    if (options->files.empty()) {
      if (const auto found = add_project_catalogs(options->files); !found) {
        return report(io, found.error());
      }
    }
    if (options->files.empty()) {
      return report(io, Error{.message = "no catalog file is named",
                              .hint = "name one, such as catalog.yml, or list it in .nsmon.yml"});
    }
    return check->parsed() ? run_check(*options, io) : run_list(*options, io);
  };
}

}  // namespace

const SourceText* CatalogSet::find_source(std::string_view file) const {
  for (const auto& source : sources) {
    if (source->name() == file) return source.get();
  }
  return nullptr;
}

Result<SourceText> read_catalog(const std::string& path, Io& io) {
  auto text = io.read_input(path);
  if (text) return SourceText(path == "-" ? "<stdin>" : path, *std::move(text));
  const std::string shipped = fmt::format("rules/catalog/{}.yml", path);
  if (const auto embedded = embedded_file(shipped); embedded && !path.contains('/')) {
    return SourceText(shipped, std::string(*embedded));
  }
  return std::unexpected(std::move(text).error());
}

std::optional<CatalogSet> load_catalogs(const std::vector<std::string>& paths, Io& io) {
  auto judged = judge(paths, io);
  if (!judged) {
    report(io, judged.error());
    return std::nullopt;
  }
  bool sound = true;
  for (const FileProblem& problem : judged->problems) {
    if (problem.diagnostic.severity != Severity::error) continue;
    io.err.write(render_problem(judged->set, problem, io.err_colour));
    sound = false;
  }
  if (!sound) return std::nullopt;
  return std::move(judged->set);
}

CommandSpec catalog_command() {
  return {.name = "catalog",
          .summary = "check and list metric catalogs",
          .examples =
              "  nsmon catalog check catalog.yml\n"
              "  nsmon catalog check team-a.yml team-b.yml -o json   # also against each other\n"
              "  nsmon catalog list neurosymbolic                    # a catalog nsmon ships\n",
          .bind = bind};
}

}  // namespace nsmon::cli
