// SPDX-License-Identifier: Apache-2.0
// Worlds: the examples of a rule. A world is the healthy baseline merged with the few lines the rule gives, written as
// Kubernetes JSON and sent through the same decoding and facts as a cluster. docs/worlds.md defines merge, presets
// and shorthand. Not an API for others.
#pragma once

#include <string>
#include <vector>

#include "aidiag/rule.hpp"

namespace aidiag {

/// Checks the worlds of `files` (all of them when `only` is empty, else the files with these paths), with all rules of
/// `files` loaded: every firing world yields its id as a root (an effect: when alone), every silent one does not;
/// dropping a condition changes an example; blindness adds no match; healthy presets yield nothing.
struct WorldCheck {
  std::vector<std::string> errors;    ///< `file:line: sentence`
  std::vector<std::string> warnings;  ///< the same, for the user's own rules
  int rules = 0;
  int worlds = 0;
};
WorldCheck check_worlds(const std::vector<RuleFile>& files, const std::vector<std::string>& only);

}  // namespace aidiag
