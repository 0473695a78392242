// SPDX-License-Identifier: Apache-2.0
#include "cli/test.h"

#include "base/try.h"
#include "base/utf8.h"
#include "testing/script.h"

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
};

// What one file came to, in both forms.
struct Judged {
  bool pass = false;
  std::string json;
  std::string text;  // one line for each failure, and one for the file
};

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

Result<Judged> judge_script(const std::string& file, Io& io) {
  TRY_ASSIGN(const std::string text, io.read_input(file));
  const testing::ScriptReport report = testing::run_script(text);
  return Judged{report.pass(), testing::script_json(file, report), script_text(file, report)};
}

Result<Judged> judge(const std::string& file, Io& io) {
  if (file.ends_with(".test")) return judge_script(file, io);
  return failure(fmt::format("{}: no kind of test has this ending", printable(file)), {},
                 "PromQL scripts end in .test");
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

ExitCode run_test(const TestOptions& options, Io& io) {
  if (options.files.empty()) {
    return report(io, {.message = "no test file is given", .hint = "nsmon test FILE..."});
  }
  std::vector<Judged> judged;
  bool unusable = false;
  for (const std::string& file : options.files) {
    auto one = judge(file, io);
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
  if (unusable) return ExitCode::usage;
  return std::ranges::all_of(judged, &Judged::pass) ? ExitCode::ok : ExitCode::findings;
}

Action bind(CLI::App& app, const std::vector<std::string>& rest) {
  auto options = std::make_shared<TestOptions>();  // shared with CLI11's options
  app.add_option("files", options->files, "PromQL scripts (.test)")->type_name("FILE");
  app.add_option("-o,--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT");
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
              "  nsmon test --format json rates.test\n",
          .bind = bind};
}

}  // namespace nsmon::cli
