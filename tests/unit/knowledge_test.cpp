// SPDX-License-Identifier: Apache-2.0
// Looking things up in the tables.
#include <doctest/doctest.h>

#include "knowledge/accelerators.hpp"
#include "knowledge/cuda.hpp"
#include "knowledge/exit_codes.hpp"
#include "knowledge/xid.hpp"

using namespace aidiag::knowledge;

namespace {

XidQuote only_quote(std::string_view text) {
  const auto quotes = find_xids(text);
  REQUIRE(quotes.size() == 1);
  return quotes.front();
}

std::string capability_of(std::string_view product) {
  const auto capability = compute_capability(product);
  return capability ? to_text(*capability) : "";
}

}  // namespace

TEST_CASE("a resource of devices has a vendor, an amount of a device has none") {
  CHECK(accelerator_vendor("nvidia.com/gpu") == "NVIDIA");
  CHECK(accelerator_vendor("nvidia.com/mig-1g.5gb") == "NVIDIA");
  CHECK(accelerator_vendor("gpu.intel.com/i915") == "Intel");
  CHECK(accelerator_vendor("aws.amazon.com/neuroncore") == "AWS");
  CHECK(accelerator_vendor("nvidia.com/gpumem") == "");
  CHECK(accelerator_vendor("rdma/hca") == "");
}

TEST_CASE("an Xid is read from the kernel's line with the card it is about") {
  const XidQuote quote = only_quote("NVRM: Xid (PCI:0000:3b:00): 79, pid='<unknown>', GPU has fallen off the bus.");
  CHECK(quote.code == 79);
  CHECK(quote.device == "0000:3b:00");
  CHECK(only_quote("NVRM: Xid (0000:03:00): 14, Channel 00000001").code == 14);
}

TEST_CASE("an Xid is read from the device plugin, which says that it withdraws the card") {
  const XidQuote quote = only_quote("XidCriticalError: Xid=119 on Device=GPU-1a; marking device as unhealthy.");
  CHECK(quote.code == 119);
  CHECK(quote.withdrawn);
  CHECK(quote.device == "GPU-1a");
  CHECK(only_quote("XidCriticalError: Xid=48, All devices will go unhealthy.").withdrawn);
  CHECK(only_quote("XidCriticalError: Xid=69 on GPU=GPU-2, the device will go unhealthy.").device == "GPU-2");
}

TEST_CASE("an Xid is read from the words of agents") {
  CHECK(only_quote("NvidiaXID74Error").code == 74);
  CHECK(only_quote("GPU reported XID error: 62").code == 62);
  CHECK(only_quote("Detected Xid error 63 with channel info Ch 1").code == 63);
  CHECK(find_xids("ErrorCode:119 PCI:0002:00:00 kernel: NVRM: Xid (PCI:0002:00:00): 119, Recommended").size() == 1);
}

TEST_CASE("what is ignored, or is no Xid, is not read as one") {
  CHECK(find_xids("Ignoring the following XIDs for health checks: map[13:true 31:true]").empty());
  CHECK(find_xids("Health checker is skipping Xid 31 error").empty());
  CHECK(find_xids("no Xid 79 since the start").empty());
  CHECK(find_xids("transaction xid 123456 is old").empty());
  CHECK(find_xids("maxid 12, oxid=3").empty());
  CHECK(find_xids("NVRM: Xid error: xyz").empty());
}

TEST_CASE("an SXid is told from an Xid and says whether it is fatal") {
  const XidQuote fatal = only_quote("nvidia-nvswitch0: SXid (PCI:0000:06:00.0): 20034, Fatal, Link 30 LTSSM Fault Up");
  CHECK(fatal.of_switch);
  CHECK(fatal.code == 20034);
  CHECK_FALSE(fatal.nonfatal);
  CHECK(only_quote("SXid (PCI:0000:05:00.0): 12028, Non-fatal, Link 32 egress non-posted PRIV error").nonfatal);
}

