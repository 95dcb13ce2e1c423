// SPDX-License-Identifier: Apache-2.0
// Which container of a pod an event is about, and which events speak of the failure in question.
#pragma once

#include <optional>
#include <vector>

#include "aidiag/fact.hpp"
#include "facts/containers.hpp"

namespace aidiag {

/// Index of the container that an event of the pod is about: by its fieldPath; an event that lost it (hand-made
/// dumps, some exporters) by its reason and by what its message names. -1: the pod as a whole.
int container_of(const Event& event, const std::vector<ContainerView>& containers);

/// Since when the container's image is being pulled: its last event about the image says Pulling.
std::optional<Time> pulling_since(const Snapshot& snapshot, const Object& pod,
                                  const std::vector<ContainerView>& containers, const ContainerView& container);

}  // namespace aidiag
