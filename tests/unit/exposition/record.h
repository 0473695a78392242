// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/number_text.h"
#include "exposition/reader.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace nsmon::exposition::test {

inline std::string labels_text(std::span<const LabelView> labels) {
  std::string out;
  for (const LabelView& label : labels) out += fmt::format(" {}=[{}]", label.name, label.value);
  return out;
}

// Writes every event as one line.
class Recorder final : public Sink {
 public:
  void family(const Family& family) override {
    text += fmt::format("family {} {}{}\n", family.name, to_string(family.type),
                        family.unit ? " unit " + *family.unit : "");
  }
  void sample(const Family&, const Sample& sample) override {
    text += fmt::format("  {}:{}{} = {}", sample.line.number, sample.name,
                        labels_text(sample.labels), format_g(sample.value));
    if (sample.timestamp) text += fmt::format(" @{}", *sample.timestamp);
    if (const Exemplar* exemplar = sample.exemplar; exemplar != nullptr) {
      text += fmt::format(" #{} {}", labels_text(exemplar->labels), format_g(exemplar->value));
      if (exemplar->timestamp) text += fmt::format(" @{}", *exemplar->timestamp);
    }
    text += '\n';
  }
  void family_end(const Family& family) override {
    text +=
        fmt::format("end {}{}\n", family.name, family.help ? " help [" + *family.help + "]" : "");
  }
  void problem(const Problem& problem) override {
    text += fmt::format("! {}:{}-{} {}: {}\n", problem.line, problem.columns.begin + 1,
                        problem.columns.end + 1, problem.check, problem.message);
  }

  std::string text;
};

// The events of a text that comes in pieces of at most `piece` bytes.
inline std::string record(std::string_view text, Format format, std::size_t piece = 1U << 20U) {
  Recorder recorder;
  Reader reader(format, recorder);
  while (!text.empty()) {
    const std::string_view head = text.substr(0, piece);
    text.remove_prefix(head.size());
    if (const auto fed = reader.feed(head); !fed) {
      return recorder.text + "error: " + fed.error().message + "\n";
    }
  }
  reader.finish();
  return recorder.text;
}

}  // namespace nsmon::exposition::test
