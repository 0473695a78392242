// SPDX-License-Identifier: Apache-2.0
#include "template/format.h"

#include "base/utf8.h"
#include "template/format_number.h"

#include <fmt/core.h>

#include <optional>
#include <utility>

namespace nsmon::templates {
namespace {

bool is_string_verb(char32_t verb) {
  return verb == 'v' || verb == 's' || verb == 'q' || verb == 'x' || verb == 'X';
}

// Prints one value by one verb, as Go's printArg and printValue do together.
class ValuePrinter {
 public:
  ValuePrinter(std::string& out, const FormatSpec& spec, char32_t verb)
      : out_(out), spec_(spec), verb_(verb) {}

  void print(const Value& value) {
    if (verb_ == 'T') {
      append_text(out_, type_name(value), spec_, 's');
      return;
    }
    std::visit([&](const auto& held) { visit(value, held); }, value.any());
  }

 private:
  void visit(const Value& value, const NoValue& /*none*/) {
    if (verb_ == 'v') {
      pad_text(out_, "<nil>", spec_);
    } else {
      bad_verb(value);
    }
  }
  void visit(const Value& value, bool held) {
    if (verb_ == 't' || verb_ == 'v') {
      pad_text(out_, held ? "true" : "false", spec_);
    } else {
      bad_verb(value);
    }
  }
  void visit(const Value& value, std::int64_t held) {
    if (!append_integer(out_, held, spec_, verb_)) bad_verb(value);
  }
  void visit(const Value& value, std::uint8_t held) {
    if (!append_integer(out_, held, spec_, verb_)) bad_verb(value);
  }
  void visit(const Value& value, double held) {
    if (!append_float(out_, held, spec_, verb_)) bad_verb(value);
  }
  void visit(const Value& value, const std::complex<double>& held) {
    std::string text = "(";
    FormatSpec imaginary = spec_;
    imaginary.plus = true;
    const bool good = append_float(text, held.real(), spec_, verb_) &&
                      append_float(text, held.imag(), imaginary, verb_);
    if (good) {
      out_ += text + "i)";
    } else {
      bad_verb(value);
    }
  }
  void visit(const Value& value, const std::string& held) { text(value, held); }
  void visit(const Value& value, const Html& held) { text(value, held.text); }
  void visit(const Value& value, const Value::Histogram& held) { text(value, held->text); }
  void visit(const Value& value, const Time& held) { text(value, to_string(held)); }
  void visit(const Value& value, const Duration& held) { text(value, to_string(held)); }
  void visit(const Value& value, const Month& held) { named(value, held.value, to_string(held)); }
  void visit(const Value& value, const Weekday& held) { named(value, held.value, to_string(held)); }
  void visit(const Value& /*value*/, const Value::Labels& held) { labels(*held); }

  void visit(const Value& /*value*/, const Value::Arguments& held) {
    out_ += "map[";
    bool first = true;
    for (const auto& [key, entry] : held->entries) {
      if (!std::exchange(first, false)) out_ += ' ';
      print(Value(key));
      out_ += ':';
      if (entry.exists()) {
        print(entry);
      } else {
        out_ += "<nil>";
      }
    }
    out_ += ']';
  }

  // Go shows pointers inside of lists as addresses, which mean nothing to a reader.
  void visit(const Value& /*value*/, const Value::Result& held) {
    out_ += '[';
    for (std::size_t i = 0; i < held->samples.size(); ++i) {
      if (i > 0) out_ += ' ';
      print(Value(held->samples[i]));
    }
    out_ += ']';
  }

  void visit(const Value& /*value*/, const Value::Sample& held) {
    out_ += "&{";
    field("Labels:");
    labels(held->labels);
    out_ += ' ';
    field("Value:");
    print(to_value(held->value));
    out_ += '}';
  }

  void visit(const Value& /*value*/, const Value::Data& held) {
    out_ += '{';
    field("Labels:");
    labels(held->labels);
    out_ += ' ';
    field("ExternalLabels:");
    labels(held->external_labels);
    out_ += ' ';
    field("ExternalURL:");
    print(Value(held->external_url));
    out_ += ' ';
    field("Value:");
    print(to_value(held->value));
    out_ += '}';
  }

