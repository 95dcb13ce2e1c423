// SPDX-License-Identifier: Apache-2.0
// How many accelerators a container or pod asks for.
#pragma once

#include <cstdint>
#include <string_view>

#include "aidiag/json.hpp"
#include "aidiag/snapshot.hpp"

namespace aidiag {

/// The accelerator resource with the largest amount, in whole devices; the first by name among equal ones.
struct Devices {
  std::string_view resource;  ///< empty: none
  std::int64_t count = 0;
};
Devices devices_of(const Resources& resources);
/// The same of a container's limits, which equal its requests.
Devices devices_of(Json container_spec);

}  // namespace aidiag
