// SPDX-License-Identifier: Apache-2.0
// The healthy object of each kind, and the presets: what `is:` writes, consistent in status, conditions and times.
// This is where hand-written examples lie (a Running pod without a Ready condition), so it stands in one place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "worlds/merge.hpp"

namespace aidiag {

inline constexpr std::string_view world_ns = "ai";

WorldJson node_template(const std::string& name);
/// Spec and metadata of a pod; its status comes from `write_pod_status` once the spec is whole.
WorldJson pod_template(const std::string& name, const std::string& app);
WorldJson workload_template(const std::string& kind, const std::string& name);
WorldJson service_template(const std::string& name);
WorldJson claim_template(const std::string& name);
WorldJson volume_template(const std::string& name);
WorldJson class_template(const std::string& name);
WorldJson autoscaler_template(const std::string& name);
WorldJson budget_template(const std::string& name);

/// What a pod's shorthand says beside its preset.
struct PodPreset {
  std::string is = "ready";
  std::string message;
  std::string ended = "-1m";
  int code = 1;
};
const std::vector<std::string>& pod_presets();
/// Writes spec fields and status of the preset into the pod, for all containers its spec has.
void write_pod_status(WorldJson& pod, const PodPreset& preset);
/// "cordoned", "lost"; false if there is no such preset.
bool apply_node_preset(WorldJson& node, const std::string& is);

}  // namespace aidiag
