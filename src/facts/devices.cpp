// SPDX-License-Identifier: Apache-2.0
#include "facts/devices.hpp"

#include "model/accelerators.hpp"

namespace aidiag {
namespace {

void count(Devices& most, std::string_view resource, std::int64_t devices) {
  if (!is_accelerator(resource) || devices <= 0) return;
  if (most.count < devices || (most.count == devices && resource < most.resource)) most = {resource, devices};
}

}  // namespace

Devices devices_of(const Resources& resources) {
  Devices most;
  for (const auto& [name, milli] : resources) count(most, name, milli / 1000);
  return most;
}

Devices devices_of(Json container_spec) {
  Devices most;
  for (const std::string_view kind : {"limits", "requests"})
    for (const auto& [name, amount] : container_spec["resources"][kind].fields())
      count(most, name, parse_milli(amount.scalar()).value_or(0) / 1000);
  return most;
}

}  // namespace aidiag
