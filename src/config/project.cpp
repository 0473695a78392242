// SPDX-License-Identifier: Apache-2.0
#include "config/project.h"

#include "base/file.h"
#include "base/try.h"
#include "base/utf8.h"
#include "config/fields.h"

#include <fmt/core.h>

namespace nsmon::config {
namespace {

Context project_context(std::vector<Problem>& problems) {
  return {.dialect = yaml::Dialect::v3,
          .unknown_key = ProblemKind::project_invalid,
          .wrong_type = ProblemKind::project_invalid,
          .invalid_value = ProblemKind::project_invalid,
          .problems = problems};
}

// A path or a list of paths; none may be empty.
std::vector<Positioned<std::string>> read_paths(Context& context, Fields& fields,
                                                std::string_view key) {
  std::vector<Positioned<std::string>> out;
  const yaml::Node* node = fields.value(key);
  if (node == nullptr || yaml::is_null(*node, context.dialect)) return out;
  const auto add = [&](const yaml::Node& item) {
    auto text = text_of(context, item);
    if (!text) return;
    if (text->empty()) {
      context.report(item.span(), fmt::format("empty path in {}", key));
    } else {
      out.push_back({std::move(*text), item.span()});
    }
  };
  if (node->is_scalar()) {
    add(*node);
  } else {
    for (const yaml::Node& item : items_of(context, *node)) add(item);
  }
  return out;
}

ServerProfile read_server(Context& context, const yaml::Node& node) {
  Fields fields(context, node, "server profile");
  ServerProfile out;
  const auto name = fields.text("name");
  const auto url = fields.text("url");
  out.username = fields.text("username");
  out.password_file = fields.text("password_file");
  out.bearer_token_file = fields.text("bearer_token_file");
  out.ca_file = fields.text("ca_file");
  out.cert_file = fields.text("cert_file");
  out.key_file = fields.text("key_file");
  out.timeout = fields.duration("timeout");
  out.headers = fields.text_map("headers");
  fields.finish();
  if (!fields.is_mapping()) return out;
  if (!name || name->value.empty()) {
    context.report(node.span(), "server profile without a name", "add \"name\"");
  } else {
    out.name = *name;
  }
  if (!url || (!url->value.starts_with("http://") && !url->value.starts_with("https://"))) {
    context.report(url ? url->span : node.span(), "server profile needs a url",
                   "write http://host:port or https://host");
  } else {
    out.url = *url;
  }
  if (out.password_file && !out.username) {
    context.report(out.password_file->span, "password_file without username", "add \"username\"");
  }
  if (out.bearer_token_file && out.username) {
    context.report(out.bearer_token_file->span,
                   "bearer_token_file and username exclude each other");
  }
  if (out.cert_file.has_value() != out.key_file.has_value()) {
    context.report(node.span(), "cert_file and key_file come together");
  }
  return out;
}

}  // namespace

std::filesystem::path Project::resolve(const std::string& path) const {
  return (directory / path).lexically_normal();
}

std::optional<std::filesystem::path> find_project_file(const std::filesystem::path& start) {
  std::error_code error;
  std::filesystem::path folder = std::filesystem::absolute(start, error);
  if (error) return std::nullopt;
  while (true) {
    std::filesystem::path file = folder / kProjectFileName;
    if (std::filesystem::is_regular_file(file, error)) return file;
    const std::filesystem::path parent = folder.parent_path();
    if (parent == folder || parent.empty()) return std::nullopt;
    folder = parent;
  }
}

Project read_project(const yaml::Document& document, const std::filesystem::path& directory) {
  Project project;
  project.directory = directory;
  Context context = project_context(project.problems);
  report_duplicate_keys(context, document);
  if (document.root() == nullptr) return project;
  Fields fields(context, *document.root(), "project file");
  project.catalogs = read_paths(context, fields, "catalogs");
  project.rules = read_paths(context, fields, "rules");
  project.prometheus = read_paths(context, fields, "prometheus");
  project.dashboards = read_paths(context, fields, "dashboards");
  if (const yaml::Node* servers = fields.value("servers")) {
    for (const yaml::Node& item : items_of(context, *servers)) {
      ServerProfile profile = read_server(context, item);
      for (const ServerProfile& other : project.servers) {
        if (profile.name.value.empty() || other.name.value != profile.name.value) continue;
        context.report(profile.name.span, fmt::format("server profile \"{}\" is there twice",
                                                      printable(profile.name.value)));
      }
      project.servers.push_back(std::move(profile));
    }
  }
  fields.finish();
  return project;
}

Result<std::optional<Project>> load_project(const std::filesystem::path& start) {
  const auto file = find_project_file(start);
  if (!file) return std::optional<Project>();
  const auto text = read_file(*file);
  if (!text) return failure(text.error().message);
  auto document = yaml::parse(*text);
  if (!document) {
    Error error = std::move(document).error();
    error.message = fmt::format("{}: {}", printable(file->string()), error.message);
    return std::unexpected(std::move(error));
  }
  return std::optional<Project>(read_project(*document, file->parent_path()));
}

}  // namespace nsmon::config
