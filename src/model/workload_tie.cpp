// SPDX-License-Identifier: Apache-2.0
#include "model/workload_tie.hpp"

#include <algorithm>
#include <iterator>

namespace aidiag {
namespace {

// Labels by which operators tie their pods to a workload that need not be the pods' controller.
struct TieLabel {
  std::string_view kind, label;
};
constexpr TieLabel kTieLabels[] = {
    {"InferenceService", "serving.kserve.io/inferenceservice"},
    {"RayCluster", "ray.io/cluster"},
    {"JobSet", "jobset.sigs.k8s.io/jobset-name"},
    {"LeaderWorkerSet", "leaderworkerset.sigs.k8s.io/name"},
    {"PyTorchJob", "training.kubeflow.org/job-name"},
    {"MPIJob", "training.kubeflow.org/job-name"},
    {"TFJob", "training.kubeflow.org/job-name"},
    {"XGBoostJob", "training.kubeflow.org/job-name"},
    {"PaddleJob", "training.kubeflow.org/job-name"},
    {"JAXJob", "training.kubeflow.org/job-name"},
    {"TrainJob", "jobset.sigs.k8s.io/jobset-name"},
    {"SparkApplication", "sparkoperator.k8s.io/app-name"},
    {"Workflow", "workflows.argoproj.io/workflow"},
    {"Notebook", "notebook-name"},
};

bool tied_by_label(const Object& pod, std::string_view kind, std::string_view name) {
  return std::any_of(std::begin(kTieLabels), std::end(kTieLabels),
                     [&](const TieLabel& tie) { return tie.kind == kind && pod.label(tie.label) == name; });
}

// "llm" of "llm-7c9d5f6b8"; empty if the name does not end so.
std::string_view before_suffix(std::string_view name, std::string_view suffix) {
  if (suffix.empty() || name.size() <= suffix.size() + 1 || !name.ends_with(suffix)) return {};
  const std::size_t dash = name.size() - suffix.size() - 1;
  return name[dash] == '-' ? name.substr(0, dash) : std::string_view();
}

// A CronJob names its Jobs by the minute, counted since 1970. Dates, which people put there, are smaller numbers.
std::string_view cron_job_by_minute(std::string_view job) {
  constexpr std::string_view minute_in_2017 = "25000000";
  const std::size_t dash = job.rfind('-');
  if (dash == std::string_view::npos) return {};
  const std::string_view minute = job.substr(dash + 1);
  if (minute.find_first_not_of("0123456789") != std::string_view::npos) return {};
  const bool late = minute.size() > minute_in_2017.size() || minute >= minute_in_2017;
  return minute.size() >= minute_in_2017.size() && late ? job.substr(0, dash) : std::string_view();
}

struct Parent {
  std::string_view kind, name;
};

// Who controls the owner of an object where that was not read, as its name tells; no kind if it does not.
Parent parent_of_owner(const Object& object) {
  const Owner& owner = object.owner;
  if (owner.kind == "ReplicaSet") {
    if (const auto deployment = deployment_by_hash(object); !deployment.empty()) return {"Deployment", deployment};
    const auto rollout = before_suffix(owner.name, object.label("rollouts-pod-template-hash"));
    if (!rollout.empty()) return {"Rollout", rollout};
  }
  if (owner.kind == "Job") {
    if (const auto cron_job = cron_job_by_minute(owner.name); !cron_job.empty()) return {"CronJob", cron_job};
  }
  return {};
}

// Whether a controller of this kind may be one of the workload's.
bool may_belong_to(std::string_view owner, std::string_view workload) {
  for (const char* direct : {"ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet", "Job"}) {
    if (workload == direct) return false;
  }
  if (workload == "Deployment") return owner == "ReplicaSet";
  if (workload == "CronJob") return owner == "Job";
  return owner != workload;
}

}  // namespace

std::string_view deployment_by_hash(const Object& pod) {
  return pod.owner.kind == "ReplicaSet" ? before_suffix(pod.owner.name, pod.label("pod-template-hash"))
                                        : std::string_view();
}

WorkloadTie tie_to_workload(const Snapshot& snapshot, const Object& pod, std::string_view kind, std::string_view name) {
  using State = WorkloadTie::State;
  if (kind == "Pod") return {pod.name == name ? State::yes : State::no, {}};
  if (tied_by_label(pod, kind, name)) return {State::yes, {}};
  constexpr int deepest = 8;
  const Object* at = &pod;
  for (int depth = 0; depth < deepest && !at->owner.kind.empty() && at->owner.kind != "Node"; ++depth) {
    const Owner& owner = at->owner;
    if (owner.kind == kind && owner.name == name) return {State::yes, {}};
    const Object* next = snapshot.owner_of(*at);
    if (next == nullptr) {
      const Parent parent = parent_of_owner(*at);
      if (parent.kind == kind) return {parent.name == name ? State::yes : State::no, {}};
      next = snapshot.find(parent.kind, pod.ns, parent.name);
    }
    if (next == nullptr) {
      const bool open = may_belong_to(owner.kind, kind) && !snapshot.known_absent(owner.kind, pod.ns, owner.name);
      return {open ? State::open : State::no, owner};
    }
    at = next;
  }
  return {};
}

}  // namespace aidiag
