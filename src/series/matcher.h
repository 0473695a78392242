// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::series {

enum class MatchOp { equal, not_equal, regex, not_regex };

std::string_view to_string(MatchOp op);  // = != =~ !~

// A regular expression of Prometheus: RE2, anchored at both ends, dot matches newline. Literals,
// alternations of literals, `.*` and `.+` are recognised and compared without a machine. Cheap to
// copy: the compiled machine is shared, since one pattern serves many matchers of a rule set.
class Regex {
 public:
  // The error's message is RE2's with Go's wording: `error parsing regexp: ...`; its span lies in
  // the pattern when RE2 names the bad part.
  static Result<Regex> compile(std::string_view pattern);

  bool matches(std::string_view text) const;
  std::string_view pattern() const { return pattern_; }
  // The texts it accepts when they are a short list ("a|b|c", "a"), in order; empty otherwise.
  const std::vector<std::string>& literals() const { return literals_; }

 private:
  struct Machine;  // holds the RE2 object; shared because copies of a Regex never outlive its need
  enum class Kind { literals, anything, something, machine };

  std::string pattern_;
  Kind kind_ = Kind::literals;
  std::vector<std::string> literals_;
  std::shared_ptr<const Machine> machine_;
};

// Tells whether RE2 accepts the pattern, without keeping the machine; remembers patterns already
// seen (per thread), since a rule set repeats them by the hundred.
Result<void> check_regex(std::string_view pattern);

// One condition on a label; a missing label counts as the empty value.
class Matcher {
 public:
  static Result<Matcher> create(MatchOp op, std::string name, std::string value);

  bool matches(std::string_view value) const;
  MatchOp op() const { return op_; }
  const std::string& name() const { return name_; }
  const std::string& value() const { return value_; }
  const Regex* regex() const { return regex_ ? regex_.get() : nullptr; }
  // `name="value"`, quoted as the canonical printer does.
  std::string to_string() const;

 private:
  MatchOp op_ = MatchOp::equal;
  std::string name_;
  std::string value_;
  std::shared_ptr<const Regex> regex_;  // shared with copies of this matcher; null for = and !=
};

}  // namespace nsmon::series
