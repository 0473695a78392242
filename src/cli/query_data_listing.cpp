// SPDX-License-Identifier: Apache-2.0
#include "cli/query_data_listing.h"

#include "base/try.h"
#include "cli/local_data.h"
#include "cli/query_listing.h"
#include "engine/selector.h"
#include "prometheus/json_text.h"
#include "promql/parse.h"
#include "promql/walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <set>
#include <utility>

namespace nsmon::cli {
namespace {
using prometheus::append_json_string;
using Matchers = std::vector<series::Matcher>;

struct ListingQuery {
  std::vector<Matchers> selectors;  // one that accepts all when none was given
  std::string label;                // of label values
  prometheus::Scope scope;
  QueryFormat format = QueryFormat::table;
};

Result<Matchers> parse_selector(const std::string& text) {
  const auto place = [&text](const Error& error) {
    return failure(fmt::format("{}: {}", text, error.message), {}, error.hint);
  };
  const auto expr = promql::parse_expression(text, promql::Features::all());
  if (!expr) return place(expr.error());
  const auto* selector = std::get_if<promql::VectorSelector>(&(*expr)->node);
  if (selector == nullptr) return place({.message = "expected a series selector"});
  return engine::matchers_of(*selector);
}

Result<ListingQuery> query_of(QueryKind kind, const QueryOptions& options, const Io& io) {
  ListingQuery query;
  TRY_ASSIGN(query.format, format_of(options));
  const bool series = kind == QueryKind::series;
  if (series && options.words.empty()) return failure("expected a series selector");
  if (kind == QueryKind::label_values) {
    TRY_ASSIGN(query.label, one_word(options, "the name of a label"));
  }
  for (const std::string& text : series ? options.words : options.matchers) {
    TRY_ASSIGN(auto matchers, parse_selector(text));
    query.selectors.push_back(std::move(matchers));
  }
  if (query.selectors.empty()) query.selectors.emplace_back();
  TRY_ASSIGN(query.scope.start, optional_time(options.start, "--start", io));
  TRY_ASSIGN(query.scope.end, optional_time(options.end, "--end", io));
  if (options.limit > 0) query.scope.limit = options.limit;
  return query;
}

std::set<series::LabelSet> find_series(const storage::Store& store, const ListingQuery& query) {
  using Limits = std::numeric_limits<series::Timestamp>;
  std::set<series::LabelSet> found;
  for (const Matchers& matchers : query.selectors) {
    for (const auto& view : store.select(matchers, query.scope.start.value_or(Limits::min()),
                                         query.scope.end.value_or(Limits::max()))) {
      found.insert(*view.labels);
    }
  }
  return found;
}

std::set<std::string> names_of(QueryKind kind, const std::set<series::LabelSet>& found,
                               const std::string& wanted) {
  std::set<std::string> names;
  for (const auto& labels : found) {
    for (const auto& label : labels) {
      if (kind == QueryKind::labels) names.insert(label.name);
      if (kind == QueryKind::label_values && label.name == wanted) names.insert(label.value);
    }
  }
  return names;
}

void append_json(std::string& out, const std::string& name) {
  append_json_string(out, name);
}

void append_json(std::string& out, const series::LabelSet& labels) {
  char separator = '{';
  for (const auto& label : labels) {
    append_json_string(out += separator, label.name);
    append_json_string(out += ':', label.value);
    separator = ',';
  }
  out += labels.empty() ? "{}" : "}";
}

// The "data" of the API's answer.
template <class Items>
std::string json_of(const Items& items, std::optional<int> limit) {
  std::string out = "[";
  int count = 0;
  for (const auto& item : items) {
    if (limit && count == *limit) break;
    if (count++ > 0) out += ',';
    append_json(out, item);
  }
  return out + "]";
}

ListingCall listing_of(QueryKind kind, const ListingQuery& query) {
  if (kind == QueryKind::series) return series_listing(query.scope);
  return kind == QueryKind::labels ? labels_listing(query.scope)
                                   : label_values_listing(query.label, query.scope);
}
}  // namespace

ExitCode run_data_listing(QueryKind kind, const QueryOptions& options, Io& io) {
  if (kind != QueryKind::series && kind != QueryKind::labels && kind != QueryKind::label_values) {
    return report(io, {.message = "files hold series only", .hint = "ask a server with --server"});
  }
  const auto query = query_of(kind, options, io);
  if (!query) return report(io, query.error());
  const auto now = std::chrono::floor<std::chrono::milliseconds>(io.clock.now());
  const auto data =
      load_data({.paths = options.data, .scrape_time = now.time_since_epoch().count()}, io);
  if (!data) return data.error();
  const auto found = find_series(data->store, *query);
  const std::string json = kind == QueryKind::series
                               ? json_of(found, query->scope.limit)
                               : json_of(names_of(kind, found, query->label), query->scope.limit);
  const auto ask = [&json](const prometheus::Client::ReadData& read) {
    prometheus::JsonReader reader{std::string_view(json)};
    read(reader);
    return prometheus::Outcome<prometheus::Notices>();
  };
  return print_listing(ask, listing_of(kind, *query), query->format, io);
}

}  // namespace nsmon::cli
