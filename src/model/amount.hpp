// SPDX-License-Identifier: Apache-2.0
// Sums of amounts in thousandths. They stop at the largest and smallest number instead of running over; and with an
// amount that was written down and is none ("4GGi"), nothing is known of the sum.
#pragma once

#include <cstdint>
#include <limits>

namespace aidiag {

/// What somebody wrote and Kubernetes would not read. Below every other amount, so that it never counts as having any.
inline constexpr std::int64_t unreadable_amount = std::numeric_limits<std::int64_t>::min();

inline std::int64_t plus(std::int64_t a, std::int64_t b) {
  if (a == unreadable_amount || b == unreadable_amount) return unreadable_amount;
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a, b, &sum) && sum != unreadable_amount) return sum;
  return b > 0 ? std::numeric_limits<std::int64_t>::max() : unreadable_amount + 1;
}

inline std::int64_t minus(std::int64_t a, std::int64_t b) {
  return b == unreadable_amount ? unreadable_amount : plus(a, -b);
}

}  // namespace aidiag
