// SPDX-License-Identifier: Apache-2.0
// Which things of a snapshot are subjects, and what they are called.
#include <algorithm>
#include <array>
#include <set>

#include "facts/state.hpp"

namespace aidiag {
namespace {

/// Kinds that run pods, or stand for what does: core ones, and those AI platforms bring.
constexpr std::string_view workload_kinds[] = {"AppWrapper",
                                               "CronJob",
                                               "DaemonSet",
                                               "Deployment",
                                               "InferenceService",
                                               "JAXJob",
                                               "Job",
                                               "JobSet",

                                               "LLMInferenceService",
                                               "LeaderWorkerSet",
                                               "MPIJob",
                                               "Notebook",
                                               "PaddleJob",
                                               "PyTorchJob",
                                               "RayCluster",
                                               "RayJob",
                                               "RayService",
                                               "ReplicaSet",
                                               "ReplicationController",
                                               "Rollout",
                                               "SeldonDeployment",
                                               "SparkApplication",
                                               "StatefulSet",
                                               "TFJob",
                                               "TrainJob",
                                               "Workflow",
                                               "XGBoostJob"};

void add_kind(const Snapshot& snapshot, std::string_view kind, About about, std::vector<Subject>& all) {
  for (const Object* object : snapshot.of_kind(kind)) all.push_back({about, object, -1, {}});
}

std::vector<Subject> all_containers(Facts::State& state) {
  std::vector<Subject> all;
  for (const Object* pod : state.snapshot.of_kind("Pod")) {
    if (!pod->has_detail()) continue;
    const std::size_t count = state.containers_of(*pod).size();
    for (std::size_t i = 0; i < count; ++i) all.push_back({About::container, pod, static_cast<int>(i), {}});
  }
  return all;
}

std::vector<Subject> all_workloads(const Snapshot& snapshot) {
  std::set<const Object*> found;
  for (const std::string_view kind : workload_kinds)
    for (const Object* object : snapshot.of_kind(kind)) found.insert(object);
  for (const Object* pod : snapshot.of_kind("Pod"))
    for (const Object* owner = snapshot.owner_of(*pod); owner != nullptr && owner->kind != "Node";
         owner = snapshot.owner_of(*owner))
      if (!found.insert(owner).second) break;
  std::vector<Subject> all;
  for (const Object* object : found) all.push_back({About::workload, object, -1, {}});
  return all;
}

std::vector<Subject> all_namespaces(const Snapshot& snapshot) {
  std::set<std::string_view> names;
  for (const std::string_view name : snapshot.namespaces())
    if (!name.empty()) names.insert(name);
  for (const Object* object : snapshot.of_kind("Namespace")) names.insert(object->name.view());
  std::vector<Subject> all;
  for (const std::string_view name : names) all.push_back({About::ns, nullptr, -1, name});
  return all;
}

std::vector<Subject> collect(Facts::State& state, About about) {
  const Snapshot& snapshot = state.snapshot;
  std::vector<Subject> all;
  switch (about) {
    case About::container:
      all = all_containers(state);
      break;
    case About::pod:
      add_kind(snapshot, "Pod", about, all);
      // A gap says how many these are; no fact of theirs would be known.
      std::erase_if(all, [](const Subject& pod) { return pod.object->pod->well && !pod.object->has_detail(); });
      break;
    case About::node:
      add_kind(snapshot, "Node", about, all);
      break;
    case About::workload:
      all = all_workloads(snapshot);
      break;
    case About::service:
      add_kind(snapshot, "Service", about, all);
      break;
    case About::claim:
      add_kind(snapshot, "PersistentVolumeClaim", about, all);
      add_kind(snapshot, "ResourceClaim", about, all);
      break;
    case About::volume:
      add_kind(snapshot, "PersistentVolume", about, all);
      break;
    case About::autoscaler:
      add_kind(snapshot, "HorizontalPodAutoscaler", about, all);
      add_kind(snapshot, "ScaledObject", about, all);
      break;
    case About::budget:
      add_kind(snapshot, "PodDisruptionBudget", about, all);
      break;
    case About::ns:
      all = all_namespaces(snapshot);
      break;
    case About::cluster:
      all.push_back({about, nullptr, -1, {}});
      break;
  }
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

const std::vector<Subject>& Facts::subjects(About about) const {
  auto& kept = state_->of_kind[static_cast<std::size_t>(about)];
  if (!kept) kept = collect(*state_, about);
  return *kept;
}

std::string Facts::name(const Subject& subject) const {
  if (subject.about == About::ns) return std::string(subject.ns);
  if (subject.about == About::container) return std::string(state_->container(subject).name);
  return subject.object != nullptr ? subject.object->name.str() : std::string();
}

}  // namespace aidiag
