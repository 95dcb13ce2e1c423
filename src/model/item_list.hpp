// SPDX-License-Identifier: Apache-2.0
// Cuts the text of a list into the texts of its items without building anything of them. Items are found by
// simdjson's On-Demand parser; where it refuses the text, a plain scan finds the items before the mistake.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/result.hpp"

namespace aidiag {

struct ItemList {
  simdjson::padded_string text;  ///< what the items point into; simdjson may read beyond each of them
  std::string kind, api_version;
  std::string continue_token;
  std::int64_t remaining = 0;
  bool is_list = false;                 ///< else it is a single object: the one item
  std::vector<std::string_view> items;  ///< each one JSON value, whole
  std::optional<Error> error;           ///< the text is not JSON, or ends in the middle
};

ItemList slice_items(std::string_view text);

}  // namespace aidiag
