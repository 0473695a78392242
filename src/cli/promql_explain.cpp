// SPDX-License-Identifier: Apache-2.0
#include "cli/promql_explain.h"

#include "base/try.h"
#include "base/utf8.h"
#include "cli/local_data.h"
#include "cli/promql_labels.h"
#include "cli/query_data.h"
#include "engine/engine.h"
#include "engine/selector.h"
#include "promql/parse.h"
#include "promql/print.h"
#include "promql/walk.h"
#include "term/table.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <unordered_map>
#include <utility>

namespace nsmon::cli {
namespace {
using Json = nlohmann::ordered_json;
using promql::Expr;

// What a selector read: all series that match, with their samples in the time asked for.
struct Touched {
  std::size_t series = 0;
  std::size_t samples = 0;
};

std::string key_of(std::span<const series::Matcher> matchers) {
  std::string key;
  for (const auto& matcher : matchers) key += matcher.to_string() + ',';
  return key;
}

// Notes what is read from a store. Calls with equal matchers come in the order of the expression.
class NotingSource final : public engine::Source {
 public:
  explicit NotingSource(const storage::Store& store) : source_(store) {}

  Result<std::vector<storage::SeriesView>> select(std::span<const series::Matcher> matchers,
                                                  series::Timestamp from,
                                                  series::Timestamp to) const override {
    auto views = source_.select(matchers, from, to);
    if (!views) return views;
    Touched touched{.series = views->size()};
    for (const auto& view : *views) touched.samples += view.samples.size();
    touched_[key_of(matchers)].push_back(touched);
    return views;
  }

  std::optional<Touched> take(const promql::VectorSelector& selector) {
    const auto matchers = engine::matchers_of(selector);
    if (!matchers) return std::nullopt;
    const auto found = touched_.find(key_of(*matchers));
    if (found == touched_.end() || found->second.empty()) return std::nullopt;
    const Touched first = found->second.front();
    if (found->second.size() > 1) found->second.pop_front();
    return first;
  }

 private:
  engine::StoreSource source_;
  mutable std::map<std::string, std::deque<Touched>> touched_;
};

struct Row {
  const Expr* expr = nullptr;
  int depth = 0;
  std::string text;
  LabelNames labels;
  std::optional<Touched> size;  // read by a selector, given by another node
  std::optional<std::chrono::nanoseconds> elapsed;
};

struct Times {
  engine::TimeRange range;
  bool instant = true;
};

// An evaluated expression, or one that was only looked at.
class Explanation {
 public:
  explicit Explanation(const Expr& root) : root_(root) {}

  Result<void> evaluate(const storage::Store& store, const Times& times) {
    store_ = &store;
    source_ = std::make_unique<NotingSource>(store);
    engine::Options options;
    options.trace = [this](const Expr& expr, const engine::NodeCost& cost) {
      engine::NodeCost& sum = costs_[&expr];
      sum.series = std::max(sum.series, cost.series);
      sum.samples += cost.samples;
      sum.elapsed += cost.elapsed;
    };
    const auto result = times.instant
                            ? engine::instant_query(*source_, root_, times.range.start, options)
                            : engine::range_query(*source_, root_, times.range, options);
    if (!result) return std::unexpected(result.error());
    return {};
  }

  std::vector<Row> rows() {
    std::vector<Row> all;
    add(root_, 0, all);
    return all;
  }

 private:
  void add(const Expr& expr, int depth, std::vector<Row>& all) {
    if (const auto* paren = std::get_if<promql::Paren>(&expr.node)) {
      return add(*paren->inner, depth, all);
    }
    Row row{.expr = &expr, .depth = depth, .text = describe(expr), .labels = labels_of(expr)};
    if (const auto* selector = promql::as_selector(expr); selector != nullptr && source_) {
      row.size = source_->take(*selector);
    }
    if (const auto cost = costs_.find(&expr); cost != costs_.end()) {
      row.elapsed = cost->second.elapsed;
      if (!row.size) row.size = Touched{cost->second.series, cost->second.samples};
    }
    all.push_back(std::move(row));
    for (const Expr* child : promql::children(expr)) add(*child, depth + 1, all);
  }

