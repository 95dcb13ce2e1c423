// SPDX-License-Identifier: Apache-2.0
// The reading plan with what it leaves out. `plan` of aidiag/source.hpp is its reads.
#pragma once

#include <vector>

#include "aidiag/source.hpp"

namespace aidiag {

struct ReadPlan {
  std::vector<Read> reads;
  std::vector<Gap> left_out;  ///< what a limit keeps from being read; as of this wave, for the whole scope
};

ReadPlan plan_reads(const Snapshot& snapshot, const Scope& scope, const std::vector<Read>& done, const Limits& limits);

}  // namespace aidiag
