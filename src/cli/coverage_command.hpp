// SPDX-License-Identifier: Apache-2.0
// `rules coverage [CATEGORY]`: which signatures the rules recognise, which are refused and why, which are left.
#pragma once

#include "aidiag/result.hpp"
#include "cli/options.hpp"

namespace aidiag::cli {

/// Without a category: a line of numbers for each, and what is open below it. With one: all of its signatures.
/// Errors (usage): no signature belongs to that category.
Result<int> rules_coverage(const Options& options);

}  // namespace aidiag::cli
