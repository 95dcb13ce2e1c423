// SPDX-License-Identifier: Apache-2.0
// What capture.json says, out of what was read and what was asked for.
#pragma once

#include <vector>

#include "redact/redact.hpp"
#include "source/capture_record.hpp"

namespace aidiag {

/// Everything but versions, scope, files and logs. `before`: the record of the capture that was read, or nullptr; what
/// it knew is still known.
CaptureRecord describe(const Snapshot& snapshot, const std::vector<Read>& reads, const CaptureRecord* before);

/// As capture.json counts them; zeros are left out.
std::map<std::string, std::int64_t> counts_of(const Redactions& redactions);

}  // namespace aidiag
