// SPDX-License-Identifier: Apache-2.0
// Which pods are a workload's. Controllers tie them to it, one above the other; operators that set none do by a label.
// Where a controller in between was not read, its name often tells whose it is, since Kubernetes makes such names.
#pragma once

#include <string_view>

#include "aidiag/snapshot.hpp"

namespace aidiag {

/// Whether a pod is of a workload, as far as what was read tells.
struct WorkloadTie {
  enum class State { no, yes, open };
  State state = State::no;
  Owner unread;  ///< open: the controller that was not read, above which the workload may be
};

/// `kind` may be "Pod": the pod itself then. The workload need not have been read.
WorkloadTie tie_to_workload(const Snapshot& snapshot, const Object& pod, std::string_view kind, std::string_view name);

/// "llm" for a pod of ReplicaSet llm-7c9d5f6b8 (the pod's label pod-template-hash tells where the hash begins); empty
/// if the pod is not of a Deployment's ReplicaSet.
std::string_view deployment_by_hash(const Object& pod);

}  // namespace aidiag
