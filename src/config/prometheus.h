// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/problem.h"
#include "config/rule_file.h"
#include "yaml/document.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::config {

// A text as the configuration means it (environment expanded where that is done) and where it is
// written.
using Text = Positioned<std::string>;
using TextOption = Field<std::string>;

struct ConfigLabel {
  Text name;
  Text value;
};

enum class RelabelAction : std::uint8_t {
  replace,
  keep,
  drop,
  keep_equal,
  drop_equal,
  hash_mod,
  label_map,
  label_drop,
  label_keep,
  lowercase,
  uppercase
};

std::string_view to_string(RelabelAction action);  // as written in a file, lower case

// One step of relabelling with its defaults filled in; fields that are written carry a span.
struct RelabelConfig {
  Span span;
  Positioned<RelabelAction> action;
  std::vector<Text> source_labels;
  Text separator{";", {}};
  Text regex{"(.*)", {}};
  Positioned<std::uint64_t> modulus;
  Text target_label;
  Text replacement{"$1", {}};
  bool has_source_labels = false;  // the key holds a list, perhaps an empty one
  bool readable = true;            // no problem was found while reading, so the rest can be judged
};

struct TlsConfig {
  Span span;
  TextOption ca, cert, key, ca_file, cert_file, key_file, ca_ref, cert_ref, key_ref, server_name,
      min_version, max_version;
  Field<bool> insecure_skip_verify;
};

struct ProxyConfig {
  TextOption proxy_url, no_proxy;
  Field<bool> proxy_from_environment;
};

struct BasicAuth {
  Span span;
  TextOption username, username_file, username_ref, password, password_file, password_ref;
};

struct Authorization {
  Span span;
  TextOption type, credentials, credentials_file, credentials_ref;
};

struct OAuth2 {
  Span span;
  TextOption client_id, client_secret, client_secret_file, client_secret_ref, token_url;
  TextOption client_certificate_key_id, client_certificate_key, client_certificate_key_file,
      client_certificate_key_ref;
  TextOption signature_algorithm, iss, audience, grant_type;
  std::vector<Text> scopes;
  std::optional<TlsConfig> tls;
  ProxyConfig proxy;
};

struct HttpHeader {
  Text name;
  std::vector<Text> values, secrets, files;
};

// What every part that makes HTTP requests may set.
struct HttpClientConfig {
  std::optional<BasicAuth> basic_auth;
  std::optional<Authorization> authorization;
  std::optional<OAuth2> oauth2;
  TextOption bearer_token, bearer_token_file;
  std::optional<TlsConfig> tls;
  Field<bool> follow_redirects, enable_http2;
  ProxyConfig proxy;
  std::vector<HttpHeader> headers;
};

struct StaticConfig {
  Span span;
  Span targets_span;  // value of `targets`; empty when the key is missing
  bool has_targets_key = false;
  std::vector<Text> targets;  // empty list: none is written, or null
  std::vector<ConfigLabel> labels;
};

struct FileSdConfig {
  Span span;
  std::vector<Text> files;
  Field<Duration> refresh_interval;
};

// A part that is accepted by its name alone; the linter says so.
struct Unjudged {
  std::string key;  // dotted path: "remote_write", "scrape_configs.kubernetes_sd_configs"
  Span span;        // of the key
};

struct Discovery {
  std::vector<StaticConfig> static_configs;
  std::vector<FileSdConfig> file_sd_configs;
  std::vector<Unjudged> others;  // other *_sd_configs
};

// Limits and switches that stand in `global` and in each job.
struct ScrapeSettings {
  Field<Duration> scrape_interval, scrape_timeout;
  std::vector<Text> scrape_protocols;
  bool has_scrape_protocols = false;  // the key holds a list
  Span scrape_protocols_span;
  TextOption scrape_failure_log_file, body_size_limit, metric_name_validation_scheme,
      metric_name_escaping_scheme;
  Field<std::uint64_t> sample_limit, target_limit, label_limit, label_name_length_limit,
      label_value_length_limit, keep_dropped_targets;
  Field<bool> scrape_native_histograms, convert_classic_histograms_to_nhcb,
      always_scrape_classic_histograms, extra_scrape_metrics;
};

struct GlobalConfig {
  Span span;  // empty when there is no `global`
  ScrapeSettings scrape;
  Field<Duration> evaluation_interval, rule_query_offset;
  TextOption query_log_file;
  std::vector<ConfigLabel> external_labels;  // expanded

  // What counts when nothing is written.
  Duration effective_interval{std::chrono::minutes{1}};
  Duration effective_timeout{std::chrono::seconds{10}};
  Duration effective_evaluation_interval{std::chrono::minutes{1}};
};

struct HttpParam {
  Text name;
  std::vector<Text> values;
};

struct ScrapeConfig {
  Span span;
  std::string file;  // of scrape_config_files; empty for the main file. Spans lie in that file.
  Text job_name;     // empty when missing, which is a problem
  ScrapeSettings scrape;
  Field<bool> honor_labels, honor_timestamps, track_timestamps_staleness, enable_compression;
  std::vector<HttpParam> params;
  TextOption fallback_scrape_protocol, metrics_path, scheme;
  Field<std::uint64_t> native_histogram_bucket_limit;
  Field<double> native_histogram_min_bucket_factor;
  Discovery discovery;
  HttpClientConfig http;
  std::vector<RelabelConfig> relabel_configs, metric_relabel_configs;

  // After inheritance from `global`.
  Duration effective_interval{std::chrono::minutes{1}};
  Duration effective_timeout{std::chrono::seconds{10}};
};

struct AlertmanagerConfig {
  Span span;
  Discovery discovery;
  HttpClientConfig http;
  TextOption scheme, path_prefix, api_version;
  Field<Duration> timeout;
  std::vector<RelabelConfig> relabel_configs, alert_relabel_configs;
};

// A prometheus.yml. Owns all its texts except the spans' target, so it may outlive the document.
struct PrometheusConfig {
  GlobalConfig global;
  std::vector<Text> rule_files;              // as written
  std::vector<Text> scrape_config_files;     // as written
  std::vector<ScrapeConfig> scrape_configs;  // those of scrape_config_files after the main file's
  std::vector<RelabelConfig> alert_relabel_configs;
  Span alerting_span;  // empty when there is no `alerting`
  std::vector<AlertmanagerConfig> alertmanagers;
  std::vector<Unjudged> unjudged;
  std::vector<Problem> problems;  // why Prometheus would refuse it; empty: it loads
};

struct PrometheusOptions {
  // Looks up an environment variable for external labels; unset is empty. Without it every one is.
  std::function<std::string(std::string_view name)> environment = {};
  // The folder that relative patterns of scrape_config_files start from. Without it they are not
  // read.
  std::optional<std::filesystem::path> directory = {};
  // Called with path and text of each file read for scrape_config_files, so that problems in it can
  // be shown.
  std::function<void(const std::filesystem::path& path, std::string_view text)> on_file = {};
};

// Reads a Prometheus server configuration by the rules of Prometheus 3.x ("Configuration"): what
// the server would refuse is a problem, what it would load is not. Reads no file but those of
// scrape_config_files.
PrometheusConfig read_prometheus_config(const yaml::Document& document,
                                        const PrometheusOptions& options = {});

// Reads lists of target groups as file_sd files hold them (YAML or JSON).
std::vector<StaticConfig> read_target_groups(const yaml::Document& document,
                                             std::vector<Problem>& problems);

}  // namespace nsmon::config
