// SPDX-License-Identifier: Apache-2.0
#include "source/clock.hpp"

#include <chrono>

namespace aidiag {
namespace {

template <class Clock>
Time now() {
  return Time{std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch()).count()};
}

}  // namespace

Time wall_clock() { return now<std::chrono::system_clock>(); }
Time steady_clock() { return now<std::chrono::steady_clock>(); }

}  // namespace aidiag
