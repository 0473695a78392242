// SPDX-License-Identifier: Apache-2.0
#include "support/cli_script.h"

#include "base/file.h"
#include "support/golden.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <functional>
#include <map>
#include <span>

#include <sys/wait.h>

namespace nsmon::test {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

std::string_view without_break(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  return line;
}

bool line_fits(std::string_view pattern, std::string_view line) {
  const std::size_t any = pattern.find("{*}");
  if (any == std::string_view::npos) return pattern == line;
  if (!line.starts_with(pattern.substr(0, any))) return false;
  const std::string_view rest = pattern.substr(any + 3);
  for (std::size_t at = any; at <= line.size(); ++at) {
    if (line_fits(rest, line.substr(at))) return true;
  }
  return false;
}

bool lines_fit(std::span<const std::string_view> pattern, std::span<const std::string_view> lines) {
  if (pattern.empty()) return lines.empty();
  if (without_break(pattern.front()) == "...") {
    for (std::size_t skipped = 0; skipped <= lines.size(); ++skipped) {
      if (lines_fit(pattern.subspan(1), lines.subspan(skipped))) return true;
    }
    return false;
  }
  return !lines.empty() && line_fits(pattern.front(), lines.front()) &&
         lines_fit(pattern.subspan(1), lines.subspan(1));
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

struct StepResult {
  int exit_code = 0;
  std::string out;
  std::string err;
};

StepResult run_step(const ScriptStep& step, const std::filesystem::path& folder) {
  const std::filesystem::path streams = folder.string() + ".streams";
  std::filesystem::create_directories(streams);
  REQUIRE(write_file(streams / "in", step.input).has_value());
  const std::string line = fmt::format(
      "cd '{0}' && export HOME='{0}' NO_COLOR=1 PATH='{1}':\"$PATH\" && unset NSMON_SERVER "
      "PROMETHEUS_URL COLUMNS && ( {2} ) <'{3}/in' >'{3}/out' 2>'{3}/err'",
      folder.string(), std::filesystem::path(NSMON_BINARY).parent_path().string(), step.command,
      streams.string());
  const int status = std::system(line.c_str());
  StepResult result{.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
                    .out = replace_all(read_text(streams / "out"), folder.string(), "$TMP"),
                    .err = replace_all(read_text(streams / "err"), folder.string(), "$TMP")};
  std::filesystem::remove_all(streams);
  return result;
}

std::string print_script(const CliScript& script) {
  std::string text = script.title;
  for (const ScriptFile& file : script.files) {
    text += fmt::format("-- file {}\n{}", file.name, file.content);
  }
  for (const ScriptStep& step : script.steps) {
    text += fmt::format("-- run {}\n", step.command);
    if (step.exit_code != 0) text += fmt::format("-- exit {}\n", step.exit_code);
    if (!step.input.empty()) text += "-- stdin\n" + step.input;
    if (!step.expected_out.empty()) text += "-- stdout\n" + step.expected_out;
    if (!step.expected_err.empty()) text += "-- stderr\n" + step.expected_err;
  }
  return text;
}

bool has_wildcards(const CliScript& script) {
  return std::ranges::any_of(script.steps, [](const ScriptStep& step) {
    const std::string both = "\n" + step.expected_out + "\n" + step.expected_err;
    return both.contains("\n...\n") || both.contains("{*}");
  });
}

}  // namespace

bool fits_pattern(std::string_view pattern, std::string_view text) {
  return lines_fit(lines_of(pattern), lines_of(text));
}

CliScript parse_cli_script(const std::string& text) {
  CliScript script;
  std::string* section = &script.title;
  for (const std::string_view line : lines_of(text)) {
    if (!line.starts_with("-- ")) {
      *section += line;
      continue;
    }
    const std::string_view head = without_break(line).substr(3);
    const std::size_t blank = std::min(head.find(' '), head.size());
    const std::string word(head.substr(0, blank));
    const std::string argument(head.substr(std::min(blank + 1, head.size())));
    if (word == "file") {
      section = &script.files.emplace_back(ScriptFile{argument, ""}).content;
      continue;
    }
    if (word == "run") script.steps.push_back({.command = argument});
    INFO("section \"" << word << "\" needs a `run` before it");
    REQUIRE_FALSE(script.steps.empty());
    ScriptStep& step = script.steps.back();
    if (word == "exit") step.exit_code = std::stoi(argument);
    const std::map<std::string, std::string*> sections{{"run", nullptr},
                                                       {"exit", nullptr},
                                                       {"stdin", &step.input},
                                                       {"stdout", &step.expected_out},
                                                       {"stderr", &step.expected_err}};
    REQUIRE(sections.contains(word));
    static std::string nothing;
    section = sections.at(word) == nullptr ? &nothing : sections.at(word);
  }
  return script;
}

void run_cli_script(const std::filesystem::path& path) {
  CliScript script = parse_cli_script(read_text(path));
  REQUIRE_FALSE(script.steps.empty());
  const TemporaryFolder folder;
  for (const ScriptFile& file : script.files) {
    REQUIRE(write_file(folder.path() / file.name, file.content).has_value());
  }
  const bool update = update_golden() && !has_wildcards(script);
  for (ScriptStep& step : script.steps) {
    const StepResult result = run_step(step, folder.path());
    if (update) {
      step.exit_code = result.exit_code;
      step.expected_out = result.out;
      step.expected_err = result.err;
      continue;
    }
    CAPTURE(path.filename().string(), step.command);
    CHECK(result.exit_code == step.exit_code);
    if (!fits_pattern(step.expected_out, result.out)) CHECK(result.out == step.expected_out);
    if (!fits_pattern(step.expected_err, result.err)) CHECK(result.err == step.expected_err);
  }
  if (update) REQUIRE(write_file(path, print_script(script)).has_value());
}

}  // namespace nsmon::test
