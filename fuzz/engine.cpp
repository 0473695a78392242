// SPDX-License-Identifier: Apache-2.0
// Scripts and expressions over a small store: neither may crash, hang or leave the limits.
#include "engine/engine.h"

#include "promql/parse.h"
#include "testing/script.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace {
using namespace nsmon;

constexpr series::Timestamp kMinute = 60'000;

storage::HistogramPtr histogram(double scale) {
  auto made = std::make_shared<series::Histogram>();
  made->count = 6 * scale;
  made->sum = 9 * scale;
  made->zero_threshold = 0.001;
  made->zero_count = scale;
  made->positive = {{{0, 2}, {1, 1}}, {scale, 3 * scale, scale}};
  return made;
}

storage::Store make_store() {
  storage::Store store;
  for (int step = 0; step < 10; ++step) {
    const series::Timestamp time = step * kMinute;
    for (const char* name : {"x", "foo", "a", "http_requests_total"}) {
      for (const char* job : {"1", "2"}) {
        const series::LabelSet labels{{"__name__", name}, {"job", job}, {"le", job}};
        static_cast<void>(
            store.append(labels, {.time = time, .value = 1.5 * step, .histogram = {}}));
      }
    }
    const series::LabelSet native{{"__name__", "h"}, {"job", "1"}};
    static_cast<void>(store.append(native, {.time = time, .histogram = histogram(step + 1)}));
  }
  return store;
}

// Repeats and long ranges make a case slow, which is not what is looked for.
bool is_too_large(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (digits > 4) return true;
  }
  return text.size() > 4096;
}

void evaluate(std::string_view text) {
  static const storage::Store store = make_store();
  const engine::StoreSource source(store);
  const auto expr = promql::parse_expression(text, promql::Features::all());
  if (!expr) return;
  engine::Options options;
  options.max_samples = 20'000;
  options.timeout = std::chrono::seconds(2);
  options.delayed_name_removal = text.size() % 2 == 0;
  static_cast<void>(engine::range_query(source, **expr, {0, 5 * kMinute, kMinute}, options));
  static_cast<void>(engine::instant_query(source, **expr, 3 * kMinute, options));
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (is_too_large(text)) return 0;
  if (text.contains('\n')) {
    static_cast<void>(testing::run_script(text));
  } else {
    evaluate(text);
  }
  return 0;
}
