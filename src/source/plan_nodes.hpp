// SPDX-License-Identifier: Apache-2.0
// Which nodes to read, and the pods on which of them: who holds what a pod waits for, and the operands that serve
// accelerators in doubt. Never all pods of the cluster. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "source/plan_asks.hpp"
#include "source/plan_scope.hpp"

namespace aidiag {

/// Asks for them. Gives the nodes whose accelerator operands are to be looked at, eight at most; adds to `left_out`.
std::vector<Name> ask_for_nodes(const Picture& picture, Asks& asks, std::vector<Gap>& left_out);

/// The field selector of all pods on the node that have not finished; of the empty name, those that have no node. The
/// API server answers it from an index of its cache.
std::string select_pods_of(std::string_view node);

}  // namespace aidiag
