// SPDX-License-Identifier: Apache-2.0
// The stages of a pod and its containers; what each word means is said at Stage (fact.hpp).
#pragma once

#include <optional>
#include <vector>

#include "aidiag/fact.hpp"
#include "facts/containers.hpp"

namespace aidiag {

struct PodStages {
  std::optional<Stage> pod;       ///< nullopt: only the row was kept, and it does not decide
  std::vector<Stage> containers;  ///< by Subject::container
  std::optional<Time> since;      ///< since when the pod is in its stage
};

PodStages pod_stages(const Snapshot& snapshot, const Object& pod, const std::vector<ContainerView>& containers);

/// Since when the pod is in the stage that `stages` says; nullopt if nothing tells.
std::optional<Time> stage_since(const Object& pod, const std::vector<ContainerView>& containers,
                                const PodStages& stages);

/// Whether the owner of a Failed pod has all it wants, so that the pod is no more than what was left behind.
bool is_leftover(const Snapshot& snapshot, const Object& failed_pod);

/// Whether an ended run counts as a failure: any exit code but 0, an OOM kill, and exit code 0 where the container
/// is to run for ever.
bool ended_abnormally(Json terminated, bool runs_for_ever);

/// Whether this container is to be restarted whatever its exit code.
bool runs_for_ever(const Object& pod, const ContainerView& container);

/// How long a restart is news: a container that serves again after a longer time is well.
constexpr Duration restart_is_news = hours(1);

}  // namespace aidiag
