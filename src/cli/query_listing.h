// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/query_output.h"
#include "prometheus/client.h"
#include "term/table.h"

#include <functional>
#include <string>
#include <vector>

namespace nsmon::cli {

// An answer that is a list: names, series, targets, rules.
struct Listing {
  std::vector<term::Column> columns;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> remarks = {};  // lines for people, on err
};

// A call whose answer is no query result, and how it becomes a list.
struct ListingCall {
  prometheus::Call call;
  // Reads the "data" of the answer; false: see the reader's problem.
  std::function<bool(prometheus::JsonReader&, Listing&)> read;
};

ListingCall series_listing(const prometheus::Scope& scope);
ListingCall labels_listing(const prometheus::Scope& scope);
ListingCall label_values_listing(const std::string& label, const prometheus::Scope& scope);
ListingCall metadata_listing(const std::string& metric, std::optional<int> limit);
ListingCall targets_listing(const std::string& state);  // active, dropped or any
ListingCall rules_listing(const std::string& type);     // alert, record, or empty for both
ListingCall alerts_listing();
ListingCall status_listing(const std::string& what);  // buildinfo, runtimeinfo, flags, config, tsdb

// Asks, prints in the given format and returns the status. `ask` lets the function read the "data"
// of the answer.
using AskListing =
    std::function<prometheus::Outcome<prometheus::Notices>(const prometheus::Client::ReadData&)>;
ExitCode print_listing(const AskListing& ask, const ListingCall& listing, QueryFormat format,
                       Io& io);
// The same, asking a server.
ExitCode run_listing(prometheus::Client& client, const ListingCall& listing, QueryFormat format,
                     Io& io);

}  // namespace nsmon::cli