TEST_CASE("the driver's own demand is read from Xid 154") {
  CHECK(
      only_quote("NVRM: Xid (PCI:0:1:0): 154, GPU recovery action changed from 0x0 (None) to 0x1 (GPU Reset Required)")
          .asks == "GPU Reset Required");
}

TEST_CASE("the table knows which Xids the device plugin leaves to the application") {
  std::vector<int> ignored;
  for (const XidRow& row : xid_codes())
    if (row.ignored) ignored.push_back(row.code);
  CHECK(ignored == std::vector<int>{13, 31, 43, 45, 68, 109});
  REQUIRE(find_xid(79) != nullptr);
  CHECK(to_text(find_xid(79)->action) == "restart node");
  CHECK(to_text(find_xid(119)->bucket) == "firmware");
  CHECK(find_xid(999) == nullptr);
}

TEST_CASE("an SXid without an entry is named after its unit") {
  CHECK(describe_sxid(20034, false).name == "link went down");
  CHECK(describe_sxid(23017, false).name == "switch crossbar");
  CHECK(describe_sxid(23017, false).action == Action::reset_gpu);
  CHECK(describe_sxid(23017, true).action == Action::none);
}

TEST_CASE("a link error that its line calls non-fatal asks for nothing") {
  const XidQuote quote = only_quote("NVRM: Xid (PCI:0000:b9:00): 149, NETIR_LINK_EVT Nonfatal XC0 i0 Link 12");
  CHECK(describe_xid(quote.code, quote.nonfatal).action == Action::none);
  CHECK(describe_xid(149, false).action == Action::reset_gpu);
}

TEST_CASE("a CUDA asks for a driver, within its major version for an older one") {
  CHECK(toolkit_driver({12, 8}) == Version{570, 26});
  CHECK(oldest_driver({12, 8}) == Version{525, 60, 13});
  CHECK(oldest_driver({10, 2}) == Version{440, 33});
  CHECK(oldest_driver({12, 77}) == Version{525, 60, 13});
  CHECK_FALSE(oldest_driver({99, 0}));
  CHECK(cuda_of_driver({535, 161, 8}) == Version{12, 2});
  CHECK(first_cuda_for({10, 0}) == Version{12, 8});
}

TEST_CASE("versions compare as numbers, and what follows them does not matter") {
  CHECK(*parse_version("535.161.08") == Version{535, 161, 8});
  CHECK(*parse_version("570.124.06") > *parse_version("570.26"));
  CHECK(*parse_version("12.4.1-runtime-ubuntu22.04") == Version{12, 4, 1});
  CHECK_FALSE(parse_version("v12"));
  CHECK_FALSE(parse_version(""));
}

TEST_CASE("a GPU's compute capability is known by the words of its product") {
  CHECK(capability_of("NVIDIA-A100-SXM4-80GB") == "8.0");
  CHECK(capability_of("NVIDIA A100-SXM4-80GB") == "8.0");
  CHECK(capability_of("Tesla-T4-SHARED") == "7.5");
  CHECK(capability_of("nvidia-l4") == "8.9");
  CHECK(capability_of("a10g") == "8.6");
  CHECK(capability_of("NVIDIA-H100-80GB-HBM3-MIG-1g.10gb") == "9.0");
  CHECK(capability_of("NVIDIA-RTX-6000-Ada-Generation") == "8.9");
  CHECK(capability_of("Quadro-RTX-6000") == "7.5");
  CHECK(capability_of("NVIDIA-RTX-A6000") == "8.6");
  CHECK(capability_of("NVIDIA-GB200") == "10.0");
  CHECK(capability_of("AMD_Instinct_MI300X") == "");
}

TEST_CASE("an exit code tells a signal, also a child's, and no more than it can") {
  CHECK(describe_exit(137)->name == "SIGKILL");
  CHECK(describe_exit(247)->of_child);
  CHECK(describe_exit(247)->signal == 9);
  CHECK(describe_exit(127)->signal == 0);
  CHECK_FALSE(describe_exit(42));
  CHECK(describe_exit(255)->name == "exit -1");
}
