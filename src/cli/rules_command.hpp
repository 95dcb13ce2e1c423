// SPDX-License-Identifier: Apache-2.0
// `rules list`, `rules show ID`, `rules check [FILE...]`.
#pragma once

#include <string>
#include <vector>

#include "aidiag/result.hpp"
#include "aidiag/rule.hpp"
#include "cli/options.hpp"

namespace aidiag::cli {

/// The shipped rules with the user's own on top. Errors (bad_file): a mistake in one of the user's files.
Result<RuleSet> load_rules(const Options& options);
/// The same from the YAML, with the signatures and what covers them.
Result<RuleSet> load_written_rules(const Options& options);
/// Ids of the shipped rules, for completion; empty if they cannot be loaded.
std::vector<std::string> rule_ids();

Result<int> rules_list(const Options& options);
Result<int> rules_show(const Options& options);
/// With no file: all shipped rules and the user's own.
Result<int> rules_check(const Options& options);

}  // namespace aidiag::cli