  void field(std::string_view name) {
    if (spec_.field_names) out_ += name;
  }

  void labels(const LabelMap& labels) {
    out_ += "map[";
    bool first = true;
    for (const auto& [name, label] : labels) {
      if (!std::exchange(first, false)) out_ += ' ';
      print(Value(name));
      out_ += ':';
      print(Value(label));
    }
    out_ += ']';
  }

  void named(const Value& value, std::int64_t number, const std::string& name) {
    if (is_string_verb(verb_)) {
      text(value, name);
    } else if (!append_integer(out_, number, spec_, verb_)) {
      bad_verb(value);
    }
  }

  void text(const Value& value, std::string_view held) {
    if (!append_text(out_, held, spec_, verb_)) bad_verb(value);
  }

  void bad_verb(const Value& value) {
    out_ += "%!";
    append_rune(out_, verb_);
    out_ += '(';
    if (value.exists()) {
      out_ += type_name(value);
      out_ += '=';
      ValuePrinter(out_, spec_, 'v').print(value);
    } else {
      out_ += "<nil>";
    }
    out_ += ')';
  }

  std::string& out_;
  const FormatSpec& spec_;
  char32_t verb_;
};

// One walk over a Printf pattern.
class PatternFormatter {
 public:
  PatternFormatter(std::string_view pattern, std::span<const Value> arguments)
      : pattern_(pattern), arguments_(arguments) {}

  std::string run() {
    while (pos_ < pattern_.size()) {
      const std::size_t percent = std::min(pattern_.find('%', pos_), pattern_.size());
      out_ += pattern_.substr(pos_, percent - pos_);
      pos_ = percent;
      if (pos_ >= pattern_.size()) break;
      ++pos_;
      directive();
    }
    if (!reordered_ && next_ < arguments_.size()) append_extra();
    return std::move(out_);
  }

 private:
  void directive() {
    spec_ = {};
    good_index_ = true;
    flags();
    argument_index();
    width();
    precision();
    if (!after_index_) argument_index();
    if (pos_ >= pattern_.size()) {
      out_ += "%!(NOVERB)";
      return;
    }
    verb();
  }

  void flags() {
    for (; pos_ < pattern_.size(); ++pos_) {
      switch (pattern_[pos_]) {
        case '#': spec_.sharp = true; break;
        case '0': spec_.zero = true; break;
        case '+': spec_.plus = true; break;
        case '-': spec_.minus = true; break;
        case ' ': spec_.space = true; break;
        default: return;
      }
    }
  }

  // Reads `[n]`, which chooses the next argument.
  void argument_index() {
    after_index_ = false;
    if (pos_ >= pattern_.size() || pattern_[pos_] != '[') return;
    reordered_ = true;
    const std::size_t close = pattern_.find(']', pos_);
    if (close == std::string_view::npos) {
      good_index_ = false;
      ++pos_;
      return;
    }
    const std::string_view digits = pattern_.substr(pos_ + 1, close - pos_ - 1);
    pos_ = close + 1;
    std::size_t used = 0;
    const std::optional<int> index = read_count(digits, used);
    if (!index || used != digits.size()) {
      good_index_ = false;
      return;
    }
    after_index_ = true;
    if (*index < 1 || static_cast<std::size_t>(*index) > arguments_.size()) {
      good_index_ = false;
      return;
    }
    next_ = static_cast<std::size_t>(*index - 1);
  }

  static std::optional<int> read_count(std::string_view text, std::size_t& used) {
    int count = 0;
    std::size_t at = 0;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
      if (count > kMaxFormatWidth) {
        used = text.size();  // Go gives up on the rest of the pattern
        return std::nullopt;
      }
      count = count * 10 + (text[at++] - '0');
    }
    used = at;
    if (at == 0) return std::nullopt;
    return count;
  }

  std::optional<int> written_count() {
    std::size_t used = 0;
    const std::optional<int> count = read_count(pattern_.substr(pos_), used);
    pos_ += used;
    return count;
  }

