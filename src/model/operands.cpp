// SPDX-License-Identifier: Apache-2.0
#include "model/operands.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace aidiag {
namespace {

/// The first that fits counts. Images and labels of the operators of NVIDIA, AMD, Intel, Habana, AWS Neuron, Huawei,
/// and of GKE, EKS and AKS.
constexpr OperandKind operands[] = {
    {"mps-control-daemon", "mps-daemon", 2},
    {"gpu-feature-discovery", "gpu-feature-discovery", 3},
    {"node-labeller", "gpu-feature-discovery", 3},
    {"device-plugin", "device-plugin", 1},
    {"device_plugin", "device-plugin", 1},
    {"deviceplugin", "device-plugin", 1},
    {"intel-gpu-plugin", "device-plugin", 1},
    {"amdgpu-dp", "device-plugin", 1},
    {"dra-driver", "dra-driver", 1},
    {"kubelet-plugin", "dra-driver", 1},
    {"nvidia-driver", "gpu-driver", 2},
    {"nvidia-gpu-driver", "gpu-driver", 2},
    {"nvidia/driver", "gpu-driver", 2},
    {"driver-daemonset", "gpu-driver", 2},
    {"driver-installer", "gpu-driver", 2},
    {"container-toolkit", "container-toolkit", 2},
    {"operator-validator", "operator-validator", 2},
    {"fabricmanager", "fabric-manager", 2},
    {"fabric-manager", "fabric-manager", 2},
    {"mig-manager", "mig-manager", 2},
    {"node-problem-detector", "kernel-monitor", 3},
    {"health-monitor", "kernel-monitor", 3},
    {"gpud", "kernel-monitor", 3},
    {"dcgm", "gpu-monitor", 3},
    {"device-metrics-exporter", "gpu-monitor", 3},
};
/// A chart may call several of them by the same name and tell them apart by component.
constexpr std::array<std::string_view, 5> name_labels = {"app.kubernetes.io/component", "app", "k8s-app", "name",
                                                         "app.kubernetes.io/name"};
/// Plugins for devices that are no accelerators.
constexpr std::array<std::string_view, 5> others = {"sriov", "rdma", "fuse", "network", "smarter"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> vendors = {{{"nvidia", "NVIDIA"},
                                                                                    {"nvcr.io", "NVIDIA"},
                                                                                    {"amdgpu", "AMD"},
                                                                                    {"rocm", "AMD"},
                                                                                    {"habana", "Intel"},
                                                                                    {"gaudi", "Intel"},
                                                                                    {"intel", "Intel"},
                                                                                    {"neuron", "AWS"},
                                                                                    {"tpu", "Google"},
                                                                                    {"ascend", "Huawei"},
                                                                                    {"huawei", "Huawei"}}};

bool contains(std::string_view word, std::string_view part) { return word.find(part) != std::string_view::npos; }

const OperandKind* named_by(std::string_view word) {
  if (std::any_of(others.begin(), others.end(), [&](std::string_view other) { return contains(word, other); }))
    return nullptr;
  for (const OperandKind& operand : operands)
    if (contains(word, operand.part)) return &operand;
  return nullptr;
}

/// Labels, then commands, then images: an image may hold several operands. Stops at the first that `found` takes.
template <class Found>
void look_at_words(const Object& object, Found found) {
  for (const std::string_view label : name_labels)
    if (found(object.label(label))) return;
  const Json spec = object.json()["spec"];
  for (const std::string_view label : name_labels)
    if (found(spec["template"]["metadata"]["labels"][label].text())) return;
  const Json pod_spec = object.kind == "DaemonSet" ? spec["template"]["spec"] : spec;
  const auto containers = pod_spec["containers"].items();
  for (const Json& container : containers)
    if (found(container["command"].at(0).text())) return;
  for (const Json& container : containers)
    if (found(container["image"].text())) return;
}

}  // namespace

const OperandKind* operand_of(const Object& object) {
  if (object.kind != "DaemonSet" && object.owner.kind != "DaemonSet") return nullptr;
  const OperandKind* operand = nullptr;
  look_at_words(object, [&](std::string_view word) { return (operand = named_by(word)) != nullptr; });
  return operand;
}

std::string_view operand_vendor(const Object& object) {
  std::string_view vendor;
  look_at_words(object, [&](std::string_view word) {
    for (const auto& [part, whose] : vendors)
      if (vendor.empty() && contains(word, part)) vendor = whose;
    return !vendor.empty();
  });
  return vendor;
}

}  // namespace aidiag
