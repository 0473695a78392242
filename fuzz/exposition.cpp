// SPDX-License-Identifier: Apache-2.0
// Expositions from untrusted bytes: no crash, places lie in their lines, the size of the pieces
// makes no difference, and what was read without a problem is written and read back the same.
#include "catalog/exposition_check.h"
#include "exposition/reader.h"
#include "exposition/writer.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using nsmon::exposition::Format;

// Counts what it gets and checks every place.
class Counter final : public nsmon::exposition::Sink {
 public:
  void sample(const nsmon::exposition::Family&, const nsmon::exposition::Sample& sample) override {
    ++samples;
    check(sample.name_columns, sample.line.text);
    check(sample.value_columns, sample.line.text);
    for (const auto& label : sample.labels) {
      check(label.name_columns, sample.line.text);
      check(label.value_columns, sample.line.text);
    }
  }
  void problem(const nsmon::exposition::Problem& problem) override {
    ++problems;
    if (problem.line == 0) std::abort();
    check(problem.columns, problem.text);
  }

  std::size_t samples = 0;
  std::size_t problems = 0;

 private:
  static void check(nsmon::exposition::Columns columns, std::string_view line) {
    if (columns.begin > columns.end || columns.end > line.size()) std::abort();
  }
};

struct Result {
  std::size_t samples = 0;
  std::size_t problems = 0;
  bool is_text = true;
  bool operator==(const Result&) const = default;
};

Result read(std::string_view text, Format format, std::size_t piece) {
  Counter counter;
  nsmon::exposition::Reader reader(format, counter);
  bool is_text = true;
  while (!text.empty() && is_text) {
    is_text = reader.feed(text.substr(0, piece)).has_value();
    text.remove_prefix(std::min(piece, text.size()));
  }
  if (is_text) reader.finish();
  return {counter.samples, counter.problems, is_text};
}

void round_trip(std::string_view text, Format format) {
  const auto first = nsmon::exposition::parse(text, format);
  if (!first || !first->problems.empty()) return;
  const std::string written = nsmon::exposition::write(first->families, format);
  const auto second = nsmon::exposition::parse(written, format);
  if (!second || !second->problems.empty()) std::abort();
  if (nsmon::exposition::write(second->families, format) != written) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const Format format : {Format::text, Format::openmetrics}) {
    const Result whole = read(text, format, size + 1);
    const Result pieces = read(text, format, 7);
    // What a program or an archive begins with is seen in the first piece only.
    if (whole.is_text && pieces.is_text && whole != pieces) std::abort();
    round_trip(text, format);
    const nsmon::catalog::Catalog catalog;
    std::size_t findings = 0;
    nsmon::catalog::ExpositionCheck check(
        format, &catalog, "", [&](const nsmon::catalog::ExpositionFinding&) { ++findings; });
    nsmon::exposition::Reader reader(format, check);
    if (reader.feed(text)) {
      reader.finish();
      check.finish();
    }
  }
  return 0;
}
