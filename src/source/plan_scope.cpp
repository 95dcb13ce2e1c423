// SPDX-License-Identifier: Apache-2.0
#include "source/plan_scope.hpp"

#include <algorithm>

#include "model/selector.hpp"
#include "model/workload_tie.hpp"
#include "source/container_state.hpp"

namespace aidiag {
namespace {

bool belongs_to(const Snapshot& snapshot, const Object& pod, const Scope::Target& target) {
  return tie_to_workload(snapshot, pod, target.kind, target.name).state == WorkloadTie::State::yes;
}

bool condition_is_true(Json status, std::string_view type) {
  for (const Json& condition : status["conditions"].items()) {
    if (condition["type"].text() == type) return condition["status"].text() == "True";
  }
  return false;
}

// A Failed pod whose Job went on to its end.
bool is_left_behind(const Snapshot& snapshot, const Object& pod) {
  const Object* owner = snapshot.owner_of(pod);
  return pod.pod->phase == "Failed" && owner != nullptr && owner->kind == "Job" &&
         condition_is_true(owner->json()["status"], "Complete");
}

}  // namespace

std::vector<const Object*> pods_asked_about(const Snapshot& snapshot, const Scope& scope) {
  std::vector<const Object*> pods;
  const auto selector = Selector::parse(scope.selector);
  for (const Object* pod : snapshot.of_kind("Pod", scope.ns)) {
    const bool named = scope.targets.empty() ||
                       std::any_of(scope.targets.begin(), scope.targets.end(),
                                   [&](const Scope::Target& target) { return belongs_to(snapshot, *pod, target); });
    if (named && (!selector.ok() || selector.value().matches(*pod->labels))) pods.push_back(pod);
  }
  return pods;
}

bool is_sick(const Snapshot& snapshot, const Object& pod) {
  if (pod.pod->well || pod.pod->phase == "Succeeded" || is_left_behind(snapshot, pod)) return false;
  if (pod.deleted || pod.pod->phase != "Running" || !pod.pod->ready || !pod.has_detail()) return true;
  const std::vector<ContainerState> containers = container_states(pod);
  return std::any_of(containers.begin(), containers.end(),
                     [&](const ContainerState& c) { return !c.initialises && ended_lately(c, snapshot.now); });
}

bool is_short(const Object& workload) {
  const Json spec = workload.json()["spec"], status = workload.json()["status"];
  if (workload.kind == "DaemonSet") {
    return status["numberReady"].integer_or(0) < status["desiredNumberScheduled"].integer_or(0);
  }
  if (workload.kind == "Job") {
    return !condition_is_true(status, "Complete") && !spec["suspend"].boolean_or(false) &&
           status["ready"].integer_or(0) + status["succeeded"].integer_or(0) < spec["parallelism"].integer_or(1);
  }
  if (!spec["replicas"].exists() && !status["replicas"].exists()) return false;
  const std::int64_t wanted = spec["replicas"].integer_or(1);
  const bool rolled_out = workload.kind != "Deployment" || status["updatedReplicas"].integer_or(0) >= wanted;
  return status["readyReplicas"].integer_or(0) < wanted || !rolled_out;
}

bool waits_for_node(const Object& pod) { return pod.pod->node.empty() && pod.pod->phase == "Pending" && !pod.deleted; }

Picture::Picture(const Snapshot& all, const Scope& asked)
    : snapshot(all), scope(asked), pods(pods_asked_about(all, asked)) {
  for (const Object* pod : pods) {
    if (is_sick(snapshot, *pod)) sick.push_back(pod);
  }
  looked_at = scope.kind == Scope::Kind::pods ? pods : sick;
  for (const char* kind : {"Deployment", "StatefulSet", "DaemonSet", "Job", "ReplicaSet"}) {
    for (const Object* workload : snapshot.of_kind(kind, scope.ns)) {
      if (is_short(*workload)) lacking.push_back(workload);
    }
  }
}

}  // namespace aidiag
