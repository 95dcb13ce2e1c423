// SPDX-License-Identifier: Apache-2.0
// Times as programs write them in front of their log lines.
#pragma once

#include <optional>
#include <string_view>

#include "aidiag/value.hpp"

namespace aidiag {

struct Stamp {
  Time time;
  std::size_t length;  ///< characters of the text it takes up
};

/// The time at the start of `text`: `2026-11-21T09:37:16.071Z`, `2026-11-21 09:37:16,071`, `2026/11/21 09:41:42`,
/// `11/21/2026 09:41:42`, with `Z`, `+0000` or `+00:00` behind it or nothing. Without a zone it is taken as UTC, which
/// containers use.
std::optional<Stamp> read_stamp(std::string_view text);

/// A time of day after a month and a day, as glog (`1121 09:39:45.674000`) and vLLM (`11-21 09:39:20`) write it: only
/// its length, since without a year it is no moment. 0 if there is none.
std::size_t yearless_stamp(std::string_view text);

}  // namespace aidiag
