// SPDX-License-Identifier: Apache-2.0
// What the scheduler says of a pod that it could not bind.
#pragma once

#include <optional>
#include <string>

#include "aidiag/snapshot.hpp"

namespace aidiag {

struct SchedulerWord {
  std::string message, reason;
  std::string path;  ///< where it stands: a condition or an event
};
/// nullopt for a bound pod, and where nothing was said yet. The condition is kept up to date and never expires, so it
/// comes before the events.
std::optional<SchedulerWord> scheduler_word(const Snapshot& snapshot, const Object& pod);

}  // namespace aidiag
