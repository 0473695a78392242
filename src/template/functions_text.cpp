// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"
#include "template/escape.h"
#include "template/function.h"
#include "template/letter_case.h"
#include "template/regex.h"

#include <fmt/core.h>

#include <array>
#include <optional>
#include <utility>

#include <arpa/inet.h>

namespace nsmon::templates {
namespace {

const std::string& text_at(std::span<const Value> arguments, std::size_t index) {
  return *arguments[index].get_if<std::string>();
}

CallResult call_match(const Environment& /*environment*/, std::span<const Value> arguments) {
  auto found = regex_matches(text_at(arguments, 0), text_at(arguments, 1));
  if (!found) return call_failure(std::move(found.error()));
  return Value(*found);
}

CallResult call_replace(const Environment& /*environment*/, std::span<const Value> arguments) {
  auto text = regex_replace(text_at(arguments, 0), text_at(arguments, 1), text_at(arguments, 2));
  if (text) return Value(std::move(*text));
  // Prometheus compiles this pattern so that a bad one panics; the text is that of the panic.
  const std::string& pattern = text_at(arguments, 0);
  const bool plain = pattern.find('`') == std::string::npos && printable(pattern) == pattern;
  return call_failure(fmt::format("regexp: Compile({}): {}",
                                  plain ? "`" + pattern + "`" : quoted(pattern), text.error()));
}

CallResult call_title(const Environment& /*environment*/, std::span<const Value> arguments) {
  return Value(title_words(text_at(arguments, 0)));
}

CallResult call_upper(const Environment& /*environment*/, std::span<const Value> arguments) {
  return Value(upper_case(text_at(arguments, 0)));
}

CallResult call_lower(const Environment& /*environment*/, std::span<const Value> arguments) {
  return Value(lower_case(text_at(arguments, 0)));
}

struct HostPort {
  std::string_view host;
  std::string_view port;
};

// Go's net.SplitHostPort: one colon outside of brackets, brackets only around the whole host.
std::optional<HostPort> split_host_port(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view port = text.substr(colon + 1);
  std::string_view host = text.substr(0, colon);
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos || close + 1 != colon) return std::nullopt;
    host = text.substr(1, close - 1);
  } else if (host.find(':') != std::string_view::npos) {
    return std::nullopt;
  }
  const bool stray = host.find_first_of("[]") != std::string_view::npos ||
                     port.find_first_of("[]") != std::string_view::npos;
  if (stray) return std::nullopt;
  return HostPort{host, port};
}

bool is_address(std::string_view host) {
  std::array<unsigned char, sizeof(in6_addr)> buffer{};
  const std::string text(host);
  if (text.find('\0') != std::string::npos) return false;
  return inet_pton(AF_INET, text.c_str(), buffer.data()) == 1 ||
         inet_pton(AF_INET6, text.c_str(), buffer.data()) == 1;
}

CallResult call_strip_port(const Environment& /*environment*/, std::span<const Value> arguments) {
  const std::string& text = text_at(arguments, 0);
  const auto parts = split_host_port(text);
  return Value(parts ? std::string(parts->host) : text);
}

CallResult call_strip_domain(const Environment& /*environment*/, std::span<const Value> arguments) {
  const std::string& text = text_at(arguments, 0);
  const HostPort parts = split_host_port(text).value_or(HostPort{text, ""});
  if (is_address(parts.host)) return Value(text);
  const std::string name(parts.host.substr(0, parts.host.find('.')));
  if (parts.port.empty()) return Value(name);
  const bool bracketed = name.find(':') != std::string::npos;
  return Value(bracketed ? fmt::format("[{}]:{}", name, parts.port)
                         : fmt::format("{}:{}", name, parts.port));
}

CallResult link(std::span<const Value> arguments, int tab) {
  return Value(
      fmt::format("/graph?g0.expr={}&g0.tab={}", escape_query(text_at(arguments, 0)), tab));
}

CallResult call_graph_link(const Environment& /*environment*/, std::span<const Value> arguments) {
  return link(arguments, 0);
}

CallResult call_table_link(const Environment& /*environment*/, std::span<const Value> arguments) {
  return link(arguments, 1);
}

CallResult call_query_escape(const Environment& /*environment*/, std::span<const Value> arguments) {
  return Value(escape_query(text_at(arguments, 0)));
}

CallResult call_safe_html(const Environment& /*environment*/, std::span<const Value> arguments) {
  return Value(Html{text_at(arguments, 0)});
}

CallResult call_external_url(const Environment& environment, std::span<const Value> /*arguments*/) {
  return Value(environment.external_url);
}

// What follows the host of the URL, without query and fragment.
CallResult call_path_prefix(const Environment& environment, std::span<const Value> /*arguments*/) {
  std::string_view url = environment.external_url;
  url = url.substr(0, url.find_first_of("?#"));
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return Value(std::string(url));
  const std::size_t path = url.find('/', scheme + 3);
  return Value(std::string(path == std::string_view::npos ? "" : url.substr(path)));
}

CallResult call_args(const Environment& /*environment*/, std::span<const Value> arguments) {
  MixedMap map;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    map.entries.emplace(fmt::format("arg{}", i), arguments[i]);
  }
  return Value(std::make_shared<const MixedMap>(std::move(map)));
}

constexpr std::array kText{Parameter::text, Parameter::text, Parameter::text};
constexpr std::array kAny{Parameter::any, Parameter::any, Parameter::any};

}  // namespace

std::span<const Function> text_functions() {
  static constexpr std::array<Function, 14> kFunctions{{
      {"match", kText, 2, false, call_match},
      {"reReplaceAll", kText, 3, false, call_replace},
      {"title", kText, 1, false, call_title},
      {"toUpper", kText, 1, false, call_upper},
      {"toLower", kText, 1, false, call_lower},
      {"stripPort", kText, 1, false, call_strip_port},
      {"stripDomain", kText, 1, false, call_strip_domain},
      {"graphLink", kText, 1, false, call_graph_link},
      {"tableLink", kText, 1, false, call_table_link},
      {"urlQueryEscape", kText, 1, false, call_query_escape},
      {"safeHtml", kText, 1, false, call_safe_html},
      {"externalURL", kText, 0, false, call_external_url},
      {"pathPrefix", kText, 0, false, call_path_prefix},
      {"args", kAny, 1, true, call_args},
  }};
  return kFunctions;
}

}  // namespace nsmon::templates
