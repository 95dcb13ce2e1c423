// SPDX-License-Identifier: Apache-2.0
#include "model/accelerators.hpp"

#include <algorithm>
#include <array>

namespace aidiag {
namespace {

constexpr std::array prefixes = {"nvidia.com/gpu",    "nvidia.com/mig-",   "amd.com/gpu",           "amd.com/mi",
                                 "gpu.intel.com/",    "habana.ai/",        "aws.amazon.com/neuron", "google.com/tpu",
                                 "huawei.com/Ascend", "cambricon.com/",    "metax-tech.com/gpu",    "iluvatar.ai/",
                                 "qualcomm.com/",     "tencent.com/vcuda", "aliyun.com/gpu"};

/// Memory and cores of a shared device: amounts, not devices.
constexpr std::array shares = {"nvidia.com/gpumem",     "nvidia.com/gpucores",   "gpu.intel.com/millicores",
                               "gpu.intel.com/memory.", "gpu.intel.com/tiles",   "tencent.com/vcuda-memory",
                               "aliyun.com/gpu-mem",    "cambricon.com/mlu.smlu"};

/// Labels that stand on nodes with an accelerator: GPU feature discovery, node feature discovery (PCI class 03xx of
/// NVIDIA and AMD), GKE, EKS with Karpenter, AMD's labeller, Habana.
constexpr std::array labels = {"nvidia.com/gpu.product",
                               "nvidia.com/gpu.present",
                               "cloud.google.com/gke-accelerator",
                               "cloud.google.com/gke-tpu-accelerator",
                               "karpenter.k8s.aws/instance-gpu-name",
                               "karpenter.k8s.aws/instance-accelerator-name",
                               "k8s.amazonaws.com/accelerator",
                               "kubernetes.azure.com/accelerator",
                               "amd.com/gpu.device-id",
                               "amd.com/gpu.product-name",
                               "feature.node.kubernetes.io/pci-10de.present",
                               "feature.node.kubernetes.io/pci-0300_10de.present",
                               "feature.node.kubernetes.io/pci-0302_10de.present",
                               "feature.node.kubernetes.io/pci-1002.present",
                               "feature.node.kubernetes.io/pci-0380_1002.present"};

/// Families of instance types that always carry an accelerator.
constexpr std::array instance_families = {
    "p2.",   "p3.",   "p3dn.",       "p4d.",        "p4de.",       "p5.",         "p5e.",        "p5en.",
    "p6-",   "g3.",   "g4dn.",       "g5.",         "g5g.",        "g6.",         "g6e.",        "gr6.",
    "inf1.", "inf2.", "trn1.",       "trn1n.",      "trn2.",       "a2-highgpu",  "a2-ultragpu", "a2-megagpu",
    "a3-",   "a4-",   "g2-standard", "Standard_NC", "Standard_ND", "Standard_NV", "VM.GPU",      "BM.GPU"};

bool starts(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

}  // namespace

bool is_accelerator(std::string_view resource) {
  if (resource.find('/') == std::string_view::npos || starts(resource, "requests.")) return false;
  if (std::any_of(shares.begin(), shares.end(), [&](std::string_view s) { return starts(resource, s); })) return false;
  return std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view p) { return starts(resource, p); }) ||
         resource.substr(resource.find('/')) == "/gpu";
}

std::string_view accelerator_label(const Object& node, std::string_view& key) {
  for (const std::string_view label : labels) {
    const std::string_view value = node.label(label);
    if (value.empty() || value == "false") continue;
    key = label;
    return value;
  }
  key = "node.kubernetes.io/instance-type";
  const std::string_view type = node.label(key);
  const bool known = std::any_of(instance_families.begin(), instance_families.end(),
                                 [&](std::string_view family) { return starts(type, family); });
  return known ? type : std::string_view();
}

}  // namespace aidiag
