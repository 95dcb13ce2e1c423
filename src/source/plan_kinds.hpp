// SPDX-License-Identifier: Apache-2.0
// How the reading plan knows a model server and an accelerator operand: by image, arguments and labels, as these are
// the same in every cluster; names of pods and namespaces are not.
#pragma once

#include <string_view>

#include "aidiag/snapshot.hpp"

namespace aidiag {

/// Whether a container of a pod (its entry in the spec) runs a known model server.
bool is_model_server(Json container_spec);

/// How soon to look at the pod's log when a node's accelerators are in doubt: 1 a device plugin or DRA driver, 2 the
/// driver and its tools, 3 what only watches; 0 if it is no operand.
int operand_rank(const Object& pod);

}  // namespace aidiag
