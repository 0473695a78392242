// SPDX-License-Identifier: Apache-2.0
#include "engine/annotations.h"

#include "base/number_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace nsmon::engine {
namespace {

constexpr std::string_view kMonotonicityText =
    "input to histogram_quantile needed to be fixed for monotonicity (see "
    "https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)";

std::string named(std::string_view metric) {
  return metric.empty() ? std::string() : fmt::format(" for metric name \"{}\"", metric);
}

// RFC 3339 in UTC with as many digits of the fraction as needed.
std::string rfc3339(std::int64_t time_ms) {
  const std::int64_t seconds = time_ms >= 0 ? time_ms / 1000 : -((-time_ms + 999) / 1000);
  const std::int64_t rest = time_ms - seconds * 1000;
  const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (rest != 0) {
    std::string fraction = fmt::format(".{:03}", rest);
    while (fraction.back() == '0') fraction.pop_back();
    text += fraction;
  }
  return text + 'Z';
}

std::string repair_text(std::string_view metric, const MonotonicityRepair& repair) {
  return fmt::format(
      "PromQL info: {}{}, from buckets {} to {}, with a max diff of {}, over {} samples from {} to "
      "{}",
      kMonotonicityText, named(metric), format_g(repair.lowest_bound),
      format_g(repair.highest_bound), format_g(repair.largest_difference, 2), repair.count,
      rfc3339(repair.first_time_ms), rfc3339(repair.last_time_ms));
}

std::string overlap_text(std::string_view metric, std::size_t count) {
  std::string text = fmt::format(
      "PromQL warning: sample has start time that overlaps with previous sample timestamp for "
      "metric \"{}\"",
      metric);
  if (count > 1) text += fmt::format(" ({} occurrences)", count);
  return text;
}

std::string position(std::string_view query, Span span) {
  const auto before = query.substr(0, std::min<std::size_t>(span.begin, query.size()));
  const auto line = 1 + std::ranges::count(before, '\n');
  const auto line_begin = before.rfind('\n');
  const std::size_t column =
      before.size() - (line_begin == std::string_view::npos ? 0 : line_begin + 1) + 1;
  return fmt::format(" ({}:{})", line, column);
}

}  // namespace

void Annotations::put(AnnotationKind kind, std::string text, Span span) {
  const auto [place, fresh] = index_.try_emplace(text, plain_.size());
  if (fresh) {
    plain_.push_back({kind, std::move(text), span});
  } else {
    plain_[place->second].span = span;
  }
}

void Annotations::warn(std::string_view text, Span span) {
  put(AnnotationKind::warning, fmt::format("PromQL warning: {}", text), span);
}

void Annotations::inform(std::string_view text, Span span) {
  put(AnnotationKind::info, fmt::format("PromQL info: {}", text), span);
}

void Annotations::repaired(std::string_view metric, const MonotonicityRepair& repair, Span span) {
  const auto [place, fresh] = repairs_.try_emplace(std::string(metric), Repair{repair, span});
  if (fresh) return;
  MonotonicityRepair& all = place->second.repair;
  all.lowest_bound = std::min(all.lowest_bound, repair.lowest_bound);
  all.highest_bound = std::max(all.highest_bound, repair.highest_bound);
  all.largest_difference = std::max(all.largest_difference, repair.largest_difference);
  all.first_time_ms = std::min(all.first_time_ms, repair.first_time_ms);
  all.last_time_ms = std::max(all.last_time_ms, repair.last_time_ms);
  all.count += repair.count;
  place->second.span = span;
}

void Annotations::start_overlap(std::string_view metric, Span span) {
  Overlap& overlap = overlaps_[std::string(metric)];
  ++overlap.count;
  overlap.span = span;
}

void Annotations::add(const Annotations& other) {
  for (const Annotation& annotation : other.plain_) {
    put(annotation.kind, annotation.text, annotation.span);
  }
  for (const auto& [metric, repair] : other.repairs_) repaired(metric, repair.repair, repair.span);
  for (const auto& [metric, overlap] : other.overlaps_) {
    Overlap& mine = overlaps_[metric];
    mine.count += overlap.count;
    mine.span = overlap.span;
  }
}

std::vector<Annotation> Annotations::list() const {
  std::vector<Annotation> all = plain_;
  for (const auto& [metric, repair] : repairs_) {
    all.push_back({AnnotationKind::info, repair_text(metric, repair.repair), repair.span});
  }
  for (const auto& [metric, overlap] : overlaps_) {
    all.push_back({AnnotationKind::warning, overlap_text(metric, overlap.count), overlap.span});
  }
  return all;
}

std::vector<std::string> Annotations::render(AnnotationKind kind, std::string_view query,
                                             std::size_t limit) const {
  std::vector<std::string> texts;
  std::size_t left_out = 0;
  for (const Annotation& annotation : list()) {
    if (annotation.kind != kind) continue;
    if (limit != 0 && texts.size() >= limit) {
      ++left_out;
      continue;
    }
    texts.push_back(annotation.text);
    if (!query.empty()) texts.back() += position(query, annotation.span);
  }
  if (left_out > 0) {
    texts.push_back(fmt::format("{} more {} annotations omitted", left_out,
                                kind == AnnotationKind::warning ? "warning" : "info"));
  }
  return texts;
}

std::vector<std::string> Annotations::warnings(std::string_view query, std::size_t limit) const {
  return render(AnnotationKind::warning, query, limit);
}

std::vector<std::string> Annotations::infos(std::string_view query, std::size_t limit) const {
  return render(AnnotationKind::info, query, limit);
}

}  // namespace nsmon::engine