  // The value of `*`.
  std::optional<int> count_argument() {
    if (next_ >= arguments_.size()) return std::nullopt;
    const Value& argument = arguments_[next_++];
    std::int64_t count = 0;
    if (const auto* integer = argument.get_if<std::int64_t>()) {
      count = *integer;
    } else if (const auto* byte = argument.get_if<std::uint8_t>()) {
      count = *byte;
    } else {
      return std::nullopt;
    }
    if (count > kMaxFormatWidth || count < -kMaxFormatWidth) return std::nullopt;
    return static_cast<int>(count);
  }

  bool accept_star() {
    if (pos_ >= pattern_.size() || pattern_[pos_] != '*') return false;
    ++pos_;
    return true;
  }

  void width() {
    if (!accept_star()) {
      spec_.width = written_count();
      if (after_index_ && spec_.width) good_index_ = false;
      return;
    }
    spec_.width = count_argument();
    if (!spec_.width) out_ += "%!(BADWIDTH)";
    if (spec_.width && *spec_.width < 0) {
      spec_.width = -*spec_.width;
      spec_.minus = true;
      spec_.zero = false;
    }
    after_index_ = false;
  }

  void precision() {
    if (pos_ >= pattern_.size() || pattern_[pos_] != '.') return;
    ++pos_;
    if (after_index_) good_index_ = false;
    argument_index();
    if (!accept_star()) {
      spec_.precision = written_count().value_or(0);
      return;
    }
    spec_.precision = count_argument();
    if (spec_.precision && *spec_.precision < 0) spec_.precision.reset();
    if (!spec_.precision) out_ += "%!(BADPREC)";
    after_index_ = false;
  }

  void verb() {
    const DecodedRune decoded = decode_rune(pattern_.substr(pos_));
    const char32_t verb = decoded.length == 0 ? U'\ufffd' : decoded.rune;
    pos_ += std::max<std::size_t>(1, decoded.length);
    if (verb == 'v') spec_.field_names = std::exchange(spec_.plus, false);
    if (verb == '%') {
      out_ += '%';
    } else if (!good_index_) {
      complain(verb, "(BADINDEX)");
    } else if (next_ >= arguments_.size()) {
      complain(verb, "(MISSING)");
    } else {
      ValuePrinter(out_, spec_, verb).print(arguments_[next_++]);
    }
  }

  void complain(char32_t verb, std::string_view what) {
    out_ += "%!";
    append_rune(out_, verb);
    out_ += what;
  }

  void append_extra() {
    out_ += "%!(EXTRA ";
    const FormatSpec plain;
    for (std::size_t i = next_; i < arguments_.size(); ++i) {
      if (i > next_) out_ += ", ";
      if (arguments_[i].exists()) out_ += type_name(arguments_[i]) + "=";
      ValuePrinter(out_, plain, 'v').print(arguments_[i]);
    }
    out_ += ')';
  }

  std::string_view pattern_;
  std::span<const Value> arguments_;
  std::string out_;
  FormatSpec spec_;
  std::size_t pos_ = 0;
  std::size_t next_ = 0;  // argument
  bool reordered_ = false;
  bool after_index_ = false;
  bool good_index_ = true;
};

bool is_text(const Value& value) {
  return value.get_if<std::string>() != nullptr || value.get_if<Html>() != nullptr;
}

}  // namespace

std::string format(std::string_view pattern, std::span<const Value> arguments) {
  return PatternFormatter(pattern, arguments).run();
}

std::string format_value(const Value& value) {
  std::string out;
  const FormatSpec plain;
  ValuePrinter(out, plain, 'v').print(value);
  return out;
}

std::string format_plainly(std::span<const Value> arguments) {
  std::string out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (i > 0 && !is_text(arguments[i]) && !is_text(arguments[i - 1])) out += ' ';
    out += format_value(arguments[i]);
  }
  return out;
}

std::string format_line(std::span<const Value> arguments) {
  std::string out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (i > 0) out += ' ';
    out += format_value(arguments[i]);
  }
  return out + '\n';
}

}  // namespace nsmon::templates
