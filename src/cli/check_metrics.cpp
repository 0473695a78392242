// SPDX-License-Identifier: Apache-2.0
#include "cli/check_metrics.h"

#include "base/try.h"
#include "base/utf8.h"
#include "catalog/exposition_check.h"
#include "cli/catalog.h"
#include "cli/exposition_input.h"
#include "cli/whole_number.h"
#include "exposition/reader.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

namespace nsmon::cli {
namespace {

using catalog::ExpositionFinding;
using exposition::Format;

constexpr std::string_view kPreferOpenMetrics =
    "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
constexpr std::string_view kTextOnly = "text/plain;version=0.0.4,*/*;q=0.1";

struct CheckMetricsOptions {
  std::vector<std::string> inputs;
  std::vector<std::string> catalogs;
  std::string job;
  std::vector<std::string> ignore;
  std::string input_format = "auto";
  std::string format = "text";
  std::uint64_t max_findings = 1000;  // 0: all
  FetchOptions fetch;
};

// Writes findings as they come.
class Printer {
 public:
  Printer(const CheckMetricsOptions& options, const CatalogSet& catalogs, Io& io)
      : options_(options), catalogs_(catalogs), io_(io) {
    if (json()) io_.out.write("{\"version\":1,\"findings\":[");
  }

  void set_input(std::string name) { input_ = std::move(name); }

  void add(const ExpositionFinding& finding) {
    if (is_ignored(finding.check)) return;
    ++found_;
    if (options_.max_findings > 0 && found_ > options_.max_findings) return;
    if (json()) {
      io_.out.write(std::string(found_ > 1 ? "," : "") + "\n" + to_json(finding));
    } else {
      io_.out.write(to_text(finding));
    }
  }

  void finish(std::uint64_t samples) {
    const std::uint64_t omitted = options_.max_findings > 0 && found_ > options_.max_findings
                                      ? found_ - options_.max_findings
                                      : 0;
    if (json()) {
      const std::string rest = omitted > 0 ? fmt::format(",\"omitted\":{}", omitted) : "";
      io_.out.write(fmt::format("{}]{}}}\n", found_ > 0 ? "\n" : "", rest));
      return;
    }
    io_.err.write(fmt::format("samples: {}, findings: {}{}\n", samples, found_,
                              omitted > 0 ? fmt::format(", not shown: {}", omitted) : ""));
  }

  std::uint64_t found() const { return found_; }

 private:
  bool json() const { return options_.format == "json"; }

  // An entry names a check or a whole family of checks.
  bool is_ignored(std::string_view check) const {
    const std::string_view family = check.substr(0, check.find('/'));
    return std::ranges::any_of(options_.ignore, [&](const std::string& entry) {
      return entry == check || entry == family;
    });
  }

  std::string to_text(const ExpositionFinding& finding) const {
    Diagnostic diagnostic{.severity = finding.severity,
                          .id = finding.check,
                          .message = finding.message,
                          .span = {finding.columns.begin, finding.columns.end},
                          .hint = finding.hint};
    const auto lookup = [&](std::string_view file) { return catalogs_.find_source(file); };
    if (finding.line == 0) {
      diagnostic.span = finding.place;
      const SourceText* source = catalogs_.find_source(finding.catalog_file);
      if (source != nullptr) return render(diagnostic, *source, io_.out_colour);
    }
    if (!finding.catalog_file.empty()) {
      diagnostic.notes.push_back({.message = "the catalog says so here",
                                  .span = finding.place,
                                  .file = finding.catalog_file});
    }
    const SourceText line(input_, finding.text, static_cast<std::uint32_t>(finding.line));
    return render(diagnostic, line, io_.out_colour, lookup);
  }

  std::string to_json(const ExpositionFinding& finding) const {
    std::string file = input_;
    auto line = static_cast<std::uint32_t>(finding.line);
    std::uint32_t begin = finding.columns.begin + 1;
    LineColumn end{line, std::max(finding.columns.end, finding.columns.begin) + 1};
    const SourceText* source =
        finding.line == 0 ? catalogs_.find_source(finding.catalog_file) : nullptr;
    if (source != nullptr) {
      file = source->name();
      const LineColumn place = source->locate(finding.place.begin);
      line = place.line;
      begin = place.column;
      end = source->locate(finding.place.end);
    }
    const nlohmann::ordered_json value{{"file", file},
                                       {"line", line},
                                       {"column", begin},
                                       {"end_line", end.line},
                                       {"end_column", end.column},
                                       {"check", finding.check},
                                       {"severity", to_string(finding.severity)},
                                       {"message", finding.message},
                                       {"hint", finding.hint},
                                       {"metric", finding.metric}};
    return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  }

