// SPDX-License-Identifier: Apache-2.0
// What a pod's spec names: ConfigMaps, Secrets and claims it cannot start without.
#pragma once

#include <string>
#include <vector>

#include "facts/containers.hpp"

namespace aidiag {

struct ObjectReference {
  std::string_view kind;
  std::string name;
  [[nodiscard]] std::string title() const { return std::string(kind) + " " + name; }
  auto operator<=>(const ObjectReference&) const = default;
};

/// ConfigMaps and Secrets that a container's environment needs; optional ones left out. Sorted, each once.
std::vector<ObjectReference> env_references(const ContainerView& container);
/// ConfigMaps and Secrets that a pod's volumes need; optional ones left out. Sorted, each once.
std::vector<ObjectReference> volume_references(const Object& pod);
/// Names of the PersistentVolumeClaims of a pod's volumes, generic ephemeral ones included. In order.
std::vector<std::string> claim_names(const Object& pod);

}  // namespace aidiag
