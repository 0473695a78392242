// SPDX-License-Identifier: Apache-2.0
#include "cli/watch.h"

#include "base/embedded.h"
#include "base/file.h"
#include "base/number_text.h"
#include "base/try.h"
#include "base/utf8.h"
#include "config/project.h"
#include "watch/session.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <unistd.h>

namespace nsmon::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kViewFolder = "templates/watch/";
constexpr std::string_view kViewSuffix = ".yml";

struct WatchOptions {
  std::vector<std::string> targets;
  std::vector<std::string> urls;
  std::vector<std::string> views;
  std::string port;
  double interval_s = 1;
  double start_timeout_s = 0;
  double stop_timeout_s = 10;
  double stall_s = 0;
  double duration_s = 0;
  double epochs = 0;
  std::string log_file;
  bool json = false;
  bool plain = false;
  bool quiet = false;
  bool once = false;
};

// A view by the name of its file.
struct ViewSource {
  std::string path;  // as errors call it
  std::string text;
};

// The project's views and the embedded ones; a project's file wins over an embedded one of its
// name.
Result<std::map<std::string, ViewSource>> known_views() {
  std::map<std::string, ViewSource> sources;
  for (const std::string_view path : embedded_paths(kViewFolder)) {
    if (!path.ends_with(kViewSuffix)) continue;
    sources[fs::path(path).stem().string()] = {std::string(path),
                                               std::string(*embedded_file(path))};
  }
  std::error_code ignored;
  const fs::path here = fs::current_path(ignored);
  const auto project = config::find_project_file(here);
  const fs::path root = project ? project->parent_path() : here;
  for (const auto& entry : fs::directory_iterator(root / kViewFolder, ignored)) {
    if (entry.path().extension() != kViewSuffix) continue;
    TRY_ASSIGN(std::string text, read_file(entry.path()));
    sources[entry.path().stem().string()] = {entry.path().string(), std::move(text)};
  }
  return sources;
}

// The views asked for, by name or file; all known ones by default. Errors were printed.
std::optional<std::vector<watch::View>> load_views(const WatchOptions& options, Io& io) {
  auto known = known_views();
  if (!known) {
    report(io, known.error());
    return std::nullopt;
  }
  std::vector<std::pair<std::string, ViewSource>> wanted;
  for (const std::string& name : options.views) {
    if (const auto found = known->find(name); found != known->end()) {
      wanted.emplace_back(name, found->second);
      continue;
    }
    auto text = io.read_input(name);
    if (!text) {
      report(io, text.error());
      return std::nullopt;
    }
    wanted.emplace_back(fs::path(name).stem().string(), ViewSource{name, std::move(*text)});
  }
  if (options.views.empty()) wanted.assign(known->begin(), known->end());
  std::vector<watch::View> views;
  for (auto& [name, source] : wanted) {
    const SourceText text(source.path, std::move(source.text));
    auto view = watch::read_view(name, text.text());
    if (!view) {
      report(io, view.error(), text);
      return std::nullopt;
    }
    views.push_back(std::move(*view));
  }
  return views;
}

Result<std::uint16_t> choose_port(const std::string& option, const Io& io) {
  if (option == "auto") return watch::free_port();
  const std::string inherited = io.environment("PROMETHEUS_PORT").value_or("");
  const bool from_option = !option.empty();
  const std::string& text = from_option ? option : inherited;
  if (text.empty()) return watch::kDefaultPort;
  const auto number = parse_float(text);
  if (!number || *number < 1 || *number > 65535 || *number != static_cast<int>(*number)) {
    return failure(fmt::format("{} {} is no port", from_option ? "--port" : "PROMETHEUS_PORT",
                               nsmon::quoted(text)),
                   {}, "a port is a number from 1 to 65535, or --port auto");
  }
  return static_cast<std::uint16_t>(*number);
}

std::optional<watch::Seconds> seconds_if_given(double seconds) {
  return seconds > 0 ? std::optional(watch::Seconds(seconds)) : std::nullopt;
}

Result<void> choose_endpoints(const WatchOptions& options, const Io& io,
                              watch::SessionSettings& settings) {
  const bool runs_job = !settings.command.empty();
  if (runs_job && !options.targets.empty()) {
    return failure("both an endpoint and a command", {},
                   "give the endpoint of a command with --url URL");
  }
  if (!runs_job && options.targets.empty() && options.urls.empty()) {
    return failure("nothing to watch", {}, "nsmon watch -- COMMAND, or nsmon watch URL");
  }
  if (runs_job && (options.duration_s > 0 || options.once)) {
    return failure("--duration and --once are for watching without a command", {},
                   "timeout SECONDS nsmon watch -- COMMAND");
  }
  for (const auto* list : {&options.targets, &options.urls}) {
    for (const std::string& text : *list) {
      TRY_ASSIGN(auto endpoint, watch::parse_endpoint(text));
      settings.endpoints.push_back(std::move(endpoint));
    }
  }
  if (!runs_job) return {};
  TRY_ASSIGN(settings.port, choose_port(options.port, io));
  if (settings.endpoints.empty()) {
    settings.endpoints.push_back(watch::local_endpoint(settings.port));
  }
  return {};
}

