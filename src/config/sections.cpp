// SPDX-License-Identifier: Apache-2.0
// The sections beside scraping and alerting: remote storage, local storage, tracing, OTLP, runtime.
// Their known keys and the refusals that Prometheus states are checked; what they mean is not
// modelled, so they are listed as unjudged. (Prometheus, config: RemoteWriteConfig,
// RemoteReadConfig and following)
#include "base/utf8.h"
#include "config/parts.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>

namespace nsmon::config {
namespace {

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  });
  return out;
}

constexpr std::array<std::string_view, 16> kReservedHeaders = {"host",
                                                               "content-encoding",
                                                               "content-length",
                                                               "content-type",
                                                               "user-agent",
                                                               "connection",
                                                               "keep-alive",
                                                               "proxy-authenticate",
                                                               "proxy-authorization",
                                                               "www-authenticate",
                                                               "accept-encoding",
                                                               "x-prometheus-remote-write-version",
                                                               "x-prometheus-remote-read-version",
                                                               "x-amz-date",
                                                               "x-amz-security-token",
                                                               "x-amz-content-sha256"};

void read_headers(Context& context, Fields& fields, std::string_view authorization_message) {
  for (const auto& [name, value] : fields.text_map("headers")) {
    const std::string lower = lower_case(name.value);
    if (lower == "authorization") {
      context.report(name.span, std::string(authorization_message));
    } else if (std::ranges::find(kReservedHeaders, lower) != kReservedHeaders.end()) {
      context.report(name.span, fmt::format("{} is a reserved header. It must not be changed",
                                            printable(name.value)));
    }
  }
}

constexpr std::string_view kUseParameters =
    "authorization header must be changed via the basic_auth, authorization, oauth2, sigv4, "
    "azuread or "
    "google_iam parameter";

void read_url(Context& context, Fields& fields, std::string_view section) {
  const yaml::Node* node = fields.value("url");
  if (node == nullptr || yaml::is_null(*node, context.dialect)) {
    context.report(ProblemKind::config_remote_write, node == nullptr ? fields.span() : node->span(),
                   fmt::format("url for {} is empty", section));
    return;
  }
  const auto url = text_of(context, *node);
  if (!url) return;
  if (const auto problem = url_problem(*url)) {
    context.report(ProblemKind::config_remote_write, node->span(),
                   fmt::format("url is no URL: {}", *problem));
  }
}

void read_queue(Context& context, const yaml::Node& node) {
  Fields fields(context, node, "queue_config");
  for (const std::string_view key :
       {"capacity", "max_shards", "min_shards", "max_samples_per_send"}) {
    fields.number(key);
  }
  for (const std::string_view key :
       {"batch_send_deadline", "min_backoff", "max_backoff", "sample_age_limit"}) {
    fields.duration(key);
  }
  fields.boolean("retry_on_http_429");
  fields.finish();
}

void read_metadata(Context& context, const yaml::Node& node) {
  Fields fields(context, node, "metadata_config");
  fields.boolean("send");
  fields.duration("send_interval");
  fields.number("max_samples_per_send");
  fields.finish();
}

// Keys of the cloud sign-in methods differ between versions; they are taken as they are.
bool has_section(Context& context, Fields& fields, std::string_view key) {
  const yaml::Node* node = fields.value(key);
  if (node == nullptr || yaml::is_null(*node, context.dialect)) return false;
  if (!node->is_mapping()) context.wrong(*node, "a mapping");
  return true;
}

