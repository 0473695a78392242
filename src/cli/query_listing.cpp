// SPDX-License-Identifier: Apache-2.0
#include "cli/query_listing.h"

#include "base/number_text.h"
#include "base/utf8.h"
#include "cli/query_server.h"
#include "prometheus/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace nsmon::cli {
namespace {
using prometheus::JsonReader;
using term::Align;

// Labels but those that have a column of their own.
std::string other_labels(const series::LabelSet& labels, std::initializer_list<const char*> shown) {
  auto rest = labels;
  for (const char* name : shown) rest.remove(name);
  return rest.empty() ? "" : rest.to_selector();
}

// The API writes the values of alerts as 1.5e+01.
std::string plain(const std::string& value) {
  const auto number = parse_float(value);
  return number ? format_api(*number) : value;
}

// A list of texts under one title.
ListingCall names_listing(prometheus::Call call, std::string title) {
  return {std::move(call), [title](JsonReader& reader, Listing& listing) {
            std::vector<std::string> names;
            if (!read_answer(reader, names)) return false;
            listing.columns = {{title}};
            for (auto& name : names) listing.rows.push_back({std::move(name)});
            return true;
          }};
}

bool read_series(JsonReader& reader, Listing& listing) {
  std::vector<series::LabelSet> answer;
  if (!read_answer(reader, answer)) return false;
  listing.columns = {{"series"}};
  for (const auto& labels : answer) listing.rows.push_back({labels.to_selector()});
  return true;
}

bool read_metadata(JsonReader& reader, Listing& listing) {
  std::vector<prometheus::Metadata> answer;
  if (!read_answer(reader, answer)) return false;
  // The server's map has no order.
  std::ranges::sort(answer, {}, [](const prometheus::Metadata& entry) {
    return std::tie(entry.metric, entry.type, entry.help, entry.unit);
  });
  listing.columns = {{"metric"}, {"type"}, {"unit"}, {"help"}};
  for (auto& entry : answer) {
    listing.rows.push_back({entry.metric, entry.type, entry.unit, entry.help});
  }
  return true;
}

bool read_targets(JsonReader& reader, Listing& listing) {
  prometheus::Targets answer;
  if (!read_answer(reader, answer)) return false;
  listing.columns = {{"pool"},   {"url"},  {"health"}, {"last scrape"}, {"seconds", Align::right},
                     {"labels"}, {"error"}};
  for (const auto& target : answer.active) {
    listing.rows.push_back({target.pool, target.url, target.health, target.last_scrape,
                            target.last_duration_s, target.labels.to_selector(),
                            target.last_error});
  }
  if (answer.dropped > 0) {
    listing.remarks.push_back(
        fmt::format("{} more targets were dropped by relabelling", answer.dropped));
  }
  return true;
}

bool read_rules(JsonReader& reader, Listing& listing) {
  std::vector<prometheus::RuleGroup> answer;
  if (!read_answer(reader, answer)) return false;
  listing.columns = {{"group"}, {"type"}, {"rule"}, {"health"}, {"state"}, {"query"}, {"error"}};
  for (const auto& group : answer) {
    for (const auto& rule : group.rules) {
      listing.rows.push_back(
          {group.name, rule.type, rule.name, rule.health, rule.state, rule.query, rule.last_error});
    }
  }
  return true;
}

bool read_alerts(JsonReader& reader, Listing& listing) {
  std::vector<prometheus::Alert> answer;
  if (!read_answer(reader, answer)) return false;
  listing.columns = {{"alert"}, {"state"}, {"severity"}, {"since"}, {"value", Align::right},
                     {"labels"}};
  for (const auto& alert : answer) {
    listing.rows.push_back({std::string(alert.labels.get("alertname")), alert.state,
                            std::string(alert.labels.get("severity")), alert.active_at,
                            plain(alert.value),
                            other_labels(alert.labels, {"alertname", "severity"})});
  }
  return true;
}

bool read_status(JsonReader& reader, Listing& listing) {
  prometheus::StatusRows answer;
  if (!read_answer(reader, answer)) return false;
  listing.columns = {{"name"}, {"value"}};
  for (auto& [name, value] : answer) {
    listing.rows.push_back({std::move(name), std::move(value)});
  }
  return true;
}

// The server's configuration is one text of many lines, not a list.
bool read_config(JsonReader& reader, Listing& listing) {
  prometheus::StatusRows answer;
  if (!read_answer(reader, answer)) return false;
  listing.columns = {{}};
  for (const auto& [name, value] : answer) {
    auto rest = std::string_view(value);
    while (name == "yaml" && !rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size());
      listing.rows.push_back({std::string(rest.substr(0, end))});
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return true;
}

void print_table(const Listing& listing, Io& io) {
  if (listing.columns.size() == 1) {  // nothing to set apart: ready for other programs
    for (const auto& row : listing.rows) io.out.write(printable(row.front()) + '\n');
  } else if (!listing.rows.empty()) {
    term::Table table(listing.columns);
    for (const auto& row : listing.rows) table.add(row);
    const auto width = io.out_is_terminal ? static_cast<std::size_t>(io.width) : 0;
    io.out.write(table.render(width, io.out_colour));
  }
  if (listing.rows.empty()) io.err.write("nothing found\n");
  for (const auto& remark : listing.remarks) io.err.write(remark + '\n');
}

void print_csv(const Listing& listing, Io& io) {
  std::vector<std::string> titles;
  for (const auto& column : listing.columns) titles.push_back(column.title);
  if (titles.front().empty()) titles.front() = "line";
  io.out.write(csv_line(titles, io));
  for (const auto& row : listing.rows) io.out.write(csv_line(row, io));
}
}  // namespace

ListingCall series_listing(const prometheus::Scope& scope) {
  return {series_call(scope), &read_series};
}

ListingCall labels_listing(const prometheus::Scope& scope) {
  return names_listing(labels_call(scope), "label");
}

ListingCall label_values_listing(const std::string& label, const prometheus::Scope& scope) {
  return names_listing(label_values_call(label, scope), "value");
}

ListingCall metadata_listing(const std::string& metric, std::optional<int> limit) {
  return {prometheus::metadata_call(metric, limit), &read_metadata};
}

ListingCall targets_listing(const std::string& state) {
  prometheus::Call call{"/api/v1/targets"};
  if (!state.empty()) call.parameters.emplace_back("state", state);
  return {std::move(call), &read_targets};
}

ListingCall rules_listing(const std::string& type) {
  prometheus::Call call{"/api/v1/rules"};
  if (!type.empty()) call.parameters.emplace_back("type", type);
  return {std::move(call), &read_rules};
}

ListingCall alerts_listing() {
  return {{"/api/v1/alerts"}, &read_alerts};
}

ListingCall status_listing(const std::string& what) {
  return {{"/api/v1/status/" + what}, what == "config" ? &read_config : &read_status};
}

ExitCode print_listing(const AskListing& ask, const ListingCall& listing, QueryFormat format,
                       Io& io) {
  Listing answer;
  const auto read = [&](JsonReader& reader) {
    if (format != QueryFormat::json) return listing.read(reader, answer);
    io.out.write(json_document_begin());
    return reader.copy([&](std::string_view piece) { io.out.write(piece); });
  };
  const auto notices = ask(read);
  if (!notices) return report_failure(io, notices.error(), "");
  if (format == QueryFormat::json) io.out.write(json_document_end(*notices));
  if (format == QueryFormat::table) print_table(answer, io);
  if (format == QueryFormat::csv) print_csv(answer, io);
  report_notices(io, *notices, "");
  return ExitCode::ok;
}

ExitCode run_listing(prometheus::Client& client, const ListingCall& listing, QueryFormat format,
                     Io& io) {
  const auto ask = [&](const prometheus::Client::ReadData& read) {
    return client.call(listing.call, read);
  };
  return print_listing(ask, listing, format, io);
}

}  // namespace nsmon::cli
