// SPDX-License-Identifier: Apache-2.0
#include "base/number_text.h"
#include "watch/display.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace nsmon::watch {
namespace {

using Json = nlohmann::ordered_json;

// Times with milliseconds: more digits would pretend precision.
double rounded(double seconds) {
  return std::round(seconds * 1000) / 1000;
}

// Numbers as numbers; JSON has none for NaN and infinities, so they are null and named beside.
class Values {
 public:
  void add(const std::string& text, double value) {
    const bool finite = std::isfinite(value);
    values_[text] = finite ? Json(value) : Json(nullptr);
    if (!finite) nonfinite_[text] = format_g(value);
  }
  void put_into(Json& row) && {
    row["values"] = std::move(values_);
    if (!nonfinite_.empty()) row["nonfinite"] = std::move(nonfinite_);
  }

 private:
  Json values_ = Json::object();
  Json nonfinite_ = Json::object();
};

class JsonDisplay final : public Display {
 public:
  JsonDisplay(Writer out, Writer err, std::string run)
      : out_(std::move(out)), err_(std::move(err)), run_(std::move(run)) {}

  void start(Moment when, const std::vector<std::string>& command,
             const std::vector<std::string>& urls) override {
    Json row = begin("start", when);
    row["command"] = command;
    row["urls"] = urls;
    write(row);
  }

  void sample(Moment when, const Snapshot& scraped) override {
    Json row = begin("sample", when);
    Values values;
    for (const SeriesValue& series : scraped.series) values.add(series.text, series.value);
    std::move(values).put_into(row);
    write(row);
  }

  void round(Moment when, const Story& story, const Story::FinishedRound& finished) override {
    Json row = begin("epoch", when);
    row["epoch"] = number(finished.round.number);
    row["total"] = story.planned() ? number(*story.planned()) : Json(nullptr);
    Values values;
    for (const ViewLine& line : finished.view->lines) {
      for (const SeriesValue* series :
           select(*finished.view, line, story.current(), &finished.round)) {
        values.add(series->text, series->value);
      }
    }
    std::move(values).put_into(row);
    write(row);
  }

  void log(Moment when, Stream stream, const std::string& text) override {
    Json row = begin("log", when);
    row["stream"] = stream == Stream::out ? "stdout" : "stderr";
    row["text"] = text;
    write(row);
  }

  void stall(Moment when, const Stall& stall, double since_unix_s) override {
    Json row = begin("stall", when);
    row["silent"] = stall.silent;
    row["since"] = rounded(since_unix_s);
    row["active"] = stall.active;
    write(row);
  }

  void note(Moment, const std::string& text) override { err_(text + "\n"); }
  void heartbeat(Moment, const Story&) override {}

  void end(Moment when, const Story& story, const Ending& ending) override {
    Json row = begin("end", when);
    row["state"] = ending.state;
    row["exit_code"] = ending.exit_code ? Json(*ending.exit_code) : Json(nullptr);
    row["signal"] = text_or_null(ending.signal);
    row["reason"] = text_or_null(ending.reason);
    Json summary{{"duration_s", rounded(when.elapsed_s)},
                 {"epochs", story.rounds()},
                 {"last_epoch", story.newest_round() ? number(*story.newest_round()) : Json()},
                 {"total", story.planned() ? number(*story.planned()) : Json()},
                 {"scrapes", story.scrapes()},
                 {"log_lines", story.log_lines()}};
    Values last;
    Values best;
    for (const SeriesHistory& history : story.history()) {
      last.add(history.text, history.last);
      if (history.better != Better::unknown) best.add(history.text, history.best);
    }
    std::move(last).put_into(summary);
    Json best_values;
    std::move(best).put_into(best_values);
    summary["best"] = best_values["values"];
    row["summary"] = std::move(summary);
    write(row);
  }

 private:
  Json begin(std::string_view type, Moment when) const {
    return Json{{"type", type}, {"time", rounded(when.unix_s)}, {"run", run_}};
  }

  // Whole numbers without a point.
  static Json number(double value) {
    constexpr double kExact = 9e15;
    const bool whole = std::floor(value) == value && std::fabs(value) < kExact;
    return whole ? Json(static_cast<std::int64_t>(value)) : Json(value);
  }

  static Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
  }

  void write(const Json& row) {
    out_(row.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
  }

  Writer out_;
  Writer err_;
  std::string run_;
};

}  // namespace

std::unique_ptr<Display> json_display(Writer out, Writer err, std::string run) {
  return std::make_unique<JsonDisplay>(std::move(out), std::move(err), std::move(run));
}

}  // namespace nsmon::watch
