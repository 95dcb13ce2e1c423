// SPDX-License-Identifier: Apache-2.0
// What could not be read, and what that means for the answer.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "aidiag/report.hpp"
#include "diagnosis/verdicts.hpp"

namespace aidiag {

/// What of the answer a gap may matter to.
struct Answer {
  const ScopeFilter& scope;
  const std::map<const Object*, PodVerdict>& verdicts;
  std::set<const Object*> ill;  ///< of the scope, and not known to be healthy
  bool failed = false;          ///< findings decide the exit code already
};

/// Equal gaps are counted. `effect` is set where the gap hides what was asked for, or a rule was left undecided on what
/// is ill for want of the kind; where none of them has its name, a note is made for it, unless the answer failed.
std::vector<GapNote> gap_notes(const Snapshot& snapshot, const std::vector<Undecided>& undecided, const Answer& answer);

/// Whether one of them has an effect: nothing found does not mean that nothing is wrong.
bool hides_something(const std::vector<GapNote>& notes);

}  // namespace aidiag
