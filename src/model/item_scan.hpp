// SPDX-License-Identifier: Apache-2.0
// The items of a list whose text is damaged or cut off: those that stand whole before the mistake. Slow beside
// simdjson, which tells nothing of such a text.
#pragma once

#include <string_view>
#include <vector>

namespace aidiag {

struct ScannedList {
  std::string_view kind, api_version;  ///< if they stand before the mistake
  std::vector<std::string_view> items;
};

/// Items are balanced in their brackets and quotes; whether they are JSON is seen when they are parsed.
ScannedList scan_items(std::string_view text);

}  // namespace aidiag
