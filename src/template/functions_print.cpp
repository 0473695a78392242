// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"
#include "template/escape.h"
#include "template/format.h"
#include "template/function.h"

#include <array>

namespace nsmon::templates {
namespace {

CallResult call_print(const Environment& /*environment*/, std::span<const Value> arguments) {
  return Value(format_plainly(arguments));
}

CallResult call_printf(const Environment& /*environment*/, std::span<const Value> arguments) {
  return Value(format(*arguments[0].get_if<std::string>(), arguments.subspan(1)));
}

CallResult call_println(const Environment& /*environment*/, std::span<const Value> arguments) {
  return Value(format_line(arguments));
}

CallResult call_html(const Environment& /*environment*/, std::span<const Value> arguments) {
  return Value(escape_html(format_plainly(arguments)));
}

CallResult call_js(const Environment& /*environment*/, std::span<const Value> arguments) {
  return Value(escape_javascript(format_plainly(arguments)));
}

CallResult call_urlquery(const Environment& /*environment*/, std::span<const Value> arguments) {
  return Value(escape_query(format_plainly(arguments)));
}

constexpr std::array kAny{Parameter::any, Parameter::any, Parameter::any};
constexpr std::array kPattern{Parameter::text, Parameter::any, Parameter::any};

}  // namespace

std::span<const Function> print_functions() {
  static constexpr std::array<Function, 6> kFunctions{{
      {"print", kAny, 1, true, call_print},
      {"printf", kPattern, 2, true, call_printf},
      {"println", kAny, 1, true, call_println},
      {"html", kAny, 1, true, call_html},
      {"js", kAny, 1, true, call_js},
      {"urlquery", kAny, 1, true, call_urlquery},
  }};
  return kFunctions;
}

}  // namespace nsmon::templates
