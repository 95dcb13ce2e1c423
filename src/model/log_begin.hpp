// SPDX-License-Identifier: Apache-2.0
// Whether a log is of the run that it was asked for: between the list of pods and the log a container may have been
// started anew, and then the API gives the log of the new run.
#pragma once

#include "aidiag/snapshot.hpp"

namespace aidiag {

/// The first line was written later than in the second of `end`, by its time stamp; false if the log has none.
bool begins_after(const Log& log, Time end);

}  // namespace aidiag
