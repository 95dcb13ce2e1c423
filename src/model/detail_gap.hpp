// SPDX-License-Identifier: Apache-2.0
// The gap of objects that were read and of which, by a limit of the reader's own, only rows were kept. Everybody else's
// gap means that something was not read.
#pragma once

#include <string_view>

#include "aidiag/snapshot.hpp"

namespace aidiag {

inline constexpr std::string_view kNotLookedAt = " and were not looked at closely";

inline bool is_detail_gap(const Gap& gap) { return gap.reason.ends_with(kNotLookedAt); }

}  // namespace aidiag
