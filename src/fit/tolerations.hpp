// SPDX-License-Identifier: Apache-2.0
// Which taints a pod tolerates: k8s.io/component-helpers/scheduling/corev1 and pkg/scheduler/framework/plugins/
// tainttoleration of Kubernetes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aidiag/json.hpp"
#include "aidiag/snapshot.hpp"

namespace aidiag {

/// A pod's spec.tolerations; texts point into the pod.
class Tolerations {
 public:
  explicit Tolerations(Json pod_spec);
  [[nodiscard]] bool tolerate(std::string_view key, std::string_view value, std::string_view effect) const;
  [[nodiscard]] bool tolerate(const Taint& taint) const { return tolerate(taint.key, taint.value, taint.effect); }

 private:
  struct Toleration {
    std::string_view key, op, value, effect;
  };
  std::vector<Toleration> all_;
};

/// Whether pods are kept off by it: NoSchedule and NoExecute; PreferNoSchedule only makes the node less liked.
inline bool keeps_off(const Taint& taint) { return taint.effect == "NoSchedule" || taint.effect == "NoExecute"; }

/// "key=value:Effect".
std::string taint_text(const Taint& taint);

}  // namespace aidiag
