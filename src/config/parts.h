// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/fields.h"
#include "config/prometheus.h"

#include <span>
#include <string_view>
#include <vector>

namespace nsmon::config {

// The parts a prometheus.yml is made of, each by its own rules of refusal.

// A list of relabelling steps. `what` names the list in messages: "target relabeling rule in scrape
// config".
std::vector<RelabelConfig> read_relabel_configs(Context& context, const yaml::Node* node,
                                                std::string_view what);
// What Prometheus checks once the scheme of names is known. The first reason of each step is told.
void check_relabel_configs(Context& context, std::span<const RelabelConfig> steps,
                           NameScheme names);

// Takes the keys of an HTTP client out of `fields`.
HttpClientConfig read_http_client(Context& context, Fields& fields);
TlsConfig read_tls(Context& context, const yaml::Node& node);
// Whether any way to sign in is set.
bool has_authentication(const HttpClientConfig& http);
// `sigv4`: key and secret come together.
void read_sigv4(Context& context, const yaml::Node& node);

// static_configs, file_sd_configs and the other *_sd_configs; `path` leads the names of unjudged
// ones.
Discovery read_discovery(Context& context, Fields& fields, std::string_view path);
// Refuses targets that are URLs or have a path.
void check_static_targets(Context& context, const Discovery& discovery);

GlobalConfig read_global(Context& context, const yaml::Node& node);
// One element of scrape_configs, without what depends on `global`.
ScrapeConfig read_scrape_config(Context& context, const yaml::Node& node);
// What is inherited from `global`, and the rules that need both.
void check_scrape_config(Context& context, ScrapeConfig& job, const GlobalConfig& global);

AlertmanagerConfig read_alertmanager(Context& context, const yaml::Node& node);

// A size such as 10MB; reports what the server cannot read.
TextOption read_byte_size(Context& context, Fields& fields, std::string_view key);

NameScheme name_scheme(const ScrapeSettings& settings, NameScheme otherwise);

// Whether a null key, which the server's reader of label names never sees, counts as a valid name.
enum class NullName : std::uint8_t { refused, taken };

// Labels with free names; each name has to be valid under the scheme.
std::vector<ConfigLabel> read_labels(Context& context, const yaml::Node& node, NameScheme names,
                                     NullName null_name = NullName::taken);

// Nothing when Go's url.Parse takes the text, else its reason.
std::optional<std::string> url_problem(std::string_view text);

// remote_write, remote_read, storage, tracing, otlp, runtime: keys and values that are refused.
void check_sections(Context& context, Fields& fields, PrometheusConfig& config);

bool is_label_name(std::string_view name, NameScheme names);

}  // namespace nsmon::config
