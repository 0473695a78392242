// SPDX-License-Identifier: Apache-2.0
#include "cli/generate.h"

#include "base/file.h"
#include "cli/command_reference.h"
#include "cli/completions.h"
#include "cli/manual.h"
#include "lint/describe.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>
#include <utility>

namespace nsmon::cli {
namespace {

using GeneratedFile = std::pair<std::string, std::string>;  // path below the tree, content

std::vector<GeneratedFile> generated_files() {
  const std::vector<CommandReference> commands = describe_all();
  std::vector<GeneratedFile> files{{"completions/nsmon.bash", bash_completion(commands)},
                                   {"completions/_nsmon", zsh_completion(commands)},
                                   {"completions/nsmon.fish", fish_completion(commands)},
                                   {"docs/nsmon.1", manual_page(commands)}};
  for (lint::Page& page : lint::documentation()) {
    files.emplace_back("docs/checks/" + page.path, std::move(page.text));
  }
  return files;
}

ExitCode run_generate(const std::filesystem::path& folder, Io& io) {
  if (folder.empty()) return report(io, {.message = "expected the folder to write below"});
  for (const auto& [path, content] : generated_files()) {
    if (const auto written = write_file(folder / path, content); !written) {
      return report(io, written.error());
    }
  }
  return ExitCode::ok;
}

}  // namespace

CommandSpec generate_command() {
  return {.name = "generate",
          .summary = "write completions, manual page and check pages",
          .examples = "  nsmon generate .\n",
          .bind = [](CLI::App& app, const std::vector<std::string>&) -> Action {
            auto folder =
                std::make_shared<std::string>();  // shared: options and action outlive bind
            app.add_option("DIR", *folder, "root of the source tree");
            return [folder](Io& io) { return run_generate(*folder, io); };
          }};
}

}  // namespace nsmon::cli
