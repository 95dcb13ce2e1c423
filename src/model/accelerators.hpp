// SPDX-License-Identifier: Apache-2.0
// Accelerators as Kubernetes sees them: extended resources by name, and nodes by what feature discovery and clouds
// write on them.
#pragma once

#include <string_view>

#include "aidiag/snapshot.hpp"

namespace aidiag {

/// Whether an extended resource is an accelerator device. Names: the device plugins of NVIDIA (also MIG slices and
/// shared ones), AMD, Intel, Habana, AWS Neuron, Google TPU, Huawei Ascend, and others that follow "<vendor>/gpu".
bool is_accelerator(std::string_view resource);

/// The value of a label that says the node carries an accelerator, or its instance type of a known GPU family;
/// empty if nothing says so. `key`: which label it was.
std::string_view accelerator_label(const Object& node, std::string_view& key);

/// Whether the resource is a part of a device (its memory, its cores, per cent of it).
bool is_accelerator_share(std::string_view resource);

}  // namespace aidiag
