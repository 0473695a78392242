// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace nsmon::test {

// Writes random expressions that are valid PromQL, types included: every operator, modifier and
// kind of literal, in varying spelling (blanks, comments, case of keywords, quotes, order of
// modifiers). The same seed gives the same texts on every machine.
class ExpressionGenerator {
 public:
  // Which syntax may occur: what Prometheus accepts by default, or all that it hides behind flags.
  enum class Syntax { stable, experimental };

  explicit ExpressionGenerator(std::uint64_t seed, Syntax syntax = Syntax::experimental)
      : random_(seed), syntax_(syntax) {}

  // An expression of any type, up to about `depth` levels high.
  std::string next(int depth = 4);
  std::string vector(int depth);
  std::string scalar(int depth);
  std::string range_vector(int depth);

  // The text with some bytes deleted, doubled, swapped or replaced; hardly ever valid.
  std::string damaged(std::string text);

 private:
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(random_() % count); }
  bool chance(int percent) { return below(100) < static_cast<std::size_t>(percent); }
  bool experimental() const { return syntax_ == Syntax::experimental; }
  template <std::size_t N>
  std::string_view pick(const std::string_view (&choices)[N]) {
    return choices[below(N)];
  }

  std::string blank();
  std::string keyword(std::string_view word);
  std::string name();
  std::string label();
  std::string labels();
  std::string string();
  std::string number();
  std::string duration();
  std::string duration_arithmetic(int depth);
  std::string range();
  std::string selector();
  std::string matcher();
  std::string modifiers();
  std::string offset();
  std::string matching(bool set_operator);
  std::string vector_operation(int depth);
  std::string aggregation(int depth);
  std::string call(int depth);
  std::string scalar_call(int depth);

  std::mt19937_64 random_;
  Syntax syntax_;
};

}  // namespace nsmon::test
