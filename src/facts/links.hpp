// SPDX-License-Identifier: Apache-2.0
// The chain of controllers above an object.
#pragma once

#include <string>

#include "aidiag/snapshot.hpp"

namespace aidiag {

struct Climb {
  const Object* top = nullptr;  ///< the topmost controller that was read; null if none was
  std::string name;             ///< the topmost that is known by name, "StatefulSet/llm"; empty if it has none
};
/// A node is no controller here, although static pods name theirs as owner.
Climb climb_owners(const Snapshot& snapshot, const Object& object);

/// The Deployment of a pod whose ReplicaSet was not read: the name of that tells, `<deployment>-<pod-template-hash>`.
const Object* deployment_by_hash(const Snapshot& snapshot, const Object& pod);

}  // namespace aidiag
