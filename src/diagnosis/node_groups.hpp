// SPDX-License-Identifier: Apache-2.0
// The Nodes part: what each group of nodes lacks for a pod that waits, and who holds the accelerators.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aidiag/report.hpp"
#include "facts/fit.hpp"

namespace aidiag {

struct NodePicture {
  std::vector<NodeGroup> groups;   ///< they sum up to all nodes; the largest first
  std::vector<std::string> notes;  ///< free accelerators and their holders; empty if it asks for none
};

NodePicture node_picture(const PodOutlook& known, const Snapshot& snapshot, const NodeUsage& usage);

/// What the scheduler says the nodes lack, if its counts sum up to all nodes; else empty.
std::vector<NodeGroup> node_groups(std::string_view scheduler_message);

}  // namespace aidiag
