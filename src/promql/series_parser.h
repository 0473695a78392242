// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "promql/series_description.h"
#include "promql/token_reader.h"

#include <optional>
#include <string_view>
#include <vector>

namespace nsmon::promql {

// Recursive descent over series descriptions; see promql/parser.h for how its messages come about.
class SeriesParser : private TokenReader {
 public:
  SeriesParser(std::string_view text, Lexer::Language language) : TokenReader(text, language) {}

  Result<SeriesDescription> description();
  Result<series::LabelSet> metric();

 private:
  // A histogram and what is known of how it was written.
  struct Written {
    series::Histogram histogram;
    bool hint = false;
  };
  // The fields of a histogram that were given so far.
  struct Fields;

  bool labels(series::LabelSet& result);
  bool label_list(std::vector<series::Label>& list);
  bool label(std::vector<series::Label>& list);
  bool label_value(std::vector<series::Label>& list, std::string name);

  bool values(SeriesDescription& result);
  bool item(SeriesDescription& result);
  bool gaps(SeriesDescription& result);
  bool numbers(SeriesDescription& result);
  bool histograms(SeriesDescription& result);
  bool histogram_steps(SeriesDescription& result, const Written& first, Tok sign);
  // The count behind an `x`.
  bool times(std::uint64_t& count);
  bool count(std::uint64_t& value);
  bool signed_number(double& value);
  // Whether a value of this weight and so many more like it fit; a complaint when they do not.
  bool room(SeriesDescription& result, std::uint64_t more, std::size_t weight, Span where);
  static void append(SeriesDescription& result, SequenceValue value, bool hint = false);

  bool histogram(Written& result);
  bool histogram_fields(Fields& fields);
  bool field(Fields& fields);
  bool field_value(Fields& fields, Tok key, bool keep);
  bool integer(std::int64_t& value);
  bool numbers_in_brackets(std::vector<double>& list);
  bool hint(Fields& fields, bool keep);

  Span last_count_;  // where the latest count stood
};

}  // namespace nsmon::promql
