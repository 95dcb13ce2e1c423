// SPDX-License-Identifier: Apache-2.0
#include "source/plan_scope.hpp"

#include <algorithm>

#include "model/selector.hpp"
#include "source/container_state.hpp"

namespace aidiag {
namespace {

// Labels by which operators tie their pods to a workload that is not the pods' controller.
struct TieLabel {
  std::string_view kind, label;
};
constexpr TieLabel kTies[] = {
    {"InferenceService", "serving.kserve.io/inferenceservice"},
    {"RayCluster", "ray.io/cluster"},
    {"JobSet", "jobset.sigs.k8s.io/jobset-name"},
    {"LeaderWorkerSet", "leaderworkerset.sigs.k8s.io/name"},
    {"PyTorchJob", "training.kubeflow.org/job-name"},
    {"MPIJob", "training.kubeflow.org/job-name"},
    {"TFJob", "training.kubeflow.org/job-name"},
    {"TrainJob", "jobset.sigs.k8s.io/jobset-name"},
};

bool descends_from(const Snapshot& snapshot, const Object& pod, const Scope::Target& target) {
  constexpr int deepest = 8;
  const Object* at = &pod;
  for (int depth = 0; at != nullptr && depth < deepest; ++depth) {
    if (at->owner.kind == target.kind && at->owner.name == target.name) return true;
    at = snapshot.owner_of(*at);
  }
  return false;
}

bool belongs_to(const Snapshot& snapshot, const Object& pod, const Scope::Target& target) {
  if (target.kind == "Pod") return pod.name == target.name;
  if (target.kind == "Deployment" && deployment_by_hash(pod) == target.name) return true;
  const bool tied = std::any_of(std::begin(kTies), std::end(kTies), [&](const TieLabel& tie) {
    return tie.kind == target.kind && pod.label(tie.label) == target.name;
  });
  return tied || descends_from(snapshot, pod, target);
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

std::string_view deployment_by_hash(const Object& pod) {
  const std::string_view hash = pod.label("pod-template-hash"), set = pod.owner.name;
  if (pod.owner.kind != "ReplicaSet" || hash.empty() || set.size() <= hash.size() + 1 || !set.ends_with(hash))
    return {};
  return set.substr(0, set.size() - hash.size() - 1);
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
