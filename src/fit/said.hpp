// SPDX-License-Identifier: Apache-2.0
// Where the model sees nothing that keeps a pod off a node and the scheduler does, its message tells: for spreading,
// pod affinity and device claims always, for what pods take of a node where these could not all be read.
#pragma once

#include "fit/fit.hpp"

namespace aidiag {

/// Gives the nodes without a lack the reasons of fit.message that no other node accounts for. A message about another
/// number of nodes is older than what was read and says nothing.
void add_what_was_said(Fit& fit);

}  // namespace aidiag
