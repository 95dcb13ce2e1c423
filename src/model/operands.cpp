// SPDX-License-Identifier: Apache-2.0
#include "model/operands.hpp"

#include <array>

namespace aidiag {
namespace {

constexpr Operand operands[] = {
    {"device-plugin", "device-plugin", 1},
    {"device_plugin", "device-plugin", 1},
    {"dra-driver", "dra-driver", 1},
    {"kubelet-plugin", "dra-driver", 1},
    {"nvidia-driver", "gpu-driver", 2},
    {"nvidia/driver", "gpu-driver", 2},
    {"driver-daemonset", "gpu-driver", 2},
    {"driver-installer", "gpu-driver", 2},
    {"container-toolkit", "container-toolkit", 2},
    {"operator-validator", "operator-validator", 2},
    {"fabricmanager", "fabric-manager", 2},
    {"fabric-manager", "fabric-manager", 2},
    {"mig-manager", "mig-manager", 2},
    {"node-problem-detector", "kernel-monitor", 3},
    {"gpud", "kernel-monitor", 3},
    {"gpu-feature-discovery", "gpu-feature-discovery", 3},
    {"dcgm", "gpu-monitor", 3},
    {"device-metrics-exporter", "gpu-monitor", 3},
};
constexpr std::array<std::string_view, 5> name_labels = {"app", "k8s-app", "name", "app.kubernetes.io/name",
                                                         "app.kubernetes.io/component"};

const Operand* named_by(std::string_view word) {
  for (const Operand& operand : operands) {
    if (word.find(operand.part) != std::string_view::npos) return &operand;
  }
  return nullptr;
}

}  // namespace

const Operand* operand_of(const Object& object) {
  if (object.kind != "DaemonSet" && object.owner.kind != "DaemonSet") return nullptr;
  for (const std::string_view label : name_labels) {
    if (const Operand* operand = named_by(object.label(label))) return operand;
  }
  const Json spec = object.json()["spec"];
  const Json pod_spec = object.kind == "DaemonSet" ? spec["template"]["spec"] : spec;
  for (const Json& container : pod_spec["containers"].items()) {
    if (const Operand* operand = named_by(container["image"].text())) return operand;
  }
  return nullptr;
}

}  // namespace aidiag