Text read_remote_write(Context& context, const yaml::Node& node, NameScheme names) {
  Fields fields(context, node, "remote_write config");
  read_url(context, fields, "remote_write");
  fields.duration("remote_timeout");
  read_headers(context, fields, kUseParameters);
  const auto steps = read_relabel_configs(context, fields.value("write_relabel_configs"),
                                          "relabeling rule in remote write config");
  check_relabel_configs(context, steps, names);
  const auto name = fields.text("name");
  fields.boolean("send_exemplars");
  fields.boolean("send_native_histograms");
  fields.boolean("round_robin_dns");
  const auto message = fields.text("protobuf_message");
  if (message && message->value != "prometheus.WriteRequest" &&
      message->value != "io.prometheus.write.v2.Request") {
    context.report(message->span,
                   fmt::format("invalid protobuf_message value: unknown type for remote "
                               "write protobuf message {}",
                               printable(message->value)),
                   "one of prometheus.WriteRequest, io.prometheus.write.v2.Request");
  }
  const HttpClientConfig http = read_http_client(context, fields);
  if (const yaml::Node* queue = fields.value("queue_config")) read_queue(context, *queue);
  if (const yaml::Node* metadata = fields.value("metadata_config"))
    read_metadata(context, *metadata);
  int schemes = has_authentication(http) ? 1 : 0;
  const yaml::Node* sigv4 = fields.value("sigv4");
  if (sigv4 != nullptr && !yaml::is_null(*sigv4, context.dialect)) {
    read_sigv4(context, *sigv4);
    ++schemes;
  }
  schemes += has_section(context, fields, "azuread") ? 1 : 0;
  schemes += has_section(context, fields, "google_iam") ? 1 : 0;
  fields.finish();
  if (schemes > 1) {
    context.report(
        node.span(),
        "at most one of basic_auth, authorization, oauth2, sigv4, azuread or google_iam must "
        "be configured");
  }
  return name.value_or(Text{});
}

Text read_remote_read(Context& context, const yaml::Node& node) {
  Fields fields(context, node, "remote_read config");
  read_url(context, fields, "remote_read");
  fields.duration("remote_timeout");
  fields.unsigned_number("chunked_read_limit");
  read_headers(context, fields, kUseParameters);
  fields.boolean("read_recent");
  const auto name = fields.text("name");
  read_http_client(context, fields);
  if (const yaml::Node* matchers = fields.value("required_matchers")) {
    read_labels(context, *matchers, NameScheme::utf8);
  }
  fields.boolean("filter_external_labels");
  fields.finish();
  return name.value_or(Text{});
}

// Reads each item and refuses names that repeat; an empty name is made by the server.
template <class Read>
void read_remotes(Context& context, const yaml::Node& list, std::string_view what, Read read) {
  std::map<std::string, Span> names;
  for (const yaml::Node& item : items_of(context, list)) {
    if (yaml::is_null(item, context.dialect)) {
      context.report(ProblemKind::config_remote_write, item.span(),
                     fmt::format("empty or null remote {} config section", what));
      continue;
    }
    const Text name = read(item);
    if (name.value.empty() || names.try_emplace(name.value, name.span).second) continue;
    context.report(ProblemKind::config_remote_write, name.span,
                   fmt::format("found multiple remote {} configs with job name {}", what,
                               nsmon::quoted(name.value)));
  }
}

void read_storage(Context& context, const yaml::Node& node) {
  Fields fields(context, node, "storage");
  if (const yaml::Node* tsdb = fields.value("tsdb")) {
    Fields local(context, *tsdb, "tsdb");
    local.duration("out_of_order_time_window");
    local.real("stale_series_compaction_threshold");
    if (const yaml::Node* retention = local.value("retention")) {
      Fields keep(context, *retention, "retention");
      keep.duration("time");
      read_byte_size(context, keep, "size");
      keep.real("percentage");
      keep.finish();
    }
    local.finish();
  }
  if (const yaml::Node* exemplars = fields.value("exemplars")) {
    Fields ring(context, *exemplars, "exemplars");
    ring.number("max_exemplars");
    ring.finish();
  }
  fields.finish();
}

void read_tracing(Context& context, const yaml::Node& node) {
  Fields fields(context, node, "tracing");
  const auto client = fields.written_text("client_type");
  if (client && client->value != "http" && client->value != "grpc") {
    context.report(client->span,
                   fmt::format("expected tracing client type to be http or grpc, but got {}",
                               printable(client->value)));
  }
  const auto endpoint = fields.text("endpoint");
  fields.real("sampling_fraction");
  fields.boolean("insecure");
  if (const yaml::Node* tls = fields.value("tls_config")) read_tls(context, *tls);
  read_headers(context, fields, "custom authorization header configuration is not yet supported");
  const auto compression = fields.text("compression");
  fields.duration("timeout");
  fields.finish();
  if (!endpoint || endpoint->value.empty())
    context.report(node.span(), "tracing endpoint must be set");
  if (compression && !compression->value.empty() && compression->value != "gzip") {
    context.report(compression->span,
                   fmt::format("invalid compression type {} provided, valid options: gzip",
                               printable(compression->value)));
  }
}

