// SPDX-License-Identifier: Apache-2.0
#include "dashboards/render.h"

#include "base/try.h"
#include "dashboards/jsonnet.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <deque>
#include <filesystem>
#include <string_view>
#include <thread>

namespace nsmon::dashboards {
namespace {

constexpr std::string_view kSnippetName = "nsmon:main";
constexpr std::string_view kMixinField = "grafanaDashboards";

std::string stem_of(const std::string& path) {
  return std::filesystem::path(path).stem().string();
}

// Every file that is evaluated costs the evaluator a new standard library (some 20 ms), so only a
// possible mixin, whose dashboards may be a hidden field, is imported by a text of ours.
Evaluation evaluation_of(const std::string& path, std::string text,
                         const RenderSettings& settings) {
  Evaluation evaluation{
      .name = path,
      .snippet = {},
      .folders = settings.folders,
      .code = {{"catalog", settings.catalog_json}},
      .strings = {{"catalogText", settings.catalog_json}, {"uid", uid_from_name(stem_of(path))}},
      .names = settings.metric_names};
  if (text.find(kMixinField) == std::string::npos) {
    evaluation.snippet = fmt::format("{}{}", import_prefix(path, text), text);
    return evaluation;
  }
  const std::string quoted_path =
      nlohmann::json(path).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  evaluation.name = kSnippetName;
  evaluation.snippet = fmt::format(
      "local t = import {0};\n"
      "if std.isObject(t) && std.objectHasAll(t, '{1}') then {{ {1}: t.{1} }} else t\n",
      quoted_path, kMixinField);
  return evaluation;
}

// An error travels with the imports that explain it; no part holds a zero byte.
std::string encode_failure(const Evaluated& evaluated) {
  std::string text = evaluated.text;
  for (const ImportRecord& import : evaluated.imports) {
    for (const std::string& part : {import.base, import.relative, import.found}) {
      text += '\0';
      text += part;
    }
  }
  return text;
}

TemplateFailure decode_failure(std::string_view text) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = text.find('\0');
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  std::vector<ImportRecord> imports;
  for (std::size_t i = 1; i + 2 < parts.size(); i += 3) {
    imports.push_back({parts[i], parts[i + 1], parts[i + 2]});
  }
  return explain(parts.front(), imports);
}

Result<LimitedChild> start(const std::string& path, const RenderSettings& settings) {
  TRY_ASSIGN(std::string text, read_import(path));
  const Evaluation evaluation = evaluation_of(path, std::move(text), settings);
  return LimitedChild::start(
      [&]() -> ChildResult {
        Evaluated evaluated = evaluate(evaluation);
        if (!evaluated.succeeded) return {false, encode_failure(evaluated)};
        return {true, std::move(evaluated.text)};
      },
      settings.limits);
}

// A failure without a place in a text is one of the template as a whole.
TemplateFailure whole_template(Error error, const std::string& path) {
  return {.error = std::move(error), .file = path};
}

Rendered finish(Result<LimitedChild>& child, const std::string& path) {
  Rendered rendered;
  if (!child) {
    rendered.failure = TemplateFailure{.error = child.error(), .file = {}};
    return rendered;
  }
  auto output = child->finish();
  if (!output) {
    rendered.failure = whole_template(std::move(output).error(), path);
    return rendered;
  }
  rendered.trace = std::move(output->trace);
  if (!output->result.succeeded) {
    rendered.failure = decode_failure(output->result.text);
    if (rendered.failure->file.empty()) rendered.failure->file = path;
    return rendered;
  }
  auto files = to_files(output->result.text, stem_of(path));
  if (files) {
    rendered.dashboards = std::move(*files);
  } else {
    rendered.failure = whole_template(std::move(files).error(), path);
  }
  return rendered;
}

}  // namespace

Result<std::vector<Rendered>> render(std::span<const std::string> templates,
                                     const RenderSettings& settings) {
  TRY(load_jsonnet());
  const std::size_t at_once = std::max(1U, std::thread::hardware_concurrency());
  std::deque<Result<LimitedChild>> running;
  std::vector<Rendered> rendered;
  for (std::size_t next = 0; rendered.size() < templates.size();) {
    for (; next < templates.size() && running.size() < at_once; ++next) {
      running.push_back(start(templates[next], settings));
    }
    rendered.push_back(finish(running.front(), templates[rendered.size()]));
    running.pop_front();
  }
  return rendered;
}

}  // namespace nsmon::dashboards
