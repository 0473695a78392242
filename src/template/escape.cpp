// SPDX-License-Identifier: Apache-2.0
#include "template/escape.h"

#include "base/utf8.h"

#include <fmt/core.h>
#include <re2/re2.h>

namespace nsmon::templates {
namespace {

std::string_view html_entity(char c) {
  switch (c) {
    case '\0': return "\ufffd";
    case '"': return "&#34;";
    case '\'': return "&#39;";
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    default: return "";
  }
}

std::string javascript_escape(char c) {
  switch (c) {
    case '\\': return "\\\\";
    case '\'': return "\\'";
    case '"': return "\\\"";
    case '<': return "\\u003C";
    case '>': return "\\u003E";
    case '&': return "\\u0026";
    case '=': return "\\u003D";
    default: break;
  }
  const auto byte = static_cast<unsigned char>(c);
  return byte < ' ' ? fmt::format("\\u00{:02X}", byte) : std::string(1, c);
}

bool is_visible(std::string_view character) {
  static const re2::RE2 visible(R"([\p{L}\p{M}\p{N}\p{P}\p{S}])");
  return re2::RE2::FullMatch(re2::StringPiece(character.data(), character.size()), visible);
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '~';
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const std::string_view entity = html_entity(c);
    if (entity.empty()) {
      out += c;
    } else {
      out += entity;
    }
  }
  return out;
}

std::string escape_javascript(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      out += javascript_escape(text[at++]);
      continue;
    }
    const DecodedRune decoded = decode_rune(text.substr(at));
    const std::string_view character = text.substr(at, std::max<std::size_t>(1, decoded.length));
    if (decoded.length == 0 || is_visible(character)) {
      out += character;  // an invalid byte stays as it is, too
    } else {
      out += fmt::format("\\u{:04X}", static_cast<std::uint32_t>(decoded.rune));
    }
    at += character.size();
  }
  return out;
}

std::string escape_query(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace nsmon::templates
