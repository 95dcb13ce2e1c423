// SPDX-License-Identifier: Apache-2.0
// The settings of a probe, with the defaults that the API server would write.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aidiag/value.hpp"
#include "facts/containers.hpp"

namespace aidiag {

struct ProbeSpec {
  std::optional<int> port;  ///< a name is resolved; nullopt for commands, and for a name that no port has
  std::string_view path;    ///< HTTP only
  bool exec = false;
  Duration timeout, delay, period;
  std::int64_t failures = 3;

  /// How long a container may take from its start until the probe gives up on it.
  [[nodiscard]] Duration budget() const { return {delay.us + period.us * failures}; }
};

/// `type`: liveness, readiness or startup. nullopt if the container has none.
std::optional<ProbeSpec> probe_spec(const ContainerView& container, std::string_view type);

/// A port number, or the number of the container's port with that name.
std::optional<int> resolve_port(const ContainerView& container, Json port);

}  // namespace aidiag
