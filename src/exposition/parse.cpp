// SPDX-License-Identifier: Apache-2.0
#include "exposition/parse.h"

#include "base/try.h"
#include "exposition/reader.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace nsmon::exposition {
namespace {

series::LabelSet to_labels(std::span<const LabelView> views, std::string_view metric) {
  std::vector<series::Label> labels;
  labels.reserve(views.size() + 1);
  if (!metric.empty()) labels.push_back({std::string(series::kMetricName), std::string(metric)});
  for (const LabelView& view : views) {
    labels.push_back({std::string(view.name), std::string(view.value)});
  }
  return series::LabelSet(std::move(labels));
}

class Collector final : public Sink {
 public:
  explicit Collector(std::string_view text) : text_(text) {}

  void family(const Family& family) override {
    result.families.push_back({.name = family.name, .type = family.type, .unit = family.unit});
  }

  void sample(const Family&, const Sample& sample) override {
    OwnedSample owned{.labels = to_labels(sample.labels, sample.name),
                      .value = sample.value,
                      .timestamp = sample.timestamp};
    if (const Exemplar* exemplar = sample.exemplar; exemplar != nullptr) {
      owned.exemplar = OwnedExemplar{.labels = to_labels(exemplar->labels, {}),
                                     .value = exemplar->value,
                                     .timestamp = exemplar->timestamp};
    }
    result.families.back().samples.push_back(std::move(owned));
  }

  void family_end(const Family& family) override { result.families.back().help = family.help; }

  void problem(const Problem& problem) override {
    result.problems.push_back({.severity = problem.severity,
                               .id = std::string(problem.check),
                               .message = problem.message,
                               .span = span_of(problem),
                               .hint = problem.hint});
  }

  Exposition result;

 private:
  // Problems come in the order of their lines, so the search goes on where it stopped.
  Span span_of(const Problem& problem) {
    while (line_ < problem.line) {
      const std::size_t end = text_.find('\n', line_begin_);
      if (end == std::string_view::npos) break;
      line_begin_ = end + 1;
      ++line_;
    }
    const auto at = static_cast<std::uint32_t>(line_begin_);
    const auto size = static_cast<std::uint32_t>(text_.size());
    return {std::min(at + problem.columns.begin, size), std::min(at + problem.columns.end, size)};
  }

  std::string_view text_;
  std::uint64_t line_ = 1;
  std::size_t line_begin_ = 0;
};

}  // namespace

const OwnedFamily* Exposition::find(std::string_view family) const {
  const auto found = std::ranges::find(families, family, &OwnedFamily::name);
  return found == families.end() ? nullptr : &*found;
}

Result<Exposition> parse(std::string_view text, Format format) {
  Collector collector(text);
  Reader reader(format, collector);
  TRY(reader.feed(text));
  reader.finish();
  return std::move(collector.result);
}

}  // namespace nsmon::exposition
