// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "aidiag/fact.hpp"

namespace aidiag {

/// All pods below a workload, over ReplicaSets, Jobs and what else stands between; sorted.
std::vector<Subject> pods_below(const Snapshot& snapshot, const Object& workload);

}  // namespace aidiag
