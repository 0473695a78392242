// SPDX-License-Identifier: Apache-2.0
// What parses must print to a text that parses to the same print, on one line and split.
#include "promql/parse.h"
#include "promql/print.h"
#include "promql/series_description.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {
using namespace nsmon::promql;

// A printed +Inf at the start of a power reads as a sign before it, here as in Prometheus; so two
// rounds may differ in signs, and only validity is asked of such texts.
bool has_infinity(std::string_view text) {
  return text.contains("Inf");
}

void must_read_back(const std::string& text, const std::string& canonical) {
  const ParseOutcome again = parse(text, Features::all());
  if (!again.errors.empty()) std::abort();
  if (!has_infinity(canonical) && print(*again.expr) != canonical) std::abort();
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const ParseOutcome outcome = parse(text, Features::all());
  if (outcome.expr != nullptr) {
    const std::string canonical = print(*outcome.expr);
    must_read_back(canonical, canonical);
    must_read_back(print_pretty(*outcome.expr, size % 50), canonical);
  } else if (outcome.errors.empty() || outcome.errors.front().span.end > size) {
    std::abort();
  }
  // Repeats multiply; the bound of the description is not what is tested here.
  if (!text.contains('x')) static_cast<void>(parse_series_description(text));
  return 0;
}
