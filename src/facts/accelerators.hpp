// SPDX-License-Identifier: Apache-2.0
// Which extended resources are accelerators: the names that device plugins advertise.
#pragma once

#include <cstdint>
#include <string_view>

#include "aidiag/json.hpp"
#include "aidiag/snapshot.hpp"

namespace aidiag {

/// "nvidia.com/gpu", "nvidia.com/mig-1g.5gb", "amd.com/gpu", ...; not network cards, memory shares or core shares.
bool is_accelerator(std::string_view resource);

/// The accelerator with the largest amount, in whole devices; the first by name among equal ones.
struct Accelerators {
  std::string_view resource;  ///< empty: none
  std::int64_t count = 0;
};
Accelerators accelerators_of(const Resources& resources);
/// The same of a container's limits (requests equal them).
Accelerators accelerators_of(Json container_spec);

}  // namespace aidiag