// Attribute names are trimmed; none may be empty or repeat.
void check_attributes(Context& context, const std::vector<Text>& attributes, std::string_view key,
                      std::string_view adjective) {
  std::vector<std::string> seen;
  for (const Text& attribute : attributes) {
    const std::size_t from = attribute.value.find_first_not_of(" \t\r\n");
    if (from == std::string::npos) {
      context.report(attribute.span,
                     fmt::format("invalid '{}': empty {} OTel resource attribute", key, adjective));
      continue;
    }
    std::string name =
        attribute.value.substr(from, attribute.value.find_last_not_of(" \t\r\n") - from + 1);
    if (std::ranges::find(seen, name) != seen.end()) {
      context.report(attribute.span,
                     fmt::format("invalid '{}': duplicated {} OTel resource attribute {}", key,
                                 adjective, nsmon::quoted(name)));
    }
    seen.push_back(std::move(name));
  }
}

void read_otlp(Context& context, const yaml::Node& node, NameScheme names) {
  Fields fields(context, node, "otlp");
  const auto all = fields.boolean("promote_all_resource_attributes");
  const auto promoted = fields.texts("promote_resource_attributes");
  const auto ignored = fields.texts("ignore_resource_attributes");
  const auto strategy = fields.text("translation_strategy");
  fields.boolean("keep_identifying_resource_attributes");
  fields.boolean("convert_histograms_to_nhcb");
  fields.boolean("promote_scope_metadata");
  fields.boolean("label_name_underscore_sanitization");
  fields.boolean("label_name_preserve_multiple_underscores");
  fields.finish();
  if (all && all->value) {
    if (!promoted.empty()) {
      context.report(promoted[0].span,
                     "'promote_all_resource_attributes' and "
                     "'promote_resource_attributes' cannot be configured simultaneously");
    }
    check_attributes(context, ignored, "ignore_resource_attributes", "ignored");
  } else {
    if (!ignored.empty()) {
      context.report(ignored[0].span,
                     "'ignore_resource_attributes' cannot be configured unless "
                     "'promote_all_resource_attributes' is true");
    }
    check_attributes(context, promoted, "promote_resource_attributes", "promoted");
  }
  if (!strategy || strategy->value.empty()) return;
  const bool escaping = strategy->value == "UnderscoreEscapingWithSuffixes" ||
                        strategy->value == "UnderscoreEscapingWithoutSuffixes";
  const bool plain =
      strategy->value == "NoTranslation" || strategy->value == "NoUTF8EscapingWithSuffixes";
  if (!escaping && !plain) {
    context.report(strategy->span, fmt::format("unsupported OTLP translation strategy {}",
                                               nsmon::quoted(strategy->value)));
  } else if (plain && names == NameScheme::legacy) {
    context.report(strategy->span,
                   fmt::format("OTLP translation strategy {} is not allowed when UTF8 is disabled",
                               nsmon::quoted(strategy->value)));
  }
}

}  // namespace

void check_sections(Context& context, Fields& fields, PrometheusConfig& config) {
  const NameScheme names = name_scheme(config.global.scrape, NameScheme::utf8);
  const auto section = [&](std::string_view key) -> const yaml::Node* {
    const yaml::Entry* entry = fields.entry(key);
    if (entry == nullptr) return nullptr;
    config.unjudged.push_back({.key = std::string(key), .span = entry->key.span()});
    return yaml::is_null(entry->value, context.dialect) ? nullptr : &entry->value;
  };
  if (const auto* list = section("remote_write")) {
    read_remotes(context, *list, "write",
                 [&](const yaml::Node& item) { return read_remote_write(context, item, names); });
  }
  if (const auto* list = section("remote_read")) {
    read_remotes(context, *list, "read",
                 [&](const yaml::Node& item) { return read_remote_read(context, item); });
  }
  if (const auto* node = section("storage")) read_storage(context, *node);
  if (const auto* node = section("tracing")) read_tracing(context, *node);
  if (const auto* node = section("otlp")) read_otlp(context, *node, names);
  if (const auto* node = section("runtime")) {
    Fields runtime(context, *node, "runtime");
    runtime.number("gogc");
    runtime.finish();
  }
  for (const ScrapeConfig& job : config.scrape_configs) {
    config.unjudged.insert(config.unjudged.end(), job.discovery.others.begin(),
                           job.discovery.others.end());
  }
  for (const AlertmanagerConfig& server : config.alertmanagers) {
    config.unjudged.insert(config.unjudged.end(), server.discovery.others.begin(),
                           server.discovery.others.end());
  }
}

}  // namespace nsmon::config
