// SPDX-License-Identifier: Apache-2.0
// Looking things up in the tables.
#include <doctest/doctest.h>

#include "knowledge/accelerators.hpp"

using namespace aidiag::knowledge;

TEST_CASE("a resource of devices has a vendor, an amount of a device has none") {
  CHECK(accelerator_vendor("nvidia.com/gpu") == "NVIDIA");
  CHECK(accelerator_vendor("nvidia.com/mig-1g.5gb") == "NVIDIA");
  CHECK(accelerator_vendor("gpu.intel.com/i915") == "Intel");
  CHECK(accelerator_vendor("aws.amazon.com/neuroncore") == "AWS");
  CHECK(accelerator_vendor("nvidia.com/gpumem") == "");
  CHECK(accelerator_vendor("rdma/hca") == "");
}
