// SPDX-License-Identifier: Apache-2.0
// `global` and the jobs of scrape_configs. (Prometheus, config: GlobalConfig, ScrapeConfig and
// their Validate)
#include "base/utf8.h"
#include "config/parts.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace nsmon::config {
namespace {

constexpr std::array<std::string_view, 5> kProtocols = {
    "OpenMetricsText0.0.1", "OpenMetricsText1.0.0", "PrometheusProto", "PrometheusText0.0.4",
    "PrometheusText1.0.0"};
constexpr std::array<std::string_view, 4> kEscapings = {"allow-utf-8", "underscores", "dots",
                                                        "values"};

template <std::size_t N>
bool one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// A count with its unit, such as 10MB or 1GiB1MB; units are powers of 1024. (alecthomas/units)
bool is_byte_size(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return true;
  if (text.empty()) return false;
  const auto digits = [&] {
    const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(count);
    return count;
  };
  bool binary = true;   // every unit so far is one of B, KiB, MiB ...
  bool classic = true;  // ... of B, KB, MB ...
  while (!text.empty()) {
    std::size_t count = digits();
    if (text.starts_with('.')) {
      text.remove_prefix(1);
      count += digits();
    }
    if (count == 0) return false;
    const std::string_view unit =
        text.substr(0, std::min(text.find_first_of(".0123456789"), text.size()));
    text.remove_prefix(unit.size());
    const bool prefix = !unit.empty() && std::string_view("KMGTPE").contains(unit[0]);
    binary = binary && (unit == "B" || (prefix && unit.substr(1) == "iB"));
    classic = classic && (unit == "B" || (prefix && unit.substr(1) == "B"));
    if (!binary && !classic) return false;
  }
  return true;
}

std::optional<std::string> protocol_problem(std::string_view name) {
  if (one_of(kProtocols, name)) return std::nullopt;
  std::string known;
  for (const std::string_view protocol : kProtocols) {
    known += fmt::format("{}{}", known.empty() ? "" : " ", protocol);
  }
  return fmt::format("unknown scrape protocol {}, supported: [{}]", printable(name), known);
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  });
  return out;
}

// `owner` ends the message: "for global config".
void check_protocols(Context& context, const ScrapeSettings& settings, Span list,
                     std::string_view owner) {
  if (!settings.has_scrape_protocols) return;
  if (settings.scrape_protocols.empty()) {
    context.report(list, fmt::format("scrape_protocols cannot be empty {}", owner));
  }
  std::vector<std::string> seen;
  for (const Text& protocol : settings.scrape_protocols) {
    const std::string name = lower_case(protocol.value);
    if (std::ranges::find(seen, name) != seen.end()) {
      context.report(protocol.span,
                     fmt::format("duplicated protocol in scrape_protocols, got {} {}",
                                 printable(protocol.value), owner));
    } else if (const auto problem = protocol_problem(protocol.value)) {
      context.report(protocol.span, fmt::format("scrape_protocols: {} {}", *problem, owner));
    }
    seen.push_back(name);
  }
}

ScrapeSettings read_settings(Context& context, Fields& fields) {
  ScrapeSettings out;
  out.scrape_interval = fields.duration("scrape_interval");
  out.scrape_timeout = fields.duration("scrape_timeout");
  if (const yaml::Node* list = fields.value("scrape_protocols")) {
    out.has_scrape_protocols = list->is_sequence();
    out.scrape_protocols_span = list->span();
    for (const yaml::Node& item : items_of(context, *list)) {
      if (auto text = text_of(context, item)) {
        out.scrape_protocols.push_back({std::move(*text), item.span()});
      }
    }
  }
  out.scrape_failure_log_file = fields.text("scrape_failure_log_file");
  out.body_size_limit = read_byte_size(context, fields, "body_size_limit");
  out.sample_limit = fields.unsigned_number("sample_limit");
  out.target_limit = fields.unsigned_number("target_limit");
  out.label_limit = fields.unsigned_number("label_limit");
  out.label_name_length_limit = fields.unsigned_number("label_name_length_limit");
  out.label_value_length_limit = fields.unsigned_number("label_value_length_limit");
  out.keep_dropped_targets = fields.unsigned_number("keep_dropped_targets");
  out.metric_name_validation_scheme = fields.text("metric_name_validation_scheme");
  out.metric_name_escaping_scheme = fields.text("metric_name_escaping_scheme");
  out.scrape_native_histograms = fields.boolean("scrape_native_histograms");
  out.convert_classic_histograms_to_nhcb = fields.boolean("convert_classic_histograms_to_nhcb");
  out.always_scrape_classic_histograms = fields.boolean("always_scrape_classic_histograms");
  out.extra_scrape_metrics = fields.boolean("extra_scrape_metrics");
  const TextOption& scheme = out.metric_name_validation_scheme;
  if (scheme && !scheme->value.empty() && scheme->value != "utf8" && scheme->value != "legacy") {
    context.report(scheme->span,
                   fmt::format("unrecognized ValidationScheme: {}", nsmon::quoted(scheme->value)),
                   "one of utf8, legacy");
  }
  return out;
}

