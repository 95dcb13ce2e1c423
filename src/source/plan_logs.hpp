// SPDX-License-Identifier: Apache-2.0
// Which logs to read: of what is ill, of what it may hang on, and of model servers that are Ready and may yet be
// broken. Pure; the table of the design's section "Logs", one function per line.
#pragma once

#include <cstddef>
#include <vector>

#include "aidiag/source.hpp"
#include "source/plan_scope.hpp"

namespace aidiag {

struct LogPlan {
  std::vector<Read> reads;   ///< the most telling first; at most Limits::logs containers
  std::size_t left_out = 0;  ///< containers beyond that
};

/// `nodes`: those whose accelerator operands matter.
LogPlan plan_logs(const Picture& picture, const std::vector<Name>& nodes, const Limits& limits);

}  // namespace aidiag
