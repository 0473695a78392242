// SPDX-License-Identifier: Apache-2.0
#include "lint/describe.h"

#include "lint/check.h"
#include "lint/registry.h"
#include "lint/reporters/report.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace nsmon::lint {
namespace {

std::string indented(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (!line.empty()) out += "  ";
    out += line;
    out += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

// Breaks at blanks so that no line is longer than a page is wide.
std::string wrapped(std::string_view text) {
  constexpr std::size_t kWidth = 80;
  std::string out;
  std::size_t column = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (column > 0 && column + 1 + end > kWidth) {
      out += '\n';
      column = 0;
    }
    if (column > 0) {
      out += ' ';
      ++column;
    }
    out += text.substr(0, end);
    column += end;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out + '\n';
}

std::string properties(const CheckInfo& info) {
  std::string text(to_string(info.severity));
  if (info.refused) text += ", Prometheus refuses the file";
  if (info.needs != Input::nothing) text += fmt::format(", needs {}", describe(info.needs));
  if (info.off_by_default) text += ", off unless selected";
  return text;
}

std::string with_break(std::string_view text) {
  std::string out(text);
  if (!out.ends_with('\n')) out += '\n';
  return out;
}

std::string capitalized(std::string_view text) {
  std::string out(text);
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z')
    out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

// An example is YAML unless it is a bare expression.
std::string_view language_of(std::string_view example) {
  return example.find('\n') == std::string_view::npos &&
                 example.find(": ") == std::string_view::npos
             ? "promql"
             : "yaml";
}

std::string page_of(const CheckInfo& info) {
  std::string page =
      fmt::format("# {}\n\n{}.\n\n**{}**\n\n{}\n", info.id, capitalized(info.summary),
                  capitalized(properties(info)), wrapped(info.rationale));
  page += fmt::format("Wrong:\n\n```{}\n{}```\n\n", language_of(info.bad), with_break(info.bad));
  page += fmt::format("Right:\n\n```{}\n{}```\n\n", language_of(info.good), with_break(info.good));
  page += fmt::format(
      "To silence it for one rule, write `# nsmon disable {0} -- reason` on or above the rule; for "
      "a\n"
      "file, `# nsmon file/disable {0} -- reason`.\n",
      info.id);
  return page;
}
}  // namespace

std::string explain(const Check& check) {
  const CheckInfo& info = check.info;
  return fmt::format("{} ({})\n\n{}.\n\n{}\nwrong:\n{}\nright:\n{}", info.id, properties(info),
                     capitalized(info.summary), wrapped(info.rationale), indented(info.bad),
                     indented(info.good));
}

std::string list_checks() {
  std::string out;
  for (const Check* check : all_checks()) {
    out += fmt::format("{:<34} {:<8} {}{}\n", check->info.id, to_string(check->info.severity),
                       check->info.summary, check->info.off_by_default ? " (off)" : "");
  }
  return out;
}

std::string list_checks_json() {
  using Json = nlohmann::ordered_json;
  Json checks = Json::array();
  for (const Check* check : all_checks()) {
    const CheckInfo& info = check->info;
    checks.push_back({{"check", info.id},
                      {"severity", to_string(info.severity)},
                      {"summary", info.summary},
                      {"rationale", info.rationale},
                      {"refused", info.refused},
                      {"needs", info.needs == Input::nothing ? "" : describe(info.needs)},
                      {"default", !info.off_by_default}});
  }
  return Json{{"version", 1}, {"checks", checks}}.dump(2) + '\n';
}

std::vector<Page> documentation() {
  std::vector<Page> pages;
  std::string index =
      "# Checks\n\n"
      "What `nsmon lint-rules` looks for. This folder is made from the checks themselves\n"
      "(`./dev generate`); every example in it is executed by the tests.\n";
  std::string_view family;
  for (const Check* check : all_checks()) {
    const CheckInfo& info = check->info;
    if (family != family_of(info.id)) {
      family = family_of(info.id);
      index += fmt::format("\n## {}\n\n| check | severity | finds |\n|---|---|---|\n", family);
    }
    index += fmt::format("| [{0}]({0}.md) | {1} | {2} |\n", info.id, to_string(info.severity),
                         info.summary);
    pages.push_back({std::string(info.id) + ".md", page_of(info)});
  }
  pages.push_back({"README.md", std::move(index)});
  return pages;
}

}  // namespace nsmon::lint