// Rows and lines are handed over at once: a pipe's reader sees them as they come.
watch::Writer writer(Output& output) {
  return [&output](std::string_view text) {
    output.write(text);
    output.flush();
  };
}

std::unique_ptr<watch::Display> choose_display(const WatchOptions& options, Io& io) {
  if (options.json) {
    const auto time = io.clock.now().time_since_epoch();
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
    return watch::json_display(writer(io.out), writer(io.err),
                               fmt::format("{:x}-{:x}", ms, ::getpid()));
  }
  const auto detail = options.once    ? watch::Detail::frame
                      : options.quiet ? watch::Detail::summary
                                      : watch::Detail::all;
  return watch::plain_display(writer(io.out), writer(io.err), detail);
}

ExitCode run_watch(const WatchOptions& options, const std::vector<std::string>& command, Io& io) {
  watch::SessionSettings settings{.command = command};
  if (const auto chosen = choose_endpoints(options, io, settings); !chosen) {
    return report(io, chosen.error());
  }
  auto views = load_views(options, io);
  if (!views) return ExitCode::usage;
  settings.views = std::move(*views);
  settings.interval = std::chrono::milliseconds(static_cast<int>(options.interval_s * 1000));
  settings.start_timeout = seconds_if_given(options.start_timeout_s);
  settings.stop_timeout = watch::Seconds(options.stop_timeout_s);
  settings.stall = seconds_if_given(options.stall_s);
  settings.duration = seconds_if_given(options.duration_s);
  if (options.epochs > 0) settings.rounds = options.epochs;
  settings.once = options.once;
  settings.log_file = options.log_file;
  const auto display = choose_display(options, io);
  return static_cast<ExitCode>(watch::run_session(settings, *display, io.clock));
}

void bind_options(::CLI::App& app, WatchOptions& options) {
  const ::CLI::Range any_time(0.0, 1e9);
  app.add_option("URL", options.targets,
                 "endpoints: HOST, HOST:PORT or a URL; or give a command after --");
  app.add_option("--port", options.port,
                 "port for the command, passed on as PROMETHEUS_PORT: a number or auto "
                 "(default: an inherited PROMETHEUS_PORT, else 8000)")
      ->type_name("N|auto");
  app.add_option("--url", options.urls, "scrape this instead of the command's port (repeatable)")
      ->type_name("URL")
      ->expected(1)
      ->take_all();
  app.add_option("--view", options.views, "view to show: a name or a file (repeatable)")
      ->type_name("NAME|FILE")
      ->expected(1)
      ->take_all();
  app.add_option("--interval", options.interval_s, "seconds between scrapes [1]")
      ->type_name("S")
      ->check(::CLI::Range(0.2, 3600.0));
  app.add_option("--start-timeout", options.start_timeout_s,
                 "give up with status 120 when no scrape works within these seconds")
      ->type_name("S")
      ->check(any_time);
  app.add_option("--stop-timeout", options.stop_timeout_s,
                 "seconds between asking the command to stop and killing it [10]")
      ->type_name("S")
      ->check(any_time);
  app.add_option("--stall", options.stall_s,
                 "report a stall after these seconds without progress [30]")
      ->type_name("S")
      ->check(any_time);
  app.add_option("--duration", options.duration_s, "end after these seconds (without a command)")
      ->type_name("S")
      ->check(any_time);
  app.add_option("--epochs", options.epochs, "planned number of epochs")
      ->type_name("N")
      ->check(any_time);
  app.add_option("--log", options.log_file, "append the command's whole output to a file")
      ->type_name("FILE");
  app.add_flag("--once", options.once, "show one look at the metrics and end");
  auto* json = app.add_flag("--json", options.json, "one JSON object a line");
  auto* quiet = app.add_flag("--quiet", options.quiet, "only the summary at the end");
  auto* plain = app.add_flag("--plain", options.plain, "plain lines (the default)");
  json->excludes(quiet)->excludes(plain);
  quiet->excludes(plain);
}

}  // namespace

CommandSpec watch_command() {
  return {.name = "watch",
          .summary = "run a job, or attach to one, and show what it measures",
          .examples =
              "  nsmon watch -- python3 train.py --epochs 50\n"
              "  nsmon watch --port auto --json -- ./detector train > run.jsonl\n"
              "  nsmon watch localhost:8000 --once\n",
          .bind = [](::CLI::App& app, const std::vector<std::string>& rest) -> Action {
            auto options = std::make_shared<WatchOptions>();  // shared with CLI11's options
            bind_options(app, *options);
            return [options, &rest](Io& io) { return run_watch(*options, rest, io); };
          }};
}

}  // namespace nsmon::cli
