// SPDX-License-Identifier: Apache-2.0
// Any bytes as a kubeconfig.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "source/kubeconfig_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static_cast<void>(aidiag::read_kubeconfig({reinterpret_cast<const char*>(data), size}, "config"));
  return 0;
}