  LabelNames labels_of(const Expr& expr) const {
    return label_names(expr, [this](const promql::VectorSelector& selector) -> LabelNames {
      const auto matchers = engine::matchers_of(selector);
      if (store_ == nullptr || !matchers) return std::nullopt;
      using Limits = std::numeric_limits<series::Timestamp>;
      std::set<std::string> names;
      for (const auto& view : store_->select(*matchers, Limits::min(), Limits::max())) {
        for (const auto& label : *view.labels) names.insert(label.name);
      }
      names.erase(std::string(series::kMetricName));
      return names;
    });
  }

  // The node alone: leaves as written, others without what is inside.
  static std::string describe(const Expr& expr) {
    if (const auto* call = std::get_if<promql::Call>(&expr.node)) {
      return fmt::format("{}()", call->function);
    }
    if (const auto* aggregate = std::get_if<promql::Aggregate>(&expr.node)) {
      std::string text(promql::to_string(aggregate->op));
      if (aggregate->grouping.empty() && !aggregate->without) return text;
      return text + (aggregate->without ? " without " : " by ") + list_of(aggregate->grouping);
    }
    if (const auto* binary = std::get_if<promql::Binary>(&expr.node)) return describe(*binary);
    if (const auto* unary = std::get_if<promql::Unary>(&expr.node)) {
      return unary->op == promql::UnaryOp::minus ? "-" : "+";
    }
    if (const auto* subquery = std::get_if<promql::Subquery>(&expr.node)) {
      // What follows the inner expression: the range, the step and modifiers.
      const std::string whole = promql::print(expr);
      return "subquery " + whole.substr(promql::print(*subquery->inner).size());
    }
    return promql::print(expr);
  }

  static std::string describe(const promql::Binary& binary) {
    std::string text(promql::to_string(binary.op));
    if (binary.return_bool) text += " bool";
    const auto& matching = binary.matching;
    if (matching.written) text += (matching.on ? " on " : " ignoring ") + list_of(matching.labels);
    if (matching.cardinality == promql::Cardinality::many_to_one) text += " group_left";
    if (matching.cardinality == promql::Cardinality::one_to_many) text += " group_right";
    if (!matching.include.empty()) text += " " + list_of(matching.include);
    return text;
  }

  static std::string list_of(const std::vector<promql::LabelName>& labels) {
    std::string text;
    for (const auto& label : labels) text += (text.empty() ? "" : ", ") + label.name;
    return "(" + text + ")";
  }

