// SPDX-License-Identifier: Apache-2.0
// Failed pods stay as objects until they are collected: evicted ones, those of a node that was shut down, the first
// tries of a Job. They are no failure any more once their owner has all it wants.
#include <algorithm>

#include "facts/jobs.hpp"
#include "facts/stage.hpp"

namespace aidiag {
namespace {

bool has_condition(const Object& object, std::string_view type) {
  for (const Json condition : object.json()["status"]["conditions"].items())
    if (condition["type"].text() == type) return condition["status"].text() == "True";
  return false;
}

/// A pod that was evicted or refused may have no container that ran: then its newest condition tells.
std::optional<Time> ended_at(const Object& pod) {
  std::optional<Time> latest;
  const auto take = [&latest](Json text) {
    const auto time = parse_time(text.text());
    if (time && (!latest || *latest < *time)) latest = time;
  };
  for (const ContainerView& container : container_views(pod)) take(container.state("terminated")["finishedAt"]);
  if (latest) return latest;
  for (const Json condition : pod.json()["status"]["conditions"].items()) take(condition["lastTransitionTime"]);
  if (!latest) take(pod.json()["status"]["startTime"]);
  return latest;
}

/// status.ready is there since 1.24.
bool job_runs_all(const Object& job) {
  const Json spec = job.json()["spec"], status = job.json()["status"];
  const std::int64_t parallelism = spec["parallelism"].integer_or(1);
  const std::int64_t open = spec["completions"].integer_or(parallelism) - status["succeeded"].integer_or(0);
  return status["ready"].integer_or(0) >= std::max<std::int64_t>(1, std::min(parallelism, open));
}

bool job_is_past(const Snapshot& snapshot, const Object& job, const Object& pod) {
  if (has_condition(job, "Complete") || has_condition(job, "SuccessCriteriaMet")) return true;
  if (is_superseded(snapshot, job).value_or(false)) return true;
  const std::optional<Time> ended = ended_at(pod);
  return ended && snapshot.now - *ended > restart_is_news && job_runs_all(job);
}

bool daemon_is_replaced(const Snapshot& snapshot, const Object& set, const Object& pod) {
  for (const Object* other : snapshot.owned_by(set))
    if (other != &pod && other->pod != nullptr && other->pod->node == pod.pod->node && other->pod->phase != "Failed")
      return true;
  const Json status = set.json()["status"];
  const auto wanted = status["desiredNumberScheduled"].integer();
  return wanted && status["numberReady"].integer_or(0) >= *wanted;
}

/// All are ready; or all are there again for longer than a failure is news.
bool is_replaced(const Snapshot& snapshot, const Object& owner, const Object& pod) {
  const Json json = owner.json();
  const std::int64_t wanted = json["spec"]["replicas"].integer_or(1);
  if (json["status"]["readyReplicas"].integer_or(0) >= wanted) return true;
  const std::optional<Time> ended = ended_at(pod);
  return ended && snapshot.now - *ended > restart_is_news && json["status"]["replicas"].integer_or(0) >= wanted;
}

/// The Job was not read: a pod that it made afterwards has done the work.
bool retry_succeeded(const Snapshot& snapshot, const Object& pod) {
  constexpr std::string_view index = "batch.kubernetes.io/job-completion-index";
  const auto pods = snapshot.of_kind("Pod", pod.ns);
  return std::any_of(pods.begin(), pods.end(), [&](const Object* other) {
    return other->owner.kind == "Job" && other->owner.name == pod.owner.name && other->pod->phase == "Succeeded" &&
           other->created > pod.created && other->label(index) == pod.label(index);
  });
}

/// The owner's object was not read, or its kind is not known: its other pods tell.
bool others_are_ready(const Snapshot& snapshot, const Object& pod) {
  bool any_ready = false;
  for (const Object* other : snapshot.of_kind("Pod", pod.ns)) {
    if (other == &pod || other->owner.kind != pod.owner.kind || other->owner.name != pod.owner.name) continue;
    if (other->pod->phase == "Failed" || other->pod->phase == "Succeeded") continue;
    if (!other->pod->ready) return false;
    any_ready = true;
  }
  return any_ready;
}

}  // namespace

bool is_leftover(const Snapshot& snapshot, const Object& pod) {
  if (pod.owner.kind.empty() || pod.owner.kind == "Node") return false;
  const Object* owner = snapshot.owner_of(pod);
  if (owner == nullptr || !owner->has_detail())
    return pod.owner.kind == "Job" ? retry_succeeded(snapshot, pod) : others_are_ready(snapshot, pod);
  if (owner->kind == "Job") return job_is_past(snapshot, *owner, pod);
  if (owner->kind == "DaemonSet") return daemon_is_replaced(snapshot, *owner, pod);
  for (const std::string_view kind : {"ReplicaSet", "ReplicationController", "StatefulSet", "Deployment"})
    if (owner->kind == kind) return is_replaced(snapshot, *owner, pod);
  for (const std::string_view end : {"Succeeded", "Complete", "Completed", "Finished"})
    if (has_condition(*owner, end)) return true;
  return false;
}

}  // namespace aidiag
