// SPDX-License-Identifier: Apache-2.0
// What could not be read, and what that means for the answer.
#pragma once

#include <map>
#include <vector>

#include "aidiag/report.hpp"
#include "diagnosis/verdicts.hpp"

namespace aidiag {

/// Equal gaps are counted. `effect` is set where a rule was left undecided for want of the kind.
std::vector<GapNote> gap_notes(const Snapshot& snapshot, const std::vector<Undecided>& undecided,
                               const std::map<const Object*, PodVerdict>& verdicts, const ScopeFilter& scope);
/// Whether a gap hides what was asked for, or leaves a rule undecided on a pod of the scope that is not healthy.
bool gap_hides_something(const Snapshot& snapshot, const std::vector<Undecided>& undecided,
                         const std::map<const Object*, PodVerdict>& verdicts, const ScopeFilter& scope);

}  // namespace aidiag
