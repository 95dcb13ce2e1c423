// SPDX-License-Identifier: Apache-2.0
// Comparisons of values, in three values.
#pragma once

#include "rules/evaluate.hpp"

namespace aidiag {

/// Whether `fact` meets all comparisons. Groups of its patterns are captured into `gathered`. An absent fact meets
/// nothing but `exists: false`; a bound meets what it decides, and so does an operand that is one.
Truth compare(const Fact& fact, const std::vector<Comparison>& comparisons, const Trial& trial, Gathered& gathered);

}  // namespace aidiag
