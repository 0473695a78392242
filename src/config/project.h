// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/problem.h"
#include "yaml/document.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::config {

inline constexpr std::string_view kProjectFileName = ".nsmon.yml";

// How to reach one server; chosen with --server NAME.
struct ServerProfile {
  Positioned<std::string> name;
  Positioned<std::string> url;
  Field<std::string> username, password_file, bearer_token_file, ca_file, cert_file, key_file;
  std::vector<std::pair<Positioned<std::string>, Positioned<std::string>>> headers;
  Field<Duration> timeout;
};

// The project file. Paths are as written; they are relative to the folder of the file.
struct Project {
  std::filesystem::path directory;
  std::vector<Positioned<std::string>> catalogs;
  std::vector<Positioned<std::string>> rules;
  std::vector<Positioned<std::string>> prometheus;
  std::vector<Positioned<std::string>> dashboards;  // rendered or hand-written Grafana JSON
  std::vector<ServerProfile> servers;               // the first one is the default
  std::vector<Problem> problems;

  // A path of the file, made absolute or relative to the current folder as `directory` is.
  std::filesystem::path resolve(const std::string& path) const;
};

// The nearest `.nsmon.yml` in `start` or a folder above it; nothing when there is none.
std::optional<std::filesystem::path> find_project_file(const std::filesystem::path& start);

// Reads the file's text; wrong keys (with the nearest known one as hint) and values are gathered in
// `problems`.
Project read_project(const yaml::Document& document, const std::filesystem::path& directory);

// find_project_file and read_project in one. Nothing when there is no project file; an Error when
// it cannot be read or is not YAML. The message of the error begins with the path.
Result<std::optional<Project>> load_project(const std::filesystem::path& start);

}  // namespace nsmon::config
