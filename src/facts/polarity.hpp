// SPDX-License-Identifier: Apache-2.0
// Which value of a condition is the bad one. Types end in both ways: Ready=False is bad, MemoryPressure=True is bad.
#pragma once

#include "aidiag/fact.hpp"

namespace aidiag {

/// The conditions of Kubernetes itself. Any other type is only known from a table of rules.
const PolarityTable& core_polarity();

}  // namespace aidiag
