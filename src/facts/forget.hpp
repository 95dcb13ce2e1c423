// SPDX-License-Identifier: Apache-2.0
// Facts are kept once they are computed, 15 kB for a container. Of the many subjects that nothing is wrong with they
// are not wanted again.
#pragma once

#include "aidiag/fact.hpp"

namespace aidiag {

/// Drops what was computed of the subject, and of a pod's containers; what is asked of it later is computed anew.
/// References to its facts, records and logs end here.
void forget(const Facts& facts, const Subject& subject);

}  // namespace aidiag
