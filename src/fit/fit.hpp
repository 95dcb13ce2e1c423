// SPDX-License-Identifier: Apache-2.0
// What keeps a pod off each node: the kube-scheduler's filters for cordons, taints, node affinity, host ports,
// resources and volumes, all of them asked for every node, where the scheduler stops at the first. Spreading, pod
// affinity and device claims are left to the scheduler's own message.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aidiag/snapshot.hpp"
#include "fit/node_selection.hpp"
#include "fit/node_usage.hpp"
#include "fit/pod_volumes.hpp"
#include "fit/scheduler_message.hpp"

namespace aidiag {

/// One thing that a node lacks for a pod. Amounts are in thousandths.
struct Lack {
  Ground ground;
  const Taint* taint = nullptr;    ///< taint
  const Object* object = nullptr;  ///< port: the pod that holds it; volumes: the PersistentVolume, if there is one
  std::int32_t port = 0;           ///< port
  Name resource = {};              ///< resource, and pods
  std::int64_t wanted = 0, free = 0, allocatable = 0, capacity = 0;
  std::int64_t free_when_empty = 0;       ///< with only pods of DaemonSets and static ones
  std::int64_t free_without_leaving = 0;  ///< once the pods that are being deleted are gone
  const SchedulerReason* said = nullptr;  ///< known from the scheduler's message alone
};

struct NodeFit {
  const Object* node = nullptr;
  std::vector<Lack> lacks;  ///< in the order in which the scheduler asks; empty: the pod may go there
  bool usage_known = true;  ///< all pods of the node were read
  Name unreadable = {};  ///< a resource of which an amount, of the node or of a pod, is none: it is not known whether
                         ///< there is enough
};

struct Fit {
  const Object* pod = nullptr;
  std::vector<NodeFit> nodes;          ///< all nodes, sorted by name
  NodeSelection selection;             ///< what the pod asks of labels
  bool held_back = false;              ///< no node is looked at: a claim is missing or unbound
  std::set<std::string_view> missing;  ///< kinds that would be needed to tell more
  std::optional<SchedulerMessage> message;
};

/// Of a pod that has no node and whose detail was read. `message`: what the scheduler says of it; for what the model
/// does not cover, or could not see, it decides.
Fit fit_of(const Object& pod, const Snapshot& snapshot, const NodeUsage& usage, std::string_view message);

/// An amount in thousandths as people write it: memory and storage as 8Gi, all else as a number; 0 for less than that.
std::string amount_text(std::string_view resource, std::int64_t milli);

/// What the scheduler would say of the node: all resources it lacks, else the first lack. The name is the resource's.
std::vector<std::pair<Ground, std::string_view>> scheduler_grounds(const NodeFit& node);

}  // namespace aidiag
