// SPDX-License-Identifier: Apache-2.0
// The machine's two clocks. Who needs a test without them is handed the time.
#pragma once

#include "aidiag/value.hpp"

namespace aidiag {

/// The time of day.
Time wall_clock();

/// Only goes forward; its zero means nothing.
Time steady_clock();

}  // namespace aidiag
