// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "template/function.h"

#include <optional>
#include <string>
#include <string_view>

namespace nsmon::templates {

// `receiver.name`: a field, a map entry or a method; `arguments` are those of a method. Errors are
// Go's (`can't evaluate field foo in type float64`), without the place. The receiver exists.
CallResult field_of(const Value& receiver, const std::string& name,
                    std::span<const Value> arguments);

// Number of arguments of a method; nullopt when there is no such method.
std::optional<std::size_t> method_arity(const Value& receiver, std::string_view name);

// Methods of Go's time.Time and time.Duration; nullopt when there is no such method.
std::optional<CallResult> call_method(const Value& receiver, std::string_view name,
                                      std::span<const Value> arguments);

// time.Time.Format: the reference time `Mon Jan 2 15:04:05 2006` in the wanted form, UTC.
std::string format_time(Time time, std::string_view layout);

}  // namespace nsmon::templates
