// SPDX-License-Identifier: Apache-2.0
// The user's own rule files, as texts. What they mean is the business of the loader (aidiag/rule.hpp).
#pragma once

#include <string>
#include <vector>

#include "aidiag/result.hpp"
#include "aidiag/rule.hpp"

namespace aidiag::cli {

/// Every .yaml file of the user's configuration folder ($XDG_CONFIG_HOME/kubectl-ai-diag/rules, else
/// ~/.config/kubectl-ai-diag/rules; need not be there) and below `folders`, sorted by path within each. A folder may
/// hold causes/, servers/ and tables/ as rules/ does, or the categories at once: gpu/ stands for causes/gpu/.
/// Errors (bad_file): a folder of `folders` that is not there, a file that cannot be read.
Result<std::vector<RuleFile>> read_own_rules(const std::vector<std::string>& folders);

/// Single files. A path is cut at its last folder causes, servers or tables; where there is none, the file is a cause
/// and its folder the category.
Result<std::vector<RuleFile>> read_rule_files(const std::vector<std::string>& paths);

}  // namespace aidiag::cli
