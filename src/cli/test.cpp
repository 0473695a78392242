// SPDX-License-Identifier: Apache-2.0
#include "cli/test.h"

#include "base/file.h"
#include "base/try.h"
#include "base/utf8.h"
#include "cli/features.h"
#include "testing/junit.h"
#include "testing/script.h"
#include "testing/unit_test.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

namespace nsmon::cli {
namespace {

struct TestOptions {
  std::vector<std::string> files;
  std::string format = "text";
  testing::UnitTestOptions unit;
  std::vector<std::string> features;  // of expressions in unit tests and their rules
  std::string junit;                  // file to write; empty: none
  bool coverage = false;
  bool verbose = false;
};

// What one file came to, in both forms.
struct Judged {
  bool pass = false;
  std::string json;
  std::string text;  // what failed, and one line for the file
};

// The reports behind them, for what is written about all files together.
struct Reports {
  std::vector<testing::UnitTestReport> units;
  std::vector<std::pair<std::string, testing::ScriptReport>> scripts;
};

bool is_unit_test(const std::string& file) {
  return file.ends_with(".yml") || file.ends_with(".yaml") || file.ends_with(".json");
}

std::string script_text(const std::string& file, const testing::ScriptReport& report) {
  std::string text;
  const auto add = [&](std::size_t line, std::string_view message) {
    text += fmt::format("{}:{}: {}\n", printable(file), line, printable(message));
  };
  std::size_t failed = 0;
  for (const testing::ScriptProblem& problem : report.errors) add(problem.line, problem.message);
  for (const testing::ScriptCase& entry : report.cases) {
    if (entry.pass) continue;
    ++failed;
    add(entry.line, fmt::format("{}: {}", entry.query, entry.message));
  }
  text += fmt::format("{}: {}: {} of {} cases passed\n", printable(file),
                      report.pass() ? "ok" : "FAILED", report.cases.size() - failed,
                      report.cases.size());
  return text;
}

Result<Judged> judge_script(const std::string& file, Io& io, Reports& reports) {
  TRY_ASSIGN(const std::string text, io.read_input(file));
  testing::ScriptReport report = testing::run_script(text);
  Judged judged{report.pass(), testing::script_json(file, report), script_text(file, report)};
  reports.scripts.emplace_back(file, std::move(report));
  return judged;
}

Result<Judged> judge_unit_test(const std::string& file, const TestOptions& options, Io& io,
                               Reports& reports) {
  TRY_ASSIGN(std::string text, io.read_input(file));
  testing::UnitTestReport report = testing::run_unit_test_text(file, std::move(text), options.unit);
  Judged judged{report.pass, testing::unit_test_json(report),
                testing::unit_test_text(report, options.verbose)};
  reports.units.push_back(std::move(report));
  return judged;
}

Result<Judged> judge(const std::string& file, const TestOptions& options, Io& io,
                     Reports& reports) {
  if (file.ends_with(".test")) return judge_script(file, io, reports);
  if (is_unit_test(file)) return judge_unit_test(file, options, io, reports);
  return failure(fmt::format("{}: no kind of test has this ending", printable(file)), {},
                 "PromQL scripts end in .test, rule unit tests in .yml, .yaml or .json");
}

std::string documents(const std::vector<Judged>& judged, std::size_t file_count) {
  if (file_count == 1) return judged.empty() ? std::string() : judged[0].json + "\n";
  const bool pass = judged.size() == file_count && std::ranges::all_of(judged, &Judged::pass);
  std::string text = fmt::format("{{\"pass\": {}, \"files\": [", pass);
  for (std::size_t i = 0; i < judged.size(); ++i) {
    if (i > 0) text += ',';
    text += '\n' + judged[i].json;
  }
  return text + "\n]}\n";
}

// The JUnit file and the list of rules without a test. False: the file could not be written.
bool write_summaries(const TestOptions& options, const Reports& reports, Io& io) {
  if (options.coverage) {
    // With JSON, standard output holds one document and nothing else.
    Output& to = options.format == "json" ? io.err : io.out;
    to.write(testing::coverage_text(reports.units));
  }
  if (options.junit.empty()) return true;
  const auto written =
      write_file(options.junit, testing::junit_xml(reports.units, reports.scripts));
  if (!written) report(io, written.error());
  return written.has_value();
}

ExitCode run_test(TestOptions& options, Io& io) {
  if (options.files.empty()) {
    return report(io, {.message = "no test file is given", .hint = "nsmon test FILE..."});
  }
  if (const std::string problem = testing::check_run_patterns(options.unit.run); !problem.empty()) {
    return report(io, {.message = "--run: " + printable(problem)});
  }
  if (const auto error = enable_features(options.features, options.unit.features)) {
    return report(io, *error);
  }
  std::vector<Judged> judged;
  Reports reports;
  bool unusable = false;
  for (const std::string& file : options.files) {
    auto one = judge(file, options, io, reports);
    if (one) {
      judged.push_back(std::move(*one));
    } else {
      report(io, one.error());
      unusable = true;
    }
  }
  if (options.format == "json") {
    io.out.write(documents(judged, options.files.size()));
  } else {
    for (const Judged& one : judged) io.out.write(one.text);
  }
  if (!write_summaries(options, reports, io)) unusable = true;
  if (unusable) return ExitCode::usage;
  return std::ranges::all_of(judged, &Judged::pass) ? ExitCode::ok : ExitCode::findings;
}

Action bind(CLI::App& app, const std::vector<std::string>& rest) {
  auto options = std::make_shared<TestOptions>();  // shared with CLI11's options
  app.add_option("FILE", options->files, "scripts (.test), rule unit tests (.yml)")
      ->type_name("FILE");
  app.add_option("-o,--format", options->format, "output format")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT");
  app.add_option("--run", options->unit.run, "only test groups whose name matches (repeatable)")
      ->type_name("REGEX")
      ->allow_extra_args(false);
  app.add_flag("--ignore-unknown-fields", options->unit.ignore_unknown_fields,
               "accept unknown keys in rule files");
  app.add_option("--enable-feature", options->features,
                 "accept experimental PromQL in rule unit tests (repeatable)")
      ->type_name("NAME,...")
      ->allow_extra_args(false);
  app.add_option("--junit", options->junit, "write the results as JUnit XML")->type_name("FILE");
  app.add_flag("--coverage", options->coverage,
               "list alerts and recording rules that no test makes fire");
  app.add_flag("--verbose", options->verbose, "list passed cases too");
  return [options, &rest](Io& io) {
    std::ranges::copy(rest, std::back_inserter(options->files));
    return run_test(*options, io);
  };
}

}  // namespace

CommandSpec test_command() {
  return {.name = "test",
          .summary = "run PromQL test scripts and rule unit tests",
          .examples =
              "  nsmon test tests/engine/*.test\n"
              "  nsmon test --coverage --junit results.xml rules/*_test.yml\n"
              "  nsmon test --run 'latency.*' --format json rules_test.yml\n",
          .bind = bind};
}

}  // namespace nsmon::cli
