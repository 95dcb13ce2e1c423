// SPDX-License-Identifier: Apache-2.0
// What the pods in question hang on, beside nodes: their controllers, claims and volumes, devices, queues. Pure.
#pragma once

#include "source/plan_asks.hpp"
#include "source/plan_scope.hpp"

namespace aidiag {

void ask_for_surroundings(const Picture& picture, Asks& asks);

}  // namespace aidiag
