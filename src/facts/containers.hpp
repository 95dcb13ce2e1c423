// SPDX-License-Identifier: Apache-2.0
// The containers of a pod as facts see them: the entry of the spec and the entry of the status side by side, each with
// its path for evidence. Order: init containers, containers, ephemeral ones. Subject::container counts in it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aidiag/snapshot.hpp"

namespace aidiag {

struct ContainerView {
  std::string_view name;
  bool init = false;       ///< an init container that has to end
  bool sidecar = false;    ///< an init container with restartPolicy Always: runs beside the containers
  bool ephemeral = false;  ///< kubectl debug
  Json spec, status;       ///< status is missing while the kubelet has not written any
  std::string spec_path, status_path;

  /// The state's entry "waiting", "running" or "terminated"; missing if it is in another.
  [[nodiscard]] Json state(std::string_view which) const { return status["state"][which]; }
  [[nodiscard]] Json last_ended() const { return status["lastState"]["terminated"]; }
};

/// Command and arguments joined by spaces; empty: the image's own.
std::string joined_command(const ContainerView& container);

/// Empty for a pod without detail.
std::vector<ContainerView> container_views(const Object& pod);

}  // namespace aidiag
