// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "series/labels.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nsmon::storage {

// CRC-32 (ISO-HDLC, as in zlib).
std::uint32_t crc32(std::string_view bytes);

// Labels as one line: name, tab, value, tab, ...; tab, line feed and backslash as \t \n \\.
std::string encode_labels(const series::LabelSet& labels);
std::optional<series::LabelSet> decode_labels(std::string_view text);

}  // namespace nsmon::storage
