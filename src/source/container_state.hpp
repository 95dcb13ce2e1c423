// SPDX-License-Identifier: Apache-2.0
// How the containers of a pod stand, as far as it decides what is read of them. The facts of a container are another
// matter: they keep the place of each field for evidence (facts/containers.hpp), which reading knows nothing of.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "aidiag/snapshot.hpp"

namespace aidiag {

/// A run that is over.
struct EndedRun {
  std::string_view reason;
  std::int64_t exit_code = 0;
  std::optional<Time> started, finished;
};

/// Views into the pod's detail.
struct ContainerState {
  std::string_view name, waiting_reason;
  Json spec;
  bool initialises = false;  ///< an init container that has to end; not one with restartPolicy Always
  bool running = false, ready = false;
  std::optional<EndedRun> ended;   ///< its state is terminated
  std::optional<EndedRun> before;  ///< the run before the present one
};

/// Init containers, then containers, in the order of the spec; those of `kubectl debug` are not the workload's. A
/// container that the kubelet says nothing of is neither running nor ready. Empty for a pod without detail.
std::vector<ContainerState> container_states(const Object& pod);

/// Whether the run before ended abnormally within the hour before `now`. A container that is not to end does so with
/// any exit code.
bool ended_lately(const ContainerState& container, Time now);

}  // namespace aidiag
