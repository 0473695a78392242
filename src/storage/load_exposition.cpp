// SPDX-License-Identifier: Apache-2.0
#include "storage/load_exposition.h"

#include "base/try.h"
#include "exposition/reader.h"

#include <optional>
#include <utility>

namespace nsmon::storage {
namespace {

// Puts samples into the store. Histories are written series by series, so the labels of a line are
// taken apart only when its bytes differ from those of the line before.
class StoreSink final : public exposition::Sink {
 public:
  StoreSink(series::Timestamp scrape_time, Store& store)
      : scrape_time_(scrape_time), store_(store) {}

  void sample(const exposition::Family&, const exposition::Sample& sample) override {
    if (error_ || !find_series(sample)) return;
    const series::Timestamp time = sample.timestamp.value_or(scrape_time_);
    switch (store_.append(id_, {.time = time, .value = sample.value, .histogram = {}})) {
      case Append::over_limit: error_ = Error{"more samples than the store may hold"}; return;
      case Append::duplicate:
      case Append::out_of_order: ++report_.refused; break;
      default: break;
    }
    ++report_.samples;
  }

  void problem(const exposition::Problem& problem) override {
    if (problem.severity != Severity::error) return;
    ++report_.problem_count;
    if (report_.problems.size() >= kMaxLoadProblems) return;
    report_.problems.push_back({static_cast<std::size_t>(problem.line), problem.message});
  }

  Result<LoadReport> result() {
    if (error_) return std::unexpected(*error_);
    return std::move(report_);
  }
  bool failed() const { return error_.has_value(); }

 private:
  bool find_series(const exposition::Sample& sample) {
    if (known_ && sample.series == last_) return true;
    std::vector<series::Label> labels;
    labels.reserve(sample.labels.size() + 1);
    labels.push_back({std::string(series::kMetricName), std::string(sample.name)});
    for (const exposition::LabelView& label : sample.labels) {
      labels.push_back({std::string(label.name), std::string(label.value)});
    }
    auto id = store_.series_id(series::LabelSet(std::move(labels)));
    if (!id) {
      error_ = std::move(id).error();
      return false;
    }
    id_ = *id;
    last_ = sample.series;
    known_ = true;
    return true;
  }

  series::Timestamp scrape_time_;
  Store& store_;
  LoadReport report_;
  std::optional<Error> error_;
  std::string last_;  // the series of the line before, as written
  bool known_ = false;
  SeriesId id_ = 0;
};

}  // namespace

Result<LoadReport> load_exposition(std::string_view text, exposition::Format format,
                                   series::Timestamp scrape_time, Store& store) {
  constexpr std::size_t kPiece = std::size_t{1} << 20;
  StoreSink sink(scrape_time, store);
  exposition::Reader reader(format, sink);
  while (!text.empty() && !sink.failed()) {
    TRY(reader.feed(text.substr(0, kPiece)));
    text.remove_prefix(std::min(kPiece, text.size()));
  }
  reader.finish();
  return sink.result();
}

}  // namespace nsmon::storage