bool is_positive(const Field<Duration>& duration) {
  return duration && duration->value.count() > 0;
}

std::string_view value_of(const TextOption& text) {
  return text ? std::string_view(text->value) : std::string_view{};
}

// The scheme by which names that the target cannot send plainly are written, and whether it fits.
void check_escaping(Context& context, const ScrapeConfig& job, const GlobalConfig& global,
                    NameScheme names) {
  const NameScheme global_names = name_scheme(global.scrape, NameScheme::utf8);
  const auto usual = [](NameScheme scheme) {
    return scheme == NameScheme::legacy ? std::string_view("underscores")
                                        : std::string_view("allow-utf-8");
  };
  std::string_view global_escaping = value_of(global.scrape.metric_name_escaping_scheme);
  if (global_escaping.empty()) {
    global_escaping = global.span == Span{} ? "allow-utf-8" : usual(global_names);
  } else if (!one_of(kEscapings, global_escaping)) {
    return;  // told once, with `global`
  }
  std::string_view escaping = value_of(job.scrape.metric_name_escaping_scheme);
  const bool own_names = !value_of(job.scrape.metric_name_validation_scheme).empty();
  if (escaping.empty()) escaping = own_names ? usual(names) : global_escaping;
  const Span span = job.scrape.metric_name_escaping_scheme
                        ? job.scrape.metric_name_escaping_scheme->span
                        : job.job_name.span;
  if (!one_of(kEscapings, escaping)) {
    context.report(span,
                   fmt::format("unknown scrape config name escaping method specified, must be one "
                               "of 'allow-utf-8', 'underscores', 'dots', or 'values', got {}",
                               nsmon::quoted(escaping)));
  } else if (escaping == "allow-utf-8" && names == NameScheme::legacy) {
    context.report(span, "utf8 metric names requested but validation scheme is not set to UTF8");
  }
}

}  // namespace

TextOption read_byte_size(Context& context, Fields& fields, std::string_view key) {
  auto text = fields.written_text(key);
  if (text && !is_byte_size(text->value)) {
    context.report(text->span, fmt::format("{} is no size: {}", key, printable(text->value)),
                   "write a number and its unit, such as 10MB");
  }
  return text;
}

NameScheme name_scheme(const ScrapeSettings& settings, NameScheme otherwise) {
  const std::string_view written = value_of(settings.metric_name_validation_scheme);
  if (written == "legacy") return NameScheme::legacy;
  return written == "utf8" ? NameScheme::utf8 : otherwise;
}

GlobalConfig read_global(Context& context, const yaml::Node& node) {
  Fields fields(context, node, "global");
  GlobalConfig global;
  global.span = node.span();
  global.scrape = read_settings(context, fields);
  global.evaluation_interval = fields.duration("evaluation_interval");
  global.rule_query_offset = fields.duration("rule_query_offset");
  global.query_log_file = fields.text("query_log_file");
  if (const yaml::Node* labels = fields.value("external_labels")) {
    global.external_labels = read_labels(
        context, *labels, name_scheme(global.scrape, NameScheme::utf8), NullName::refused);
  }
  fields.finish();
  check_protocols(context, global.scrape, global.scrape.scrape_protocols_span, "for global config");
  if (is_positive(global.scrape.scrape_interval)) {
    global.effective_interval = global.scrape.scrape_interval->value;
  }
  if (is_positive(global.evaluation_interval)) {
    global.effective_evaluation_interval = global.evaluation_interval->value;
  }
  global.effective_timeout = std::min(global.effective_timeout, global.effective_interval);
  if (is_positive(global.scrape.scrape_timeout)) {
    global.effective_timeout = global.scrape.scrape_timeout->value;
    if (global.effective_timeout > global.effective_interval) {
      context.report(ProblemKind::config_timeout_exceeds_interval,
                     global.scrape.scrape_timeout->span,
                     "global scrape timeout greater than scrape interval");
    }
  }
  return global;
}