  const Expr& root_;
  const storage::Store* store_ = nullptr;
  std::unique_ptr<NotingSource> source_;
  std::unordered_map<const Expr*, engine::NodeCost> costs_;
};

bool has_labels(const Row& row) {
  const auto type = type_of(*row.expr);
  return type == promql::ValueType::vector || type == promql::ValueType::matrix;
}

std::string labels_text(const Row& row) {
  if (!has_labels(row)) return "";
  if (!row.labels) return "?";
  return row.labels->empty() ? "none" : fmt::format("{}", fmt::join(*row.labels, ", "));
}

double milliseconds_of(std::chrono::nanoseconds elapsed) {
  return std::chrono::duration<double, std::milli>(elapsed).count();
}

void print_text(const std::vector<Row>& rows, bool evaluated, Io& io) {
  using term::Align;
  std::vector<term::Column> columns = {{"node"}, {"type"}, {"labels"}};
  if (evaluated) {
    columns.insert(columns.end(),
                   {{"series", Align::right}, {"samples", Align::right}, {"ms", Align::right}});
  }
  term::Table table(columns);
  for (const Row& row : rows) {
    std::vector<std::string> cells = {
        std::string(static_cast<std::size_t>(row.depth) * 2, ' ') + row.text,
        std::string(promql::to_string(type_of(*row.expr))), labels_text(row)};
    cells.push_back(row.size && has_labels(row) ? fmt::format("{}", row.size->series) : "");
    cells.push_back(row.size ? fmt::format("{}", row.size->samples) : "");
    cells.push_back(row.elapsed ? fmt::format("{:.3f}", milliseconds_of(*row.elapsed)) : "");
    table.add(cells);
  }
  const auto width = io.out_is_terminal ? static_cast<std::size_t>(io.width) : 0;
  io.out.write(table.render(width, io.out_colour));
}

// Rows from `at` on that are children of `depth` become an array.
Json to_json(const std::vector<Row>& rows, std::size_t& at, int depth) {
  Json nodes = Json::array();
  while (at < rows.size() && rows[at].depth == depth) {
    const Row& row = rows[at++];
    Json node = {{"node", row.text}, {"type", promql::to_string(type_of(*row.expr))}};
    node["begin"] = row.expr->span.begin;
    node["end"] = row.expr->span.end;
    if (has_labels(row) && row.labels) node["labels"] = *row.labels;
    if (row.size && has_labels(row)) node["series"] = row.size->series;
    if (row.size) node["samples"] = row.size->samples;
    if (row.elapsed) node["milliseconds"] = milliseconds_of(*row.elapsed);
    if (Json children = to_json(rows, at, depth + 1); !children.empty()) {
      node["children"] = std::move(children);
    }
    nodes.push_back(std::move(node));
  }
  return nodes;
}

// Reads the times; what was not given comes from the data.
Result<Times> times_of(const QueryOptions& query, const storage::LoadSummary& summary,
                       const Io& io) {
  Times times;
  TRY_ASSIGN(const auto time, optional_time(query.time, "--time", io));
  TRY_ASSIGN(const auto start, optional_time(query.start, "--start", io));
  TRY_ASSIGN(const auto end, optional_time(query.end, "--end", io));
  times.instant = query.start.empty() && query.end.empty() && query.step.empty();
  if (!times.instant && time) return failure("--time excludes --start, --end and --step");
  if (times.instant) {
    times.range.start = times.range.end = time.value_or(summary.last_time);
    return times;
  }
  times.range.start = start.value_or(summary.first_time);
  times.range.end = end.value_or(summary.last_time);
  TRY_ASSIGN(const auto step, step_of(query, times.range.start, times.range.end));
  times.range.step = step.count();
  return times;
}

ExitCode judged(const Error& error, const std::string& expression, Io& io) {
  if (error.span.size() == 0) return report(io, error, ExitCode::findings);
  return report(io, error, SourceText("expression", expression), ExitCode::findings);
}

void print(const std::vector<Row>& rows, const ExplainOptions& options, Io& io) {
  if (options.format == "json") {
    std::size_t at = 0;
    const Json nodes = to_json(rows, at, 0);
    io.out.write(nodes.at(0).dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  } else {
    print_text(rows, !options.data.empty(), io);
  }
}
}  // namespace

ExitCode run_explain(const ExplainOptions& options, Io& io) {
  const auto expr = promql::parse_expression(options.expression, promql::Features::all());
  if (!expr) {
    Error error = expr.error();
    error.message = "parse error: " + error.message;
    return report(io, error, SourceText("expression", options.expression), ExitCode::findings);
  }
  Explanation explanation(**expr);
  if (options.data.empty()) {
    print(explanation.rows(), options, io);
    return ExitCode::ok;
  }
  const QueryOptions query{
      .time = options.time, .start = options.start, .end = options.end, .step = options.step};
  const auto now = std::chrono::floor<std::chrono::milliseconds>(io.clock.now());
  const auto data = load_data({.paths = options.data,
                               .scrape_time = now.time_since_epoch().count(),
                               .wanted = series_of(**expr)},
                              io);
  if (!data) return data.error();
  const auto times = times_of(query, data->summary, io);
  if (!times) return report(io, times.error());
  if (auto done = explanation.evaluate(data->store, *times); !done) {
    return judged(std::move(done).error(), options.expression, io);
  }
  print(explanation.rows(), options, io);
  return ExitCode::ok;
}

}  // namespace nsmon::cli
