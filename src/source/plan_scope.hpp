// SPDX-License-Identifier: Apache-2.0
// What of the snapshot so far the question is about, and how well it is: the part of the reading plan that everything
// else in it starts from. Pure.
#pragma once

#include <vector>

#include "aidiag/source.hpp"

namespace aidiag {

/// The pods asked about, of those that were read; sorted. Whether a pod is a workload's: model/workload_tie.hpp.
std::vector<const Object*> pods_asked_about(const Snapshot& snapshot, const Scope& scope);

/// Whether the pod is worth a look at what it depends on: not running, not ready, going away, or with a container
/// that ended abnormally within the last hour. Remains that a Job left behind when it was done are well.
bool is_sick(const Snapshot& snapshot, const Object& pod);

/// Whether the pod is to be scheduled yet.
bool waits_for_node(const Object& pod);

/// Whether the workload has fewer ready pods than it wants, or has not rolled out; false for kinds without such counts.
bool is_short(const Object& workload);

/// What the later waves start from.
struct Picture {
  Picture(const Snapshot& snapshot, const Scope& scope);
  const Snapshot& snapshot;
  const Scope& scope;
  std::vector<const Object*> pods;       ///< asked about
  std::vector<const Object*> sick;       ///< of these
  std::vector<const Object*> looked_at;  ///< with their surroundings: the sick; of pods asked for by name all
  std::vector<const Object*> lacking;    ///< workloads that are short of pods
};

}  // namespace aidiag
