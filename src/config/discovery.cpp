// SPDX-License-Identifier: Apache-2.0
// Where targets come from. (Prometheus, discovery: static configs, file_sd, the list of mechanisms)
#include "base/utf8.h"
#include "config/parts.h"
#include "series/labels.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace nsmon::config {
namespace {

// Mechanisms of Prometheus 3.x that are known by name only.
constexpr std::array<std::string_view, 30> kOtherMechanisms = {
    "aws_sd_configs",          "azure_sd_configs",      "consul_sd_configs",
    "digitalocean_sd_configs", "dns_sd_configs",        "docker_sd_configs",
    "dockerswarm_sd_configs",  "ec2_sd_configs",        "eureka_sd_configs",
    "gce_sd_configs",          "hetzner_sd_configs",    "http_sd_configs",
    "ionos_sd_configs",        "kubernetes_sd_configs", "kuma_sd_configs",
    "lightsail_sd_configs",    "linode_sd_configs",     "marathon_sd_configs",
    "nerve_sd_configs",        "nomad_sd_configs",      "openstack_sd_configs",
    "outscale_sd_configs",     "ovhcloud_sd_configs",   "puppetdb_sd_configs",
    "scaleway_sd_configs",     "serverset_sd_configs",  "stackit_sd_configs",
    "triton_sd_configs",       "uyuni_sd_configs",      "vultr_sd_configs"};

// `dir/name.yml` with at most one star, which lies in the last part of the path.
bool is_file_pattern(std::string_view path) {
  constexpr std::array<std::string_view, 6> kEndings = {".json", ".yml", ".yaml",
                                                        ".JSON", ".YML", ".YAML"};
  const auto* ending =
      std::ranges::find_if(kEndings, [&](auto end) { return path.ends_with(end); });
  if (ending == kEndings.end() || path.contains('\n')) return false;
  path.remove_suffix(ending->size());
  const std::size_t star = path.find('*');
  return star == std::string_view::npos || !path.substr(star).contains('/');
}

StaticConfig read_group(Context& context, const yaml::Node& node) {
  Fields fields(context, node, "static config");
  StaticConfig group;
  group.span = node.span();
  if (const yaml::Entry* targets = fields.entry("targets")) {
    group.has_targets_key = true;
    group.targets_span = targets->value.span();
    for (const yaml::Node& item : items_of(context, targets->value)) {
      if (auto text = text_of(context, item))
        group.targets.push_back({std::move(*text), item.span()});
    }
  }
  if (const yaml::Node* labels = fields.value("labels")) {
    group.labels = read_labels(context, *labels, NameScheme::utf8);
  }
  fields.finish();
  return group;
}

FileSdConfig read_file_sd(Context& context, const yaml::Node& node) {
  Fields fields(context, node, "file_sd config");
  FileSdConfig config{.span = node.span(),
                      .files = fields.texts("files"),
                      .refresh_interval = fields.duration("refresh_interval")};
  fields.finish();
  if (config.files.empty()) {
    context.report(node.span(),
                   "file service discovery config must contain at least one path name");
  }
  for (const Text& file : config.files) {
    if (is_file_pattern(file.value)) continue;
    context.report(
        file.span,
        fmt::format("path name {} is not valid for file discovery", nsmon::quoted(file.value)),
        "the name ends with .yml, .yaml or .json, and a star may stand in its last part only");
  }
  return config;
}

// Each item of the list; one that is null is refused by the server.
template <class Read>
void for_each_section(Context& context, const yaml::Node& list, std::string_view key, Read read) {
  for (const yaml::Node& item : items_of(context, list)) {
    if (yaml::is_null(item, context.dialect)) {
      context.report(item.span(), fmt::format("empty or null section in {}", key));
    } else {
      read(item);
    }
  }
}

}  // namespace

bool is_label_name(std::string_view name, NameScheme names) {
  if (names == NameScheme::legacy) return series::is_legacy_label_name(name);
  return !name.empty() && is_utf8(name);
}

std::vector<ConfigLabel> read_labels(Context& context, const yaml::Node& node, NameScheme names,
                                     NullName null_name) {
  std::vector<ConfigLabel> out;
  for (const yaml::Entry* entry : free_entries(context, node)) {
    auto name = text_of(context, entry->key);
    auto value = text_of(context, entry->value);
    if (!name || !value) continue;
    const bool unseen = null_name == NullName::taken && yaml::is_null(entry->key, context.dialect);
    if (!unseen && !is_label_name(*name, names)) {
      context.report(entry->key.span(),
                     fmt::format("{} is not a valid label name", nsmon::quoted(*name)));
    }
    if (!is_utf8(*value)) {
      context.report(entry->value.span(),
                     fmt::format("{} is not a valid label value", nsmon::quoted(*value)));
    }
    out.push_back({.name = {std::move(*name), entry->key.span()},
                   .value = {std::move(*value), entry->value.span()}});
  }
  return out;
}

Discovery read_discovery(Context& context, Fields& fields, std::string_view path) {
  Discovery out;
  if (const yaml::Node* list = fields.value("static_configs")) {
    for_each_section(context, *list, "static_configs", [&](const yaml::Node& item) {
      out.static_configs.push_back(read_group(context, item));
    });
  }
  if (const yaml::Node* list = fields.value("file_sd_configs")) {
    for_each_section(context, *list, "file_sd_configs", [&](const yaml::Node& item) {
      out.file_sd_configs.push_back(read_file_sd(context, item));
    });
  }
  for (const std::string_view key : kOtherMechanisms) {
    const yaml::Entry* entry = fields.entry(key);
    if (entry == nullptr) continue;
    for_each_section(context, entry->value, key, [&](const yaml::Node& item) {
      if (!item.is_mapping()) context.wrong(item, "a mapping");
    });
    out.others.push_back({.key = fmt::format("{}.{}", path, key), .span = entry->key.span()});
  }
  return out;
}

void check_static_targets(Context& context, const Discovery& discovery) {
  for (const StaticConfig& group : discovery.static_configs) {
    for (const Text& target : group.targets) {
      if (!target.value.contains('/')) continue;
      context.report(ProblemKind::config_target_url, target.span,
                     fmt::format("{} is not a valid hostname", nsmon::quoted(target.value)),
                     "write host:port; scheme and path belong to \"scheme\" and \"metrics_path\"");
    }
  }
}

std::vector<StaticConfig> read_target_groups(const yaml::Document& document,
                                             std::vector<Problem>& problems) {
  Context context{.dialect = yaml::Dialect::v2, .problems = problems};
  report_duplicate_keys(context, document);
  std::vector<StaticConfig> out;
  if (document.root() == nullptr) return out;
  for (const yaml::Node& item : items_of(context, *document.root())) {
    if (yaml::is_null(item, context.dialect)) {
      context.report(item.span(), "nil target group item found");
    } else {
      out.push_back(read_group(context, item));
    }
  }
  return out;
}

}  // namespace nsmon::config
