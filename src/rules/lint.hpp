// SPDX-License-Identifier: Apache-2.0
// What can only be said of a rule as a whole, or of all rules together: holes in texts, references that lead nowhere.
#pragma once

#include "aidiag/rule.hpp"
#include "rules/problems.hpp"
#include "rules/tree.hpp"

namespace aidiag {

/// A rule with the tree it was read from, for its lines.
struct LoadedRule {
  Rule rule;
  TreeFile source;
};

/// Placeholders and references within one rule.
void lint_rule(const LoadedRule& loaded, const PatternSet& patterns, Problems& problems);

/// `explains` of `loaded` against all ids: names that no rule has, and cycles. Adds to `mistakes`.
void lint_explains(const std::vector<const LoadedRule*>& loaded, const std::vector<Rule>& all,
                   std::vector<std::string>& mistakes);

}  // namespace aidiag
