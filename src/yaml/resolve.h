// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yaml/document.h"

#include <cstdint>
#include <optional>
#include <string>

namespace nsmon::yaml {

// Prometheus reads its configuration with yaml.v2 and rule files with yaml.v3, which differ in
// small things: octal numbers, yes/no, the order of merged keys, what counts as a duplicate.
enum class Dialect : std::uint8_t { v2, v3 };

enum class ScalarType : std::uint8_t {
  null,
  boolean,
  integer,
  floating,
  string,
  timestamp,
  binary,
  merge,
  other
};

// What a scalar without further knowledge means: its tag when it has one, a string when quoted,
// else read off its text (go-yaml, resolve.go).
ScalarType type_of(const Node& scalar, Dialect dialect);

// The name that go-yaml's messages use: "!!str", "!!int", "!!map", "!!seq" and so on; of a foreign
// tag itself.
std::string short_tag(const Node& node, Dialect dialect);

bool is_null(const Node& node, Dialect dialect);

// What the scalar gives when it is read into a bool, a whole number or a float; nothing when
// go-yaml would refuse. `yes`, `no`, `on`, `off` count as bool in both dialects here.
std::optional<bool> to_bool(const Node& node, Dialect dialect);
std::optional<std::int64_t> to_int(const Node& node, Dialect dialect);
std::optional<std::uint64_t> to_uint(const Node& node, Dialect dialect);
std::optional<double> to_float(const Node& node, Dialect dialect);

}  // namespace nsmon::yaml
