// SPDX-License-Identifier: Apache-2.0
// Most rules want a line of a container's log, and most containers have few that any rule knows. So a sighting says
// which patterns it cannot do without, and is tried only where one of them occurred.
#pragma once

#include <vector>

#include "aidiag/rule.hpp"

namespace aidiag {

/// Patterns of which at least one must occur in the subject's own log for `when` to hold; empty if it can without.
std::vector<PatternId> needed_patterns(const Condition& when);

/// Whether a log test of `when` also looks at containers that serve.
bool looks_at_serving(const Condition& when);

/// The patterns that occurred in the logs read of a container.
class LogHits {
 public:
  LogHits(const Facts& facts, const Subject& container);
  /// False only if the log was read and none of `needed` is in it.
  [[nodiscard]] bool may_hold(const std::vector<PatternId>& needed) const;

 private:
  bool read_ = false;
  std::vector<bool> hit_;  ///< by PatternId
};

}  // namespace aidiag
