// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace nsmon::test {

// A whole-program test in one text file. Sections begin with a line "-- WORD [ARGUMENT]":
//
//   What this script shows, in a sentence.
//   -- file rules.yml            a file in the temporary folder where the commands run
//   groups: []
//   -- run nsmon lint-rules rules.yml
//   -- exit 0                    the expected status; 0 when left out
//   -- stdin                     what the command reads; nothing when left out
//   -- stdout                    the expected output; empty when left out
//   -- stderr
//
// A command is a line for /bin/sh with the built nsmon first on PATH. Each `run` opens a new step;
// files stay. A line that is only `...` stands for any lines; `{*}` within a line for any text.
// The temporary folder reads as $TMP. A last line break is part of every section's text.
struct ScriptStep {
  std::string command;
  int exit_code = 0;
  std::string input;
  std::string expected_out;
  std::string expected_err;
};

struct ScriptFile {
  std::string name;
  std::string content;
};

struct CliScript {
  std::string title;
  std::vector<ScriptFile> files;
  std::vector<ScriptStep> steps;
};

CliScript parse_cli_script(const std::string& text);

// Runs a script and asserts each step. With --update-golden it writes the real output back instead
// (scripts that use `...` or `{*}` are left alone).
void run_cli_script(const std::filesystem::path& path);

// Whether the text fits the pattern with `...` lines and `{*}`.
bool fits_pattern(std::string_view pattern, std::string_view text);

}  // namespace nsmon::test
