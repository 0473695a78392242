// SPDX-License-Identifier: Apache-2.0
// YAML, rule files, configurations and project files from untrusted bytes: no crash, no hang, and
// every place that is told lies in the text.
#include "config/project.h"
#include "config/prometheus.h"
#include "config/rule_file.h"
#include "config/sniff.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using nsmon::Span;

void check(Span span, std::string_view text) {
  if (span.begin > span.end || span.end > text.size()) std::abort();
}

void check(const nsmon::yaml::Node& node, std::string_view text) {
  check(node.span(), text);
  check(node.content_span(), text);
  if (node.is_alias()) return;  // its content was visited at the anchor
  const auto size = static_cast<std::uint32_t>(node.text().size());
  for (std::uint32_t offset = 0; offset <= size; offset += 1 + size / 8) {
    if (nsmon::yaml::place_in_text(text, node, offset) > text.size()) std::abort();
  }
  for (const auto& item : node.items()) check(item, text);
  for (const auto& entry : node.entries()) {
    check(entry.key, text);
    check(entry.value, text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = nsmon::yaml::parse(text);
  if (!document) {
    if (document.error().span.begin > text.size()) std::abort();
    return 0;
  }
  if (document->root() != nullptr) check(*document->root(), text);
  for (const auto& comment : document->comments()) check(comment.span, text);
  nsmon::config::kind_of(*document);
  for (const auto& problem : nsmon::config::read_rule_file(*document).problems) {
    check(problem.error.span, text);
  }
  for (const auto& problem : nsmon::config::read_prometheus_config(*document).problems) {
    check(problem.error.span, text);
  }
  nsmon::config::read_project(*document, ".");
  return 0;
}
