// SPDX-License-Identifier: Apache-2.0
// What a pod takes of a node, as the scheduler counts it: pkg/api/v1/resource/helpers.go of Kubernetes, later
// k8s.io/component-helpers/resource.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "aidiag/json.hpp"

namespace aidiag {

/// Resource name to thousandths, in no order. Names point into the Json they came from.
using Amounts = std::vector<std::pair<std::string_view, std::int64_t>>;

/// null and a missing one are 0; what is no quantity is unreadable_amount; beyond int64 it is the most.
std::int64_t amount_of(Json quantity);

/// A resource list, such as a node's status.allocatable.
Amounts amounts_of(Json list);

/// Containers and native sidecars together, or the most that starting takes, whichever is more; with overhead and
/// requests of the pod as a whole. A missing request is the limit. While a container is resized in place it counts
/// with the more of what it asks for and what it has.
Amounts effective_requests(Json pod);

}  // namespace aidiag
