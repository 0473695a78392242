// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dashboards/imports.h"
#include "dashboards/limited_child.h"
#include "dashboards/output.h"
#include "dashboards/template_error.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace nsmon::dashboards {

struct RenderSettings {
  ImportFolders folders = {};
  std::string catalog_json = "{}";  // catalog_value.h
  std::vector<std::string> metric_names = {};
  ChildLimits limits = {};  // of each template
};

// What one template came to: its dashboards, or why there are none. A mixin (an object with
// `grafanaDashboards`) gives several.
struct Rendered {
  std::vector<DashboardFile> dashboards;
  std::string trace;  // what std.trace() wrote
  std::optional<TemplateFailure> failure;
};

// Renders the templates, each in a process of its own, several at a time. A template is the path of
// a file or the name of an embedded one; templates see std.extVar('catalog') and std.extVar('uid').
// The answers are in the order of the templates. Errors: libjsonnet cannot be used.
Result<std::vector<Rendered>> render(std::span<const std::string> templates,
                                     const RenderSettings& settings);

}  // namespace nsmon::dashboards
