// SPDX-License-Identifier: Apache-2.0
// What each pod and the whole scope come to.
#pragma once

#include "aidiag/report.hpp"
#include "diagnosis/root.hpp"
#include "diagnosis/scope.hpp"

namespace aidiag {

enum class PodVerdict { healthy, waiting, degraded, blocked, unknown };

/// The verdict of every pod of the scope: the worst of the roots that cover it, else what its stage says.
std::map<const Object*, PodVerdict> pod_verdicts(const ScopeFilter& scope, const std::vector<Root>& roots,
                                                 const std::vector<Candidate>& candidates, const Facts& facts);
/// What of the scope is not known to be healthy: pods by their verdict, what a finding is about, and Services that
/// select no pod, of those that a rule was left undecided on.
std::set<const Object*> ill_objects(const ScopeFilter& scope, const std::map<const Object*, PodVerdict>& verdicts,
                                    const std::vector<Root>& roots, const std::vector<Candidate>& candidates,
                                    const std::vector<Undecided>& undecided, const Facts& facts);
PodCounts count_pods(const std::map<const Object*, PodVerdict>& verdicts);
/// What is said of a pod asked for by name: how long it is ready, its last restart.
std::string pod_note(const Object& pod, PodVerdict verdict, const Facts& facts);

}  // namespace aidiag
