// SPDX-License-Identifier: Apache-2.0
// The needles of all patterns as a tree, so that they can travel in the compiled form like the rules do.
#pragma once

#include "aidiag/patterns.hpp"
#include "rules/tree.hpp"

namespace aidiag {

constexpr std::string_view needles_path = "needles";

/// A list of lists: each a pattern of `patterns` that scan() looks for, and its needles. Views `patterns`.
TreeFile tree_of_needles(const PatternSet& patterns);
/// REQUIRES that the patterns have been added to `patterns`.
void take_needles(const Tree& tree, PatternSet& patterns);

}  // namespace aidiag
