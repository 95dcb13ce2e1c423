// SPDX-License-Identifier: Apache-2.0
// The last part of every text: what was not seen.
#pragma once

#include <string>
#include <vector>

#include "aidiag/report.hpp"

namespace aidiag {

/// Gaps with the same reason and effect stand together: "PersistentVolumeClaims, Jobs: not in the dump". Empty without
/// gaps.
std::vector<std::string> gap_lines(const std::vector<GapNote>& gaps, std::size_t width);

}  // namespace aidiag
