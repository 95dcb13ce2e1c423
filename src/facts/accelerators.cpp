// SPDX-License-Identifier: Apache-2.0
#include "facts/accelerators.hpp"

#include <algorithm>

namespace aidiag {
namespace {

// From the device plugins' own documentation. A name that ends in '*' stands for all that begin so.
constexpr std::string_view accelerator_names[] = {"nvidia.com/gpu",
                                                  "nvidia.com/gpu.shared",
                                                  "nvidia.com/mig-*",
                                                  "nvidia.com/pgpu",
                                                  "amd.com/gpu",
                                                  "gpu.intel.com/i915",
                                                  "gpu.intel.com/xe",
                                                  "habana.ai/gaudi",
                                                  "aws.amazon.com/neuron",
                                                  "aws.amazon.com/neurondevice",
                                                  "aws.amazon.com/neuroncore",
                                                  "google.com/tpu",
                                                  "huawei.com/Ascend*",
                                                  "cambricon.com/mlu*",
                                                  "cambricon.com/vmlu*",
                                                  "hygon.com/dcu*",
                                                  "metax-tech.com/gpu",
                                                  "iluvatar.ai/gpu",
                                                  "mthreads.com/vgpu",
                                                  "rebellions.ai/ATOM",
                                                  "furiosa.ai/*",
                                                  "qualcomm.com/qaic",
                                                  "volcano.sh/vgpu-number"};

void count(Accelerators& most, std::string_view resource, std::int64_t devices) {
  if (!is_accelerator(resource) || devices <= 0) return;
  if (most.count < devices || (most.count == devices && resource < most.resource)) most = {resource, devices};
}

}  // namespace

bool is_accelerator(std::string_view resource) {
  return std::any_of(std::begin(accelerator_names), std::end(accelerator_names), [&](std::string_view name) {
    return name.ends_with('*') ? resource.starts_with(name.substr(0, name.size() - 1)) : resource == name;
  });
}

Accelerators accelerators_of(const Resources& resources) {
  Accelerators most;
  for (const auto& [name, milli] : resources) count(most, name, milli / 1000);
  return most;
}

Accelerators accelerators_of(Json container_spec) {
  Accelerators most;
  for (const std::string_view kind : {"limits", "requests"})
    for (const auto& [name, amount] : container_spec["resources"][kind].fields())
      count(most, name, parse_milli(amount.scalar()).value_or(0) / 1000);
  return most;
}

}  // namespace aidiag
