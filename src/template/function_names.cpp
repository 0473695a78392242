// SPDX-License-Identifier: Apache-2.0
#include "template/parse.h"

#include <algorithm>
#include <array>

namespace nsmon::templates {
namespace {

// Go's own functions and those that Prometheus adds for rules, sorted. Consoles also have `tmpl`.
constexpr std::array<std::string_view, 48> kNames{
    "and",
    "args",
    "call",
    "eq",
    "externalURL",
    "first",
    "ge",
    "graphLink",
    "gt",
    "html",
    "humanize",
    "humanize1024",
    "humanizeDuration",
    "humanizePercentage",
    "humanizeTimestamp",
    "index",
    "js",
    "label",
    "le",
    "len",
    "lt",
    "match",
    "ne",
    "not",
    "now",
    "or",
    "parseDuration",
    "pathPrefix",
    "print",
    "printf",
    "println",
    "query",
    "reReplaceAll",
    "safeHtml",
    "slice",
    "sortByLabel",
    "stripDomain",
    "stripPort",
    "strvalue",
    "tableLink",
    "title",
    "toDuration",
    "toLower",
    "toTime",
    "toUpper",
    "urlQueryEscape",
    "urlquery",
    "value",
};

}  // namespace

std::span<const std::string_view> rule_functions() {
  return kNames;
}

bool is_rule_function(std::string_view name) {
  return std::ranges::binary_search(kNames, name);
}

}  // namespace nsmon::templates
