// SPDX-License-Identifier: Apache-2.0
// What the table of accelerators says beside its numbers: why a device, or a whole node, cannot be used.
#pragma once

#include <string>
#include <vector>

#include "aidiag/fact.hpp"
#include "model/accelerator_offers.hpp"

namespace aidiag {

/// Of one resource: ill devices, sharing, other names of the same devices.
std::vector<std::string> notes_of(const AcceleratorOffer& offer);

/// Of the node: not ready, cordoned, taints, bad conditions, the first operand that does not work. `offers`: what it
/// offers; with none the notes say what it lacks.
std::vector<std::string> node_notes(const Facts& facts, const Subject& node,
                                    const std::vector<AcceleratorOffer>& offers);

/// Whether the scheduler may put pods there at all: ready, not cordoned, and no taint that Kubernetes set itself.
bool takes_pods(const Object& node);

/// Taints that keep pods off, but for those that only repeat that the node is cordoned or not ready.
std::vector<std::string> telling_taints(const Object& node);

}  // namespace aidiag
