// SPDX-License-Identifier: Apache-2.0
// A server sheet as a tree, so that it can travel in the compiled form like the rules do.
#pragma once

#include "aidiag/logs.hpp"
#include "rules/tree.hpp"

namespace aidiag {

/// The tree views `sheet` and `patterns`, which must outlive it.
TreeFile tree_of_sheet(const ServerSheet& sheet, const PatternSet& patterns);
/// The sheet that tree_of_sheet() wrote; its patterns are added to `patterns`.
ServerSheet sheet_of_tree(const Tree& tree, PatternSet& patterns);

}  // namespace aidiag