  const CheckMetricsOptions& options_;
  const CatalogSet& catalogs_;
  Io& io_;
  std::string input_;
  std::uint64_t found_ = 0;
};

Format choose_format(const CheckMetricsOptions& options, const ExpositionInput& input,
                     std::string_view head) {
  if (options.input_format == "text") return Format::text;
  if (options.input_format == "openmetrics") return Format::openmetrics;
  if (!input.content_type.empty()) return exposition::format_of_content_type(input.content_type);
  return exposition::detect_format(head, input.tail.empty() ? head : input.tail);
}

// The number of samples.
Result<std::uint64_t> check_one(const std::string& source, const CheckMetricsOptions& options,
                                const CatalogSet& catalogs, Printer& printer) {
  TRY_ASSIGN(const ExpositionInput input, open_exposition(source, options.fetch));
  printer.set_input(input.name);
  TRY_ASSIGN(std::string_view piece, input.next());
  const Format format = choose_format(options, input, piece);
  catalog::ExpositionCheck check(format, options.catalogs.empty() ? nullptr : &catalogs.catalog,
                                 options.job,
                                 [&](const ExpositionFinding& finding) { printer.add(finding); });
  exposition::Reader reader(format, check);
  while (!piece.empty()) {
    if (auto fed = reader.feed(piece); !fed) {
      fed.error().message = fmt::format("{}: {}", printable(input.name), fed.error().message);
      return std::unexpected(std::move(fed).error());
    }
    TRY_ASSIGN(piece, input.next());
  }
  reader.finish();
  check.finish();
  return reader.samples();
}

ExitCode run_check_metrics(CheckMetricsOptions& options, Io& io) {
  if (options.inputs.empty()) options.inputs.emplace_back("-");
  options.fetch.accept = options.input_format == "text" ? kTextOnly : kPreferOpenMetrics;
  const auto catalogs = load_catalogs(options.catalogs, io);
  if (!catalogs) return ExitCode::usage;
  Printer printer(options, *catalogs, io);
  std::uint64_t samples = 0;
  bool unreadable = false;
  for (const std::string& source : options.inputs) {
    const auto checked = check_one(source, options, *catalogs, printer);
    if (checked) {
      samples += *checked;
    } else {
      report(io, checked.error());
      unreadable = true;
    }
  }
  printer.finish(samples);
  if (unreadable) return ExitCode::usage;
  return printer.found() > 0 ? ExitCode::findings : ExitCode::ok;
}

void bind_options(CLI::App& app, CheckMetricsOptions& options) {
  app.add_option("FILE", options.inputs, "files, URLs, or - for standard input (the default)")
      ->type_name("FILE");
  app.add_option("--catalog", options.catalogs, "compare with this catalog (repeatable)")
      ->type_name("FILE")
      ->allow_extra_args(false);
  app.add_option("--job", options.job, "job whose metrics must be there, for catalogs with jobs")
      ->type_name("JOB");
  app.add_option("--ignore", options.ignore, "leave out a check or a family (repeatable)")
      ->type_name("ID")
      ->allow_extra_args(false);
  app.add_option("--input-format", options.input_format, "format of the exposition")
      ->check(CLI::IsMember({"auto", "text", "openmetrics"}))
      ->type_name("FORMAT");
  app.add_option("-o,--format", options.format, "output format")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT");
  app.add_option("--max-findings", options.max_findings, "most findings to show, 0 for all [1000]")
      ->check(whole_number(0))
      ->type_name("N");
  app.add_option("-H,--header", options.fetch.headers,
                 "header of the request to a URL, such as 'X-Scope-OrgID: team-a' (repeatable)")
      ->type_name("HEADER")
      ->allow_extra_args(false);
  app.add_option("--timeout", options.fetch.timeout, "longest time for a URL [30s]")
      ->type_name("DURATION");
  app.add_flag("--insecure", options.fetch.insecure, "do not verify the server's certificate");
}

Action bind(CLI::App& app, const std::vector<std::string>& rest) {
  auto options = std::make_shared<CheckMetricsOptions>();  // shared with CLI11's options
  bind_options(app, *options);
  return [options, &rest](Io& io) {
    std::ranges::copy(rest, std::back_inserter(options->inputs));
    return run_check_metrics(*options, io);
  };
}

}  // namespace

CommandSpec check_metrics_command() {
  return {.name = "check-metrics",
          .summary = "judge an exposition, alone or against a catalog",
          .examples =
              "  curl -s localhost:8000/metrics | nsmon check-metrics\n"
              "  nsmon check-metrics http://localhost:8000/metrics --catalog catalog.yml\n"
              "  nsmon check-metrics metrics.txt -o json --ignore metric/no-help\n",
          .bind = bind};
}

}  // namespace nsmon::cli
