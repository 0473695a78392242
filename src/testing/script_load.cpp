// SPDX-License-Identifier: Apache-2.0
#include "base/duration.h"
#include "base/try.h"
#include "testing/script_commands.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace nsmon::testing {
namespace {

using Starts = std::vector<std::optional<std::int64_t>>;

constexpr std::string_view kStartMark = "@st";

// The `series@st` in front of start timestamps; nothing when the line is an ordinary one.
std::optional<std::string_view> start_line_metric(std::string_view line) {
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && quoted) {
      ++i;
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && line.substr(i).starts_with(kStartMark)) {
      const std::string_view rest = line.substr(i + kStartMark.size());
      if (rest.empty() || rest.front() == ' ' || rest.front() == '\t') return line.substr(0, i);
    }
  }
  return std::nullopt;
}

Result<std::int64_t> signed_duration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  TRY_ASSIGN(const auto duration, parse_duration(text));
  return negative ? -duration.count() : duration.count();
}

Result<std::size_t> repeat_count(std::string_view text) {
  std::size_t count = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (problem != std::errc() || end != text.data() + text.size() || count > promql::kMaxSequence) {
    return failure(fmt::format("invalid repetition \"{}\" of start timestamps", text));
  }
  return count;
}

// One item: `_`, `_xN`, `-1m`, `-1mxN`, `-1m+1sxN`.
Result<void> read_start_item(std::string_view item, Starts& starts) {
  const std::size_t times = item.find('x');
  const std::string_view value = item.substr(0, times);
  std::size_t count = 1;
  if (times != std::string_view::npos) {
    TRY_ASSIGN(count, repeat_count(item.substr(times + 1)));
    if (value != "_") ++count;
  }
  if (starts.size() + count > promql::kMaxSequence) return failure("too many start timestamps");
  if (value == "_") {
    starts.resize(starts.size() + count);
    return {};
  }
  const std::size_t sign = value.find_first_of("+-", 1);
  TRY_ASSIGN(std::int64_t start, signed_duration(value.substr(0, sign)));
  std::int64_t change = 0;
  if (sign != std::string_view::npos) {
    TRY_ASSIGN(change, signed_duration(value.substr(sign)));
  }
  for (std::size_t i = 0; i < count; ++i) {
    starts.emplace_back(start);
    start += change;
  }
  return {};
}

Result<Starts> read_starts(std::string_view items) {
  Starts starts;
  while (!items.empty()) TRY(read_start_item(take_word(items), starts));
  return starts;
}

// Reads the series of one load block line by line.
class LoadBlock {
 public:
  LoadBlock(LoadCommand& command, ValueBudget& budget) : command_(command), budget_(budget) {}

  Result<void> read(std::string_view line) {
    if (const auto metric = start_line_metric(line)) {
      TRY_ASSIGN(auto labels, promql::parse_metric(trimmed(*metric)));
      TRY_ASSIGN(auto starts,
                 read_starts(trimmed(line.substr(metric->size() + kStartMark.size()))));
      if (pending_) return failure("start timestamps without their series");
      pending_.emplace(std::move(labels), std::move(starts));
      return {};
    }
    TRY_ASSIGN(auto description, promql::parse_series_description(line));
    TRY(budget_.take(description.weight));
    LoadedSeries loaded{std::move(description), {}};
    if (pending_) {
      auto [labels, starts] = std::move(*pending_);
      pending_.reset();
      if (labels != loaded.description.labels) {
        return failure("start timestamps belong to another series");
      }
      if (starts.size() != loaded.description.values.size()) {
        return failure(fmt::format("{} start timestamps for {} samples", starts.size(),
                                   loaded.description.values.size()));
      }
      loaded.starts_ms = std::move(starts);
    }
    series::LabelSet labels = loaded.description.labels;
    command_.series.insert_or_assign(std::move(labels), std::move(loaded));
    return {};
  }
  bool is_complete() const { return !pending_; }

 private:
  LoadCommand& command_;
  ValueBudget& budget_;
  std::optional<std::pair<series::LabelSet, Starts>> pending_;
};

}  // namespace

LoadCommand parse_load(const std::vector<std::string_view>& lines, std::size_t& at,
                       ValueBudget& budget, std::vector<ScriptProblem>& problems) {
  LoadCommand command;
  std::string_view head = lines[at];
  command.with_custom_histograms = take_word(head).size() > std::string_view("load").size();
  const auto interval = parse_duration(head);
  if (interval) {
    command.interval_ms = interval->count();
  } else {
    problems.push_back({at + 1, fmt::format("invalid step definition \"{}\"", head)});
  }
  LoadBlock block(command, budget);
  for (++at; at < lines.size() && !lines[at].empty(); ++at) {
    if (begins_eval(lines[at]) || budget.used_up()) break;
    const auto read = block.read(lines[at]);
    if (!read) problems.push_back({at + 1, read.error().message});
  }
  if (!block.is_complete()) problems.push_back({at, "start timestamps without their series"});
  if (!interval) command.series.clear();
  return command;
}

}  // namespace nsmon::testing
