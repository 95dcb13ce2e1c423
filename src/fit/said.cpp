// SPDX-License-Identifier: Apache-2.0
#include "fit/said.hpp"

#include <algorithm>

namespace aidiag {
namespace {

/// Whether the scheduler alone knows: the model does not compute it.
bool is_the_schedulers(Ground ground) {
  switch (ground) {
    case Ground::volume_limit:
    case Ground::spread:
    case Ground::pod_affinity:
    case Ground::device_claim:
    case Ground::other:
      return true;
    default:
      return false;
  }
}

bool is_of_pods(Ground ground) {
  return ground == Ground::resource || ground == Ground::pods || ground == Ground::port ||
         ground == Ground::claim_in_use;
}

bool is_of_volumes(Ground ground) {
  return ground == Ground::volume_node || ground == Ground::volume_zone || ground == Ground::volume_bind;
}

bool accounts_for(const Fit& fit, const SchedulerReason& reason) {
  int seen = 0;
  for (const NodeFit& node : fit.nodes)
    for (const auto& [ground, resource] : scheduler_grounds(node))
      seen += ground == reason.ground && resource == std::string_view(reason.resource);
  return seen >= reason.count;
}

}  // namespace

void add_what_was_said(Fit& fit) {
  if (!fit.message || fit.message->nodes != static_cast<int>(fit.nodes.size())) return;
  std::vector<const SchedulerReason*> unseen;
  for (const SchedulerReason& reason : fit.message->reasons)
    if (!accounts_for(fit, reason)) unseen.push_back(&reason);
  for (NodeFit& node : fit.nodes) {
    if (!node.lacks.empty()) continue;
    for (const SchedulerReason* reason : unseen) {
      const bool could_be = is_the_schedulers(reason->ground) ||
                            (is_of_pods(reason->ground) && !node.usage_known && node.unreadable.empty()) ||
                            (is_of_volumes(reason->ground) && !fit.missing.empty());
      if (could_be) node.lacks.push_back({.ground = reason->ground, .said = reason});
    }
  }
}

}  // namespace aidiag
