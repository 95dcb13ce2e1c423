// SPDX-License-Identifier: Apache-2.0
// From the API's own documentation of NodeConditionType, PodConditionType and the workloads' condition types.
#include "facts/polarity.hpp"

namespace aidiag {

const PolarityTable& core_polarity() {
  using enum Polarity::Bad;
  static const PolarityTable table = {{"Ready", {unless_true, "ready"}},
                                      {"MemoryPressure", {if_true, "memory"}},
                                      {"DiskPressure", {if_true, "disk"}},
                                      {"PIDPressure", {if_true, "processes"}},
                                      {"NetworkUnavailable", {if_true, "network"}},
                                      {"PodScheduled", {unless_true, "scheduling"}},
                                      {"Initialized", {unless_true, "init"}},
                                      {"ContainersReady", {unless_true, "ready"}},
                                      {"DisruptionTarget", {if_true, "disruption"}},
                                      {"Available", {unless_true, "ready"}},
                                      {"Progressing", {unless_true, "rollout"}},
                                      {"ReplicaFailure", {if_true, "create"}},
                                      {"Failed", {if_true, "failed"}},
                                      {"FailureTarget", {if_true, "failed"}},
                                      {"ScalingActive", {unless_true, "autoscaling"}},
                                      {"AbleToScale", {unless_true, "autoscaling"}}};
  return table;
}

}  // namespace aidiag
