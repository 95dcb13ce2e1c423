// SPDX-License-Identifier: Apache-2.0
// rules/tables/accelerators.yaml: which resources are accelerator devices, whose they are, and which labels and
// instance types tell that a node has one.
#pragma once

#include <span>
#include <string_view>

namespace aidiag::knowledge {

/// The vendor of an extended resource that counts accelerator devices, such as NVIDIA for nvidia.com/mig-1g.5gb;
/// empty for all else, also for amounts of a device (its memory, its cores).
std::string_view accelerator_vendor(std::string_view resource);

/// Whether a resource is an amount of a shared accelerator, such as nvidia.com/gpumem.
bool is_accelerator_share(std::string_view resource);

/// Keys of labels that stand on nodes with an accelerator, the one that says most first.
std::span<const std::string_view> accelerator_labels();

/// Whether instances of this type (node.kubernetes.io/instance-type) always carry an accelerator.
bool is_accelerator_instance(std::string_view type);

}  // namespace aidiag::knowledge
