// SPDX-License-Identifier: Apache-2.0
// The newest moment that an object speaks of as past. Only fields that are known to be written with the present time
// count: others, such as the end of a certificate, may lie ahead.
#pragma once

#include <optional>
#include <string_view>

#include "aidiag/json.hpp"
#include "aidiag/value.hpp"

namespace aidiag {

std::optional<Time> newest_time(Json object, std::string_view kind);

}  // namespace aidiag
