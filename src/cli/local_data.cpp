// SPDX-License-Identifier: Apache-2.0
#include "cli/local_data.h"

#include "base/file.h"
#include "base/piece_reader.h"
#include "base/try.h"
#include "base/utf8.h"
#include "cli/exposition_input.h"
#include "engine/selector.h"
#include "promql/walk.h"
#include "storage/recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

namespace nsmon::cli {
namespace {
namespace fs = std::filesystem;

// Room for 1.6 GB of samples; what is larger belongs on a server.
constexpr storage::StoreLimits kLimits{.series = 2'000'000, .samples = 100'000'000};
constexpr std::size_t kMostFiles = 10'000;
constexpr int kDeepestFolder = 16;

bool is_data_file(const fs::path& path) {
  static constexpr std::array<std::string_view, 5> kExtensions = {".prom", ".txt", ".om",
                                                                  ".openmetrics", ".metrics"};
  const std::string extension = path.extension().string();
  if (std::ranges::find(kExtensions, extension) != kExtensions.end()) return true;
  auto reader = PieceReader::open(path.string());
  if (!reader) return false;
  const auto piece = reader->next();
  return piece && storage::is_recording(*piece);
}

bool is_prometheus_data(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_directory(folder / "wal", ignored) || fs::exists(folder / "meta.json", ignored);
}

Result<void> find_files(const fs::path& folder, int depth, std::vector<std::string>& files) {
  if (is_prometheus_data(folder)) {
    return failure(fmt::format("{} holds data of a Prometheus server", printable(folder.string())),
                   {}, "start a server on it and ask that with --server");
  }
  std::error_code problem;
  std::vector<fs::path> entries;
  for (fs::directory_iterator it(folder, problem), end; !problem && it != end;
       it.increment(problem)) {
    if (!it->path().filename().string().starts_with('.')) entries.push_back(it->path());
  }
  if (problem) {
    return failure(fmt::format("{}: {}", printable(folder.string()), problem.message()));
  }
  std::ranges::sort(entries);
  for (const fs::path& path : entries) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
      if (depth < kDeepestFolder) TRY(find_files(path, depth + 1, files));
    } else if (fs::is_regular_file(path, ignored) && is_data_file(path)) {
      if (files.size() >= kMostFiles) {
        return failure(fmt::format("more than {} files in the folders of --data", kMostFiles));
      }
      files.push_back(path.string());
    }
  }
  return {};
}

Result<std::vector<std::string>> all_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code ignored;
    if (is_url(path) || !fs::is_directory(path, ignored)) {
      files.push_back(path);
      continue;
    }
    const std::size_t before = files.size();
    TRY(find_files(path, 0, files));
    if (files.size() == before) {
      return failure(fmt::format("{} holds no data", printable(path)), {},
                     "expected files named *.prom, *.txt, *.om, *.openmetrics or *.metrics, "
                     "or recordings");
    }
  }
  return files;
}

std::string text_of(const storage::LoadPlace& place) {
  return place.line == 0 ? place.input : fmt::format("{}:{}", place.input, place.line);
}

void tell(const storage::LoadSummary& summary, Io& io) {
  const auto warn = [&io](const std::string& text) { io.err.write("warning: " + text + "\n"); };
  if (summary.late > 0) {
    warn(fmt::format(
        "{}: {} older than the one before in their series; sorted in", text_of(summary.first_late),
        summary.late == 1 ? "a sample is"
                          : fmt::format("this and {} more samples are", summary.late - 1)));
  }
  if (summary.conflicts > 0) {
    warn(fmt::format("{}: {} another value for a time that their series has already; left out",
                     text_of(summary.first_conflict),
                     summary.conflicts == 1
                         ? "a sample gives"
                         : fmt::format("this and {} more samples give", summary.conflicts - 1)));
  }
  if (summary.dropped_bytes > 0) {
    warn(fmt::format("{}: {} bytes of torn or damaged blocks are left out",
                     text_of(summary.dropped), summary.dropped_bytes));
  }
}

ExitCode report_failure(const storage::LoadFailure& failure, Io& io) {
  return failure.source ? report(io, failure.error, *failure.source) : report(io, failure.error);
}

}  // namespace

std::expected<LocalData, ExitCode> load_data(const DataRequest& request, Io& io) {
  const auto files = all_files(request.paths);
  if (!files) return std::unexpected(report(io, files.error()));
  LocalData data{.store = storage::Store(kLimits), .summary = {}};
  storage::Loader loader(data.store,
                         {.scrape_time = request.scrape_time, .wanted = request.wanted});
  for (const std::string& file : *files) {
    auto opened = open_exposition(file, {});
    if (!opened) return std::unexpected(report(io, opened.error()));
    const auto outcome = loader.read({.name = std::move(opened->name),
                                      .content_type = std::move(opened->content_type),
                                      .tail = std::move(opened->tail),
                                      .next = std::move(opened->next)});
    if (!outcome) return std::unexpected(report_failure(outcome.error(), io));
  }
  data.summary = loader.finish();
  tell(data.summary, io);
  return data;
}

std::function<bool(const series::LabelSet&)> series_of(const promql::Expr& expression) {
  // info() looks at series that it does not name.
  bool any = false;
  promql::for_each_call(expression,
                        [&any](const promql::Call& call) { any |= call.function == "info"; });
  std::vector<std::vector<series::Matcher>> selectors;
  promql::for_each_selector(expression, [&](const promql::VectorSelector& selector) {
    auto matchers = engine::matchers_of(selector);
    if (matchers) {
      selectors.push_back(*std::move(matchers));
    } else {
      any = true;
    }
  });
  if (any) return {};
  return [selectors = std::move(selectors)](const series::LabelSet& labels) {
    return std::ranges::any_of(selectors, [&](const auto& matchers) {
      return std::ranges::all_of(matchers, [&](const series::Matcher& matcher) {
        return matcher.matches(labels.get(matcher.name()));
      });
    });
  };
}

}  // namespace nsmon::cli
