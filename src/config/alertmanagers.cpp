// SPDX-License-Identifier: Apache-2.0
// The servers that alerts are sent to. (Prometheus, config: AlertmanagerConfig)
#include "base/utf8.h"
#include "config/parts.h"

#include <fmt/core.h>

namespace nsmon::config {

AlertmanagerConfig read_alertmanager(Context& context, const yaml::Node& node) {
  Fields fields(context, node, "alertmanager config");
  AlertmanagerConfig out;
  out.span = node.span();
  out.http = read_http_client(context, fields);
  out.discovery = read_discovery(context, fields, "alerting.alertmanagers");
  out.scheme = fields.text("scheme");
  out.path_prefix = fields.text("path_prefix");
  out.timeout = fields.duration("timeout");
  out.api_version = fields.text("api_version");
  const yaml::Node* sigv4 = fields.value("sigv4");
  if (sigv4 != nullptr && !yaml::is_null(*sigv4, context.dialect)) {
    read_sigv4(context, *sigv4);
    if (has_authentication(out.http)) {
      context.report(
          sigv4->span(),
          "at most one of basic_auth, authorization, oauth2, & sigv4 must be configured");
    }
  }
  const yaml::Node* relabel = fields.value("relabel_configs");
  out.relabel_configs =
      read_relabel_configs(context, relabel, "Alertmanager target relabeling rule");
  out.alert_relabel_configs = read_relabel_configs(context, fields.value("alert_relabel_configs"),
                                                   "Alertmanager alert relabeling rule");
  fields.finish();
  const yaml::Node* version = node.is_mapping() ? node.find("api_version") : nullptr;
  if (out.api_version && out.api_version->value != "v2" &&
      (version == nullptr || !yaml::is_null(*version, context.dialect))) {
    context.report(out.api_version->span,
                   fmt::format("expected Alertmanager api version to be one of [v2] but got {}",
                               printable(out.api_version->value)));
  }
  if (relabel == nullptr || relabel->items().empty()) check_static_targets(context, out.discovery);
  return out;
}

}  // namespace nsmon::config
