// SPDX-License-Identifier: Apache-2.0
// The programs that make the accelerators of a node usable, in the order in which one waits for the other: driver,
// container toolkit, device plugin, MIG manager, feature discovery, validator. The first of them that does not work is
// the one to look at; those behind it only wait. (NVIDIA/gpu-operator, controllers/state_manager.go.)
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/snapshot.hpp"
#include "model/operands.hpp"

namespace aidiag {

/// What the pod is, by its own labels and images or those of its DaemonSet; nullptr if it is no operand.
const OperandKind* operand_of_pod(const Snapshot& snapshot, const Object& pod);

struct OperandOnNode {
  enum class State {
    works,
    broken,    ///< its pod is there and not ready
    missing,   ///< its DaemonSet is for this node, and has no pod there
    excluded,  ///< a device plugin whose DaemonSet is not for this node, and no other runs there
  };
  State state = State::works;
  std::string_view role;               ///< as operand_of() says
  const Object* daemon_set = nullptr;  ///< null where only the pod was read
  const Object* pod = nullptr;         ///< works, broken: the newest that has not finished
  std::string why;                     ///< broken: as pod_status_word(). excluded: as keeps_pods_off()
  Time since;                          ///< broken, missing: since when
};

/// In the order of the chain. Of DaemonSets without a pod there as far as DaemonSets and all pods of the node were
/// read; only those for the node's vendor.
std::vector<OperandOnNode> operands_on(const Snapshot& snapshot, const Object& node);

/// The first in the chain that is broken or missing; nullptr if none is.
const OperandOnNode* first_broken(const std::vector<OperandOnNode>& operands);

/// Why pods of the DaemonSet do not come to the node: "label nvidia.com/gpu.present=true" that the node lacks, "taint
/// dedicated=ai:NoSchedule" that they do not tolerate. Empty if they may come.
std::string keeps_pods_off(const Object& daemon_set, const Object& node);

/// Of a device plugin's DaemonSet: the nodes with accelerators of its vendor that offer none, that it is not for, and
/// that no other of its kind is for either. Sorted by name; empty for anything else.
std::vector<const Object*> nodes_left_out(const Snapshot& snapshot, const Object& daemon_set);

}  // namespace aidiag
