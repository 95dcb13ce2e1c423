// SPDX-License-Identifier: Apache-2.0
// The user's own rule files, as texts. What they mean is the business of the loader (aidiag/rule.hpp).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "aidiag/result.hpp"
#include "aidiag/rule.hpp"

namespace aidiag::cli {

struct OwnRules {
  std::vector<RuleFile> files;
  std::map<std::string, std::string> given;  ///< RuleFile::path to the path that the user knows the file by

  /// A `path:line: sentence` of the loader, with the path that the user knows.
  [[nodiscard]] std::string named(const std::string& mistake) const;
};

/// Every .yaml file of the user's configuration folder ($XDG_CONFIG_HOME/kubectl-ai-diag/rules, else
/// ~/.config/kubectl-ai-diag/rules; need not be there) and below `folders`, sorted by path within each. A folder may
/// hold causes/, servers/ and tables/ as rules/ does, or the categories at once: gpu/ stands for causes/gpu/.
/// Errors (bad_file): a folder of `folders` that is not there, a file that cannot be read.
Result<OwnRules> read_own_rules(const std::vector<std::string>& folders);

/// Single files, added to `into`. A path is cut at its last folder causes, servers or tables; where there is none, the
/// file is a cause and its folder the category.
Status read_rule_files(const std::vector<std::string>& paths, OwnRules& into);

}  // namespace aidiag::cli
