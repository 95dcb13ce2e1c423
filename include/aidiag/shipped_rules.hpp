// SPDX-License-Identifier: Apache-2.0
// The rules the program brings along, as cmake/Rules.cmake compiled them into it. Not an API for others.
#pragma once

#include <string_view>
#include <vector>

#include "aidiag/rule.hpp"

namespace aidiag {

/// What RuleSet::load_compiled() takes.
std::string_view shipped_rules_compiled();
/// The YAML files, for `rules show` and `rules check`.
std::vector<RuleFile> shipped_rule_files();

}  // namespace aidiag
