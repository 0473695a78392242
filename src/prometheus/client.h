// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "http/client.h"
#include "prometheus/answers.h"
#include "prometheus/json_reader.h"
#include "prometheus/result.h"
#include "series/sample.h"

#include <chrono>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nsmon::prometheus {

enum class FailureKind {
  usage,          // the URL or an option cannot be used; nothing was sent
  unreachable,    // no complete answer came
  refused,        // HTTP 401 or 403
  not_the_api,    // an answer came, but not one of the Prometheus HTTP API
  judged,         // the API says that the request is wrong: bad_data, execution, timeout, ...
  not_available,  // the API says that the server cannot answer now: internal, unavailable
  stopped,        // http::Options::should_stop said so
};

// Why there is no result. When the server gives a place in the expression, the error's span is not
// empty and lies in the expression that was sent. Texts of the server are made printable.
struct Failure {
  FailureKind kind = FailureKind::not_the_api;
  Error error;
};

template <class T>
using Outcome = std::expected<T, Failure>;

// What an answer says beside its data; as sent, not yet printable.
struct Notices {
  std::vector<std::string> warnings;
  std::vector<std::string> infos;
};

using Parameters = std::vector<std::pair<std::string, std::string>>;

struct Call {
  std::string path;  // below the server's URL, such as "/api/v1/labels"
  Parameters parameters = {};
  bool takes_post = false;  // long parameters may go into a body
};

struct InstantQuery {
  std::string expression;
  std::optional<series::Timestamp> time = {};  // the server's now when absent
  Parameters more = {};                        // limit, lookback_delta, timeout, ...
};

struct RangeQuery {
  std::string expression;
  series::Timestamp start = 0;  // both ends are evaluated
  series::Timestamp end = 0;
  std::chrono::milliseconds step{0};
  Parameters more = {};
};

// Which series a call about names and labels looks at; empty members are not sent.
struct Scope {
  std::vector<std::string> matchers = {};  // series selectors, any may match
  std::optional<series::Timestamp> start = {};
  std::optional<series::Timestamp> end = {};
  std::optional<int> limit = {};
};

// The Prometheus HTTP API, version 1 (prometheus.io/docs/prometheus/latest/querying/api), which
// Thanos, Mimir, Cortex and VictoriaMetrics speak too. Answers are read as they arrive. Not for use
// by two threads at once.
class Client {
 public:
  // `server` is a URL, perhaps with a path prefix; http:// may be left out.
  static Outcome<Client> create(std::string_view server, http::Options options = {});

  // Scheme, host, port and path, without credentials: for messages.
  const std::string& shown_server() const { return shown_server_; }

  // Any call. `read_data` reads the value of the answer's "data" and may have run by the time a
  // failure is found. Parts of the answer that are not known are skipped.
  using ReadData = std::function<bool(JsonReader&)>;
  Outcome<Notices> call(const Call& call, const ReadData& read_data);

  Outcome<Notices> query(const InstantQuery& query, ResultSink& sink);
  Outcome<Notices> query_range(const RangeQuery& query, ResultSink& sink);

  // The rest fills `answer` (see prometheus/answers.h).
  Outcome<Notices> find_series(const Scope& scope, std::vector<series::LabelSet>& answer);
  Outcome<Notices> labels(const Scope& scope, std::vector<std::string>& answer);
  Outcome<Notices> label_values(const std::string& label, const Scope& scope,
                                std::vector<std::string>& answer);
  // Of one metric, or of all when the name is empty.
  Outcome<Notices> metadata(const std::string& metric, std::vector<Metadata>& answer);
  Outcome<Notices> targets(Targets& answer);
  Outcome<Notices> rules(std::vector<RuleGroup>& answer);
  Outcome<Notices> alerts(std::vector<Alert>& answer);

 private:
  Client(std::string base_url, std::string shown_server, http::Options options);
  Failure failure_of_status(const http::Head& head, http::Exchange& exchange, const Call& call);

  std::string base_url_;  // without "/" at its end
  std::string shown_server_;
  http::Client http_;
};

// The calls behind the typed ones, for those who read the answer in another way.
Call call_of(const InstantQuery& query);
Call call_of(const RangeQuery& query);
Call series_call(const Scope& scope);
Call labels_call(const Scope& scope);
Call label_values_call(const std::string& label, const Scope& scope);
Call metadata_call(const std::string& metric, std::optional<int> limit = {});

// Unix seconds with at most three decimals, as parameters and samples are written.
std::string time_text(series::Timestamp time);

// A message of a server with the place it names in the expression: "1:5: parse error: ..." at its
// begin or after "invalid parameter "query": ", or "(1:5)" at its end. The span is empty and the
// message unchanged when there is none.
struct PlacedMessage {
  std::string message;
  Span span;
};
PlacedMessage place_message(std::string_view message, std::string_view expression);

}  // namespace nsmon::prometheus
