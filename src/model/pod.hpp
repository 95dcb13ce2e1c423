// SPDX-License-Identifier: Apache-2.0
// A pod's containers, decoded: the entry of the spec and that of the status in one, with what the kubelet says of the
// present run and of the one before. Views point into the pod's detail and live as long as its Snapshot.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/snapshot.hpp"

namespace aidiag {

/// How a run ended: state.terminated or lastState.terminated.
struct Termination {
  std::string_view reason, message;
  std::int64_t exit_code = 0;
  std::int64_t signal = 0;  ///< 0: none given
  std::optional<Time> started, finished;
};

struct ContainerStatus {
  enum class State { none, waiting, running, terminated };

  std::string_view name;
  std::string_view image;  ///< as the spec has it
  bool init = false;       ///< of spec.initContainers, native sidecars too
  bool sidecar = false;    ///< an init container with restartPolicy Always
  bool ephemeral = false;  ///< of kubectl debug
  std::size_t index = 0;   ///< in its list of the spec
  Json spec;
  Json status;              ///< missing while the kubelet has not written any
  std::string status_path;  ///< "status.containerStatuses[0]"; empty without a status

  State state = State::none;
  std::string_view waiting_reason, waiting_message;
  std::optional<Time> running_since;
  std::optional<Termination> ended;       ///< the present state is terminated
  std::optional<Termination> last_ended;  ///< the run before
  std::int64_t restarts = 0;
  bool ready = false;
  bool started = false;  ///< the startup probe has passed, or there is none and it runs
};

/// In the order of the spec: init containers, containers, ephemeral ones. Empty for a pod without detail.
std::vector<ContainerStatus> containers_of(const Object& pod);

}  // namespace aidiag
