// SPDX-License-Identifier: Apache-2.0
// What to read for the table of accelerators: nodes, and the pods on those that have some; never all pods. Pure.
#pragma once

#include <vector>

#include "source/plan_asks.hpp"

namespace aidiag {

void ask_for_accelerators(const Snapshot& snapshot, const Scope& scope, Asks& asks, std::vector<Gap>& left_out);

}  // namespace aidiag
