// SPDX-License-Identifier: Apache-2.0
// What labels say of the accelerators of a node: product, sharing, MIG. Origin: README of GPU feature discovery
// (NVIDIA/k8s-device-plugin, docs/gpu-feature-discovery), the labellers of AMD and Intel, and the clouds' node labels.
#pragma once

#include "model/accelerator_offers.hpp"

namespace aidiag {

/// Fills product, slice, sharing and replicas.
void describe_by_labels(const Object& node, AcceleratorOffer& offer);

}  // namespace aidiag
