// SPDX-License-Identifier: Apache-2.0
#include "dashboards/output.h"

#include "base/try.h"
#include "base/utf8.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>

namespace nsmon::dashboards {
namespace {

using Json = nlohmann::json;  // objects are sorted by key

constexpr std::size_t kDeepestJson = 200;

bool is_uid_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

// FNV-1a, which does not change from one run or machine to another.
std::uint32_t checksum(std::string_view text) {
  std::uint32_t sum = 2166136261U;
  for (const char c : text) sum = (sum ^ static_cast<unsigned char>(c)) * 16777619U;
  return sum;
}

// Writing and destroying JSON recurse; reading does not.
std::size_t deepest_level(std::string_view json) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

Result<std::string> take_uid(const Json& dashboard, std::string_view stem) {
  const auto uid = dashboard.find("uid");
  if (uid == dashboard.end() || uid->is_null()) return uid_from_name(stem);
  if (!uid->is_string()) return failure("the dashboard's uid is not a string");
  std::string text = uid->get<std::string>();
  if (text.empty()) return uid_from_name(stem);
  if (text.size() > kLongestUid || !std::ranges::all_of(text, is_uid_character)) {
    return failure(
        fmt::format("the dashboard's uid {} is not made of up to {} letters, digits, "
                    "'-' and '_'",
                    nsmon::quoted(text), kLongestUid));
  }
  return text;
}

Result<DashboardFile> to_file(Json dashboard, std::string_view stem) {
  if (!dashboard.is_object()) {
    return failure(fmt::format("gives {}, but a dashboard is an object", dashboard.type_name()));
  }
  if (dashboard.contains("dashboard") && !dashboard.contains("panels")) {
    return failure("gives the envelope of the HTTP API, which file provisioning does not take", {},
                   "give what is inside \"dashboard\"");
  }
  if (!dashboard.contains("panels") && !dashboard.contains("rows")) {
    return failure("gives an object without panels, which is no dashboard", {},
                   "the object needs \"title\" and \"panels\"");
  }
  TRY_ASSIGN(std::string uid, take_uid(dashboard, stem));
  dashboard["uid"] = uid;
  dashboard["id"] = nullptr;  // a number belongs to one server
  const std::string text = dashboard.dump(2, ' ', false, Json::error_handler_t::replace);
  return DashboardFile{fmt::format("{}.json", stem), std::move(uid), text + "\n"};
}

Result<std::string> stem_of(std::string_view file) {
  std::string_view stem = file;
  if (stem.ends_with(".json")) stem.remove_suffix(5);
  const bool usable = !stem.empty() && !stem.starts_with('.') &&
                      stem.find_first_of(std::string_view("/\\\0", 3)) == std::string_view::npos &&
                      printable(stem) == stem;
  if (!usable) return failure(fmt::format("{} cannot be the name of a file", nsmon::quoted(file)));
  return std::string(stem);
}

}  // namespace

std::string uid_from_name(std::string_view stem) {
  std::string uid(stem);
  std::ranges::replace_if(uid, [](char c) { return !is_uid_character(c); }, '-');
  if (uid.size() > kLongestUid) {
    uid.resize(kLongestUid - 9);
    uid += fmt::format("-{:08x}", checksum(stem));
  }
  return uid;
}

Result<std::vector<DashboardFile>> to_files(std::string_view json, std::string_view stem) {
  if (deepest_level(json) > kDeepestJson) {
    return failure(fmt::format("gives JSON of more than {} levels", kDeepestJson));
  }
  Json document = Json::parse(json, nullptr, false);
  if (document.is_discarded()) return failure("gives what is not JSON");
  std::vector<DashboardFile> files;
  if (!document.is_object() || !document.contains("grafanaDashboards")) {
    TRY_ASSIGN(auto file, to_file(std::move(document), stem));
    files.push_back(std::move(file));
    return files;
  }
  const Json& mixin = document["grafanaDashboards"];
  if (!mixin.is_object()) return failure("grafanaDashboards is not an object of file names");
  for (const auto& [name, dashboard] : mixin.items()) {
    TRY_ASSIGN(const std::string file_stem, stem_of(name));
    auto file = to_file(dashboard, file_stem);
    if (!file) {
      file.error().message =
          fmt::format("dashboard {} {}", nsmon::quoted(name), file.error().message);
      return std::unexpected(std::move(file).error());
    }
    files.push_back(std::move(*file));
  }
  return files;
}

}  // namespace nsmon::dashboards
