// SPDX-License-Identifier: Apache-2.0
// Templates of rules: any text parses or gives errors within it, and what parses expands or fails
// within its bounds.
#include "template/expand.h"
#include "template/inspect.h"
#include "template/parse.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {
using namespace nsmon::templates;

RuleData example_data() {
  RuleData data;
  data.labels = {{"job", "api"}, {"instance", "h:9090"}};
  data.external_labels = {{"cluster", "c"}};
  data.external_url = "http://x/y";
  data.value = 12.5;
  return data;
}

Environment example_environment() {
  Environment environment;
  environment.query =
      [](const std::string& query) -> std::expected<std::vector<QuerySample>, std::string> {
    if (query.size() % 3 == 0) return std::unexpected("no such query");
    return std::vector<QuerySample>{{{{"job", query}}, 1.5}, {{{"job", "b"}}, 2.5}};
  };
  return environment;
}

void check_span(nsmon::Span span, std::size_t size) {
  if (span.begin > span.end || span.end > size) std::abort();
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const ParseOutcome outcome = parse(text, "__alert_Fuzz");
  if (outcome.tree.has_value() != outcome.errors.empty()) std::abort();
  for (const ParseError& error : outcome.errors) check_span(error.error.span, size);
  if (!outcome.tree) return 0;
  for (const Reference& reference : inspect(*outcome.tree).references) {
    check_span(reference.span, size);
  }
  const Limits limits{.output_bytes = 1 << 16, .steps = 2000, .depth = 200};
  const auto expanded = expand(*outcome.tree, example_data(), example_environment(), limits);
  if (expanded && expanded->size() > limits.output_bytes) std::abort();
  return 0;
}
