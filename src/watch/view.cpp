// SPDX-License-Identifier: Apache-2.0
#include "watch/view.h"

#include "base/number_text.h"
#include "base/try.h"
#include "base/utf8.h"
#include "promql/parse.h"
#include "promql/walk.h"
#include "watch/elapsed.h"
#include "yaml/document.h"

#include <fmt/core.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace nsmon::watch {
namespace {

constexpr std::size_t kMostShown = 6;

struct FormatName {
  std::string_view name;
  Format format;
};
constexpr std::array kFormats{
    FormatName{"number", Format::number},        FormatName{"integer", Format::integer},
    FormatName{"ratio", Format::ratio},          FormatName{"percent", Format::percent},
    FormatName{"seconds", Format::seconds},      FormatName{"bytes", Format::bytes},
    FormatName{"scientific", Format::scientific}};

std::string with_thousands(double value) {
  std::string digits = fmt::format("{:.0f}", std::fabs(value));
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return (value < 0 ? "-" : "") + digits;
}

std::string format_bytes(double value) {
  constexpr std::array kUnits{"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  std::size_t unit = 0;
  while (std::fabs(value) >= 1024 && unit + 1 < kUnits.size()) {
    value /= 1024;
    ++unit;
  }
  return fmt::format("{} {}", format_g(value, 4), kUnits[unit]);
}

std::string format_seconds(double value) {
  if (std::fabs(value) < 100) return fmt::format("{} s", format_g(value, 3));
  return elapsed_words(value);
}

// --- reading view files ---

struct KeyReader {
  const yaml::Node& mapping;
  std::vector<std::string_view> known;

  Result<void> check() const {
    if (!mapping.is_mapping()) return failure("expected keys and values", mapping.span());
    for (const yaml::Entry& entry : mapping.entries()) {
      if (std::ranges::find(known, entry.key.text()) == known.end()) {
        return failure(fmt::format("unknown key {}", quoted(entry.key.text())), entry.key.span(),
                       fmt::format("known keys: {}", fmt::join(known, ", ")));
      }
    }
    return {};
  }

  Result<std::string> text(std::string_view key) const {
    const yaml::Node* node = mapping.find(key);
    if (node == nullptr) return failure(fmt::format("the key {} is missing", key), mapping.span());
    if (!node->is_scalar() || node->text().empty()) {
      return failure(fmt::format("{} is not a text", key), node->span());
    }
    return std::string(node->text());
  }
};

Result<Selector> read_selector(const yaml::Node& node) {
  if (!node.is_scalar()) return failure("expected a selector", node.span());
  auto selector = Selector::parse(node.text());
  if (!selector) {
    return failure(selector.error().message, node.span(), selector.error().hint);
  }
  return selector;
}

Result<Iteration> read_iteration(const yaml::Node& node) {
  const KeyReader keys{node, {"series", "label", "total"}};
  TRY(keys.check());
  TRY_ASSIGN(std::string label, keys.text("label"));
  const yaml::Node* series = node.find("series");
  if (series == nullptr) return failure("the key series is missing", node.span());
  TRY_ASSIGN(Selector selector, read_selector(*series));
  Iteration iteration{std::move(selector), std::move(label), {}};
  if (const yaml::Node* total = node.find("total")) {
    TRY_ASSIGN(iteration.total, read_selector(*total));
  }
  return iteration;
}

Result<ViewLine> read_line(const yaml::Node& node) {
  const KeyReader keys{node, {"label", "show", "format", "better"}};
  TRY(keys.check());
  TRY_ASSIGN(std::string label, keys.text("label"));
  const yaml::Node* show = node.find("show");
  if (show == nullptr) return failure("the key show is missing", node.span());
  TRY_ASSIGN(Selector selector, read_selector(*show));
  ViewLine line{.label = std::move(label), .selector = std::move(selector)};
  if (const yaml::Node* format = node.find("format")) {
    const auto found = std::ranges::find(kFormats, format->text(), &FormatName::name);
    if (found == kFormats.end()) {
      return failure(fmt::format("unknown format {}", quoted(format->text())), format->span(),
                     "formats: number, integer, ratio, percent, seconds, bytes, scientific");
    }
    line.format = found->format;
  }
  if (const yaml::Node* better = node.find("better")) {
    if (better->text() != "lower" && better->text() != "higher") {
      return failure(fmt::format("better is lower or higher, not {}", quoted(better->text())),
                     better->span());
    }
    line.better = better->text() == "lower" ? Better::lower : Better::higher;
  }
  return line;
}

Result<const yaml::Node*> list_of(const yaml::Node& root, std::string_view key) {
  const yaml::Node* list = root.find(key);
  if (list != nullptr && !list->is_sequence()) {
    return failure(fmt::format("{} is not a list", key), list->span());
  }
  return list;
}

// --- showing values ---

bool of_other_loop(const series::LabelSet& labels, const series::LabelSet& loop) {
  return std::ranges::any_of(loop, [&](const series::Label& label) {
    return labels.has(label.name) && labels.get(label.name) != label.value;
  });
}

// Names of labels whose values differ between the series.
std::set<std::string> distinguishing_labels(const std::vector<const SeriesValue*>& series) {
  std::set<std::string> names;
  for (const SeriesValue* one : series) {
    for (const series::Label& label : one->labels) {
      if (label.value != series.front()->labels.get(label.name)) names.insert(label.name);
    }
    for (const series::Label& label : series.front()->labels) {
      if (label.value != one->labels.get(label.name)) names.insert(label.name);
    }
  }
  return names;
}

}  // namespace

Result<Selector> Selector::parse(std::string_view text) {
  TRY_ASSIGN(const promql::ExprPtr expr, promql::parse_expression(text));
  const auto* found = std::get_if<promql::VectorSelector>(&promql::without_parentheses(*expr).node);
  const bool plain = found != nullptr && !found->time.at && !found->time.offset &&
                     found->extension == promql::Extension::none;
  if (!plain) {
    return failure("only a plain selector can be shown, such as name{label=\"value\"}", expr->span,
                   "expressions need the query engine: see nsmon query");
  }
  Selector selector;
  selector.metric_ = found->metric;
  for (const promql::LabelMatcher& matcher : found->matchers) {
    TRY_ASSIGN(auto one, series::Matcher::create(matcher.op, matcher.name, matcher.value));
    selector.matchers_.push_back(std::move(one));
  }
  return selector;
}

bool Selector::matches(const series::LabelSet& labels) const {
  if (!metric_.empty() && labels.metric_name() != metric_) return false;
  return std::ranges::all_of(matchers_, [&](const series::Matcher& matcher) {
    return matcher.matches(labels.get(matcher.name()));
  });
}

std::string format_value(double value, Format format) {
  if (!std::isfinite(value)) return format_g(value);
  switch (format) {
    case Format::number: return format_g(value, 4);
    case Format::integer: return with_thousands(value);
    case Format::ratio: return fmt::format("{:.1f} %", 100 * value);
    case Format::percent: return fmt::format("{:.1f} %", value);
    case Format::seconds: return format_seconds(value);
    case Format::bytes: return format_bytes(value);
    case Format::scientific: return fmt::format("{:.2e}", value);
  }
  return {};
}

Result<View> read_view(std::string_view name, std::string_view text) {
  TRY_ASSIGN(const yaml::Document document, yaml::parse(text));
  const yaml::Node* root = document.root();
  if (root == nullptr) return failure("the view file is empty");
  const KeyReader keys{*root, {"title", "iteration", "progress", "lines"}};
  TRY(keys.check());
  View view{.name = std::string(name)};
  TRY_ASSIGN(view.title, keys.text("title"));
  if (const yaml::Node* iteration = root->find("iteration")) {
    TRY_ASSIGN(view.iteration, read_iteration(*iteration));
  }
  TRY_ASSIGN(const yaml::Node* progress, list_of(*root, "progress"));
  if (progress != nullptr) {
    for (const yaml::Node& node : progress->items()) {
      TRY_ASSIGN(Selector selector, read_selector(node));
      view.progress.push_back(std::move(selector));
    }
  }
  TRY_ASSIGN(const yaml::Node* lines, list_of(*root, "lines"));
  if (lines == nullptr) return failure("the key lines is missing", root->span());
  for (const yaml::Node& node : lines->items()) {
    TRY_ASSIGN(ViewLine line, read_line(node));
    view.lines.push_back(std::move(line));
  }
  return view;
}

std::optional<double> round_of(const View& view, const series::LabelSet& labels) {
  if (!view.iteration) return std::nullopt;
  const std::string_view text = labels.get(view.iteration->label);
  if (text.empty()) return std::nullopt;
  const auto number = parse_float(text);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

std::vector<const SeriesValue*> select(const View& view, const ViewLine& line,
                                       const Snapshot& snapshot, const Round* round) {
  std::vector<const SeriesValue*> found;
  std::optional<double> wanted = round != nullptr ? std::optional(round->number) : std::nullopt;
  for (const SeriesValue& series : snapshot.series) {
    if (!line.selector.matches(series.labels)) continue;
    if (round != nullptr && of_other_loop(series.labels, round->loop)) continue;
    found.push_back(&series);
    const auto own = round_of(view, series.labels);
    if (round == nullptr && own && (!wanted || *own > *wanted)) wanted = own;
  }
  std::erase_if(found, [&](const SeriesValue* series) {
    const auto own = round_of(view, series->labels);
    return own ? own != wanted : round != nullptr && !round->newest;
  });
  return found;
}

std::string describe(const View& view, const ViewLine& line,
                     const std::vector<const SeriesValue*>& series) {
  std::string text;
  if (series.empty()) return text;
  auto names = distinguishing_labels(series);
  if (view.iteration) names.erase(view.iteration->label);
  for (std::size_t i = 0; i < series.size() && i < kMostShown; ++i) {
    if (i > 0) text += ' ';
    text += printable(line.label);
    std::string labels;
    for (const std::string& name : names) {
      labels += fmt::format("{}{}={}", labels.empty() ? "" : ",", printable(name),
                            quoted(series[i]->labels.get(name)));
    }
    if (!labels.empty()) text += fmt::format("{{{}}}", labels);
    text += ' ' + format_value(series[i]->value, line.format);
  }
  if (series.size() > kMostShown) {
    text += fmt::format(" and {} more", series.size() - kMostShown);
  }
  return text;
}

}  // namespace nsmon::watch