ScrapeConfig read_scrape_config(Context& context, const yaml::Node& node) {
  Fields fields(context, node, "scrape config");
  ScrapeConfig job;
  job.span = node.span();
  const std::size_t problems = context.problems.size();
  if (auto name = fields.text("job_name")) job.job_name = std::move(*name);
  const bool name_readable = context.problems.size() == problems;
  job.honor_labels = fields.boolean("honor_labels");
  job.honor_timestamps = fields.boolean("honor_timestamps");
  job.track_timestamps_staleness = fields.boolean("track_timestamps_staleness");
  job.enable_compression = fields.boolean("enable_compression");
  if (const yaml::Node* params = fields.value("params")) {
    for (const yaml::Entry* entry : free_entries(context, *params)) {
      HttpParam param{.name = {text_of(context, entry->key).value_or(""), entry->key.span()},
                      .values = {}};
      for (const yaml::Node& item : items_of(context, entry->value)) {
        if (auto text = text_of(context, item))
          param.values.push_back({std::move(*text), item.span()});
      }
      job.params.push_back(std::move(param));
    }
  }
  job.scrape = read_settings(context, fields);
  job.fallback_scrape_protocol = fields.text("fallback_scrape_protocol");
  job.metrics_path = fields.text("metrics_path");
  job.scheme = fields.text("scheme");
  job.native_histogram_bucket_limit = fields.unsigned_number("native_histogram_bucket_limit");
  job.native_histogram_min_bucket_factor = fields.real("native_histogram_min_bucket_factor");
  job.http = read_http_client(context, fields);
  job.discovery = read_discovery(context, fields, "scrape_configs");
  const yaml::Node* relabel = fields.value("relabel_configs");
  job.relabel_configs =
      read_relabel_configs(context, relabel, "target relabeling rule in scrape config");
  job.metric_relabel_configs = read_relabel_configs(context, fields.value("metric_relabel_configs"),
                                                    "metric relabeling rule in scrape config");
  fields.finish();
  if (job.job_name.value.empty() && name_readable && fields.is_mapping()) {
    const Span span = job.job_name.span == Span{} ? job.span : job.job_name.span;
    context.report(ProblemKind::config_missing_job_name, span, "job_name is empty");
  }
  if (relabel == nullptr || relabel->items().empty()) {
    check_static_targets(context, job.discovery);
  }
  return job;
}

void check_scrape_config(Context& context, ScrapeConfig& job, const GlobalConfig& global) {
  const std::string owner =
      fmt::format("for scrape config with job name {}", nsmon::quoted(job.job_name.value));
  job.effective_interval = is_positive(job.scrape.scrape_interval)
                               ? job.scrape.scrape_interval->value
                               : global.effective_interval;
  job.effective_timeout = std::min(global.effective_timeout, job.effective_interval);
  if (is_positive(job.scrape.scrape_timeout)) {
    job.effective_timeout = job.scrape.scrape_timeout->value;
    if (job.effective_timeout > job.effective_interval) {
      context.report(ProblemKind::config_timeout_exceeds_interval, job.scrape.scrape_timeout->span,
                     fmt::format("scrape timeout greater than scrape interval {}", owner));
    }
  }
  check_protocols(context, job.scrape, job.scrape.scrape_protocols_span, owner);
  if (!value_of(job.fallback_scrape_protocol).empty()) {
    if (const auto problem = protocol_problem(job.fallback_scrape_protocol->value)) {
      context.report(job.fallback_scrape_protocol->span,
                     fmt::format("invalid fallback_scrape_protocol {}: {}", owner, *problem));
    }
  }
  const NameScheme names = name_scheme(job.scrape, name_scheme(global.scrape, NameScheme::utf8));
  check_escaping(context, job, global, names);
  check_relabel_configs(context, job.relabel_configs, names);
  check_relabel_configs(context, job.metric_relabel_configs, names);
}

}  // namespace nsmon::config
