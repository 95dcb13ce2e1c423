// SPDX-License-Identifier: Apache-2.0
// The runs of a CronJob: each is a Job of its own, and what an old one failed of is over when a later one did better.
#pragma once

#include <optional>

#include "aidiag/snapshot.hpp"

namespace aidiag {

/// Whether a later Job of the same CronJob is complete or has a pod that is ready, or the CronJob counts a success
/// since this one failed. False for what no CronJob owns; nullopt if the other Jobs could not be read.
std::optional<bool> is_superseded(const Snapshot& snapshot, const Object& job);

}  // namespace aidiag
