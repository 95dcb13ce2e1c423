// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aidiag/snapshot.hpp"

namespace aidiag {

/// As kubectl's column STATUS, init containers first: "Init:CrashLoopBackOff", "Init:0/2", "ImagePullBackOff". A pod
/// that runs and is not ready is "NotReady", one that is ready "Running".
std::string pod_status_word(const Object& pod);

}  // namespace aidiag
