// SPDX-License-Identifier: Apache-2.0
// The scheduler's sentence taken apart: "0/3 nodes are available: 1 Insufficient nvidia.com/gpu, 2 node(s) had
// untolerated taint {a: b}. preemption: ..." (pkg/scheduler/framework/types.go of Kubernetes, FitError.Error). A node
// may stand in it several times, since all resources that it lacks are named.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aidiag {

/// What a reason is about, over the wordings of all versions.
enum class Ground {
  cordon,
  taint,
  label,
  port,
  pods,
  resource,
  claim_in_use,
  volume_node,
  volume_zone,
  volume_bind,
  volume_limit,
  spread,
  pod_affinity,
  device_claim,
  other
};

struct SchedulerReason {
  int count = 0;
  Ground ground = Ground::other;
  std::string text;      ///< as written
  std::string resource;  ///< Ground::resource only
};

struct SchedulerMessage {
  int nodes = 0;
  std::vector<SchedulerReason> reasons;
  std::string whole;  ///< what is said of no single node: `persistentvolumeclaim "x" not found`; else empty
};

/// nullopt: it is none, or one about a single node that a later step turned down ("0/1 nodes" in a larger cluster
/// cannot be told from others here).
std::optional<SchedulerMessage> parse_scheduler_message(std::string_view text);

}  // namespace aidiag
