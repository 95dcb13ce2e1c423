// SPDX-License-Identifier: Apache-2.0
// The scheduler's model for each waiting pod, computed once.
#pragma once

#include <memory>

#include "aidiag/fact.hpp"
#include "fit/outlook.hpp"

namespace aidiag {

struct PodOutlook {
  Fit fit;
  Outlook outlook;  ///< points into `fit`

  std::int64_t if_preempted = 0;  ///< nodes that would take it if pods of lower priority gave way
  /// Nodes that seem to take the pod although not all of their pods were read.
  std::int64_t uncertain = 0;
  /// The kind without which, or without an amount of which, the obstacle cannot be told; empty: it can.
  std::string_view missing;
};

/// nullptr for a pod that has a node, is held back by a gate, has finished, or was not read whole, and while the nodes
/// are not all known.
const PodOutlook* outlook_of(const Facts& facts, const Object& pod);

/// What the pods take of each node.
const NodeUsage& node_usage(const Facts& facts);

/// Whether it is the nodes that were not read.
bool nodes_unread(const Facts& facts, const Object& pod);

}  // namespace aidiag
