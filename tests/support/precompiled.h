// SPDX-License-Identifier: Apache-2.0
// What nearly every test needs, compiled once.
#pragma once

#include "base/precompiled.h"

#include <catch2/catch.hpp>
