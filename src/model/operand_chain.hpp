// SPDX-License-Identifier: Apache-2.0
// The programs that make the accelerators of a node usable, in the order in which one waits for the other: driver,
// container toolkit, device plugin, feature discovery, MIG manager, validator. The first of them that does not work is
// the one to look at; those behind it only wait. (NVIDIA/gpu-operator, controllers/state_manager.go.)
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/snapshot.hpp"

namespace aidiag {

struct OperandOnNode {
  std::string_view role;        ///< as operand_of() says
  const Object* pod = nullptr;  ///< the newest of the role that has not finished
  std::string why;              ///< what keeps it from being ready, as pod_status_word(); empty: it is ready
  std::optional<Time> since;    ///< since when it is not ready
};

/// The operands that have a pod on the node, in the order of the chain.
std::vector<OperandOnNode> operands_on(const Snapshot& snapshot, const Object& node);

/// The first in the chain that is not ready; nullptr if all are.
const OperandOnNode* first_broken(const std::vector<OperandOnNode>& operands);

/// As kubectl's column STATUS, init containers first: "Init:CrashLoopBackOff", "Init:0/2", "ImagePullBackOff". A pod
/// that runs and is not ready is "NotReady", one that is ready "Running".
std::string pod_status_word(const Object& pod);

}  // namespace aidiag
