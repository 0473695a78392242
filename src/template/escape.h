// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace nsmon::templates {

// Go's template.HTMLEscapeString, JSEscapeString and url.QueryEscape.
std::string escape_html(std::string_view text);
std::string escape_javascript(std::string_view text);
std::string escape_query(std::string_view text);

}  // namespace nsmon::templates
