// SPDX-License-Identifier: Apache-2.0
// Facts about the pods of a workload, taken together: how many are ready, which are sick, and which member of a
// StatefulSet keeps its update from going on.
#include <algorithm>

#include "facts/family.hpp"
#include "facts/links.hpp"
#include "facts/object_paths.hpp"
#include "facts/owned_pods.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About workload = About::workload;

constexpr FactLine lines[] = {
    {"workload.pods.failed", number, workload, "Pod", "Pods below it in phase Failed."},
    {"workload.pods.not_ready", number, workload, "Pod", "Pods below it that are not ready and have not finished."},
    {"workload.pods.ready", number, workload, "Pod", "Pods below it that are ready."},
    {"workload.pods.sick", texts, workload, "Pod",
     "Names of the pods below it that are not ready, finished or leftovers."},
    {"workload.pods.total", number, workload, "Pod", "Pods below it that exist."},
    {"workload.pods.unready_age", duration, workload, "Pod",
     "How long the pod below it that is not ready for longest has not been, of those that have not finished; of one "
     "that "
     "is deleted since it should be gone."},
    {"workload.update.blocked_by", text, workload, "Pod",
     "StatefulSet: the pod of the old revision that is not ready and that the update waits for."},
    {"workload.update.blocked_pod_revision", text, workload, "Pod", "The revision that pod runs."},
    {"workload.update.revision", text, workload, "StatefulSet", "The revision it updates to.", "status.updateRevision"},
};

bool is_sick(Stage stage) {
  return stage != Stage::serve && stage != Stage::restarted && stage != Stage::done && stage != Stage::leftover &&
         stage != Stage::terminating;
}

std::optional<Duration> unready_age(const Snapshot& snapshot, const std::vector<Subject>& pods) {
  std::optional<Duration> oldest;
  for (const Subject& pod : pods) {
    const PodRow& row = *pod.object->pod;
    const std::optional<Time> since = pod.object->deleted ? pod.object->deleted : unready_since(*pod.object);
    if ((row.ready && !pod.object->deleted) || row.phase == "Failed" || row.phase == "Succeeded" || !since) continue;
    const Duration age = std::max(snapshot.now - *since, seconds(0));
    if (!oldest || *oldest < age) oldest = age;
  }
  return oldest;
}

void fill_unready_age(const Snapshot& snapshot, const Object& object, const std::vector<Subject>& pods, FactSink& out) {
  const auto age = unready_age(snapshot, pods);
  if (!age && object.kind == "Deployment" && snapshot.coverage("ReplicaSet", object.ns) != Coverage::complete) {
    out.unknown("workload.pods.unready_age", "ReplicaSet");
  } else if (!age && !missing_kind(snapshot, "Pod", object.ns).empty()) {
    out.unknown("workload.pods.unready_age", "Pod");
  } else {
    out.duration("workload.pods.unready_age", age, "status.conditions");
  }
}

void fill_update(const Object& object, const std::vector<Subject>& pods, FactSink& out) {
  const std::string_view revision = object.json()["status"]["updateRevision"].text();
  if (object.kind != "StatefulSet" || revision.empty()) return;
  for (const Subject& pod : pods) {
    const std::string_view runs = pod.object->label("controller-revision-hash");
    if (pod.object->pod->ready || runs.empty() || runs == revision) continue;
    out.text("workload.update.blocked_by", pod.object->name, Where(*pod.object, "metadata.name"));
    out.text("workload.update.blocked_pod_revision", runs,
             Where(*pod.object, "metadata.labels[controller-revision-hash]"));
    return;
  }
}

void fill_workload_pods(const Facts& facts, const Subject& subject, FactSink& out) {
  const Object& object = *subject.object;
  const std::vector<Subject> pods = pods_below(facts.snapshot(), object);
  const std::string_view missing = missing_kind(facts.snapshot(), "Pod", object.ns);
  std::int64_t ready = 0;
  std::int64_t failed = 0;
  std::int64_t living = 0;
  std::vector<std::string> sick;
  for (const Subject& pod : pods) {
    const PodRow& row = *pod.object->pod;
    ready += row.ready;
    failed += row.phase == "Failed";
    living += row.phase != "Failed" && row.phase != "Succeeded";
    if (const auto stage = facts.stage(pod); stage && is_sick(*stage)) sick.push_back(pod.object->name.str());
  }
  out.number("workload.pods.total", static_cast<std::int64_t>(pods.size()), "metadata.name");
  out.number("workload.pods.ready", ready, "metadata.name");
  out.number("workload.pods.not_ready", living - ready, "metadata.name");
  out.number("workload.pods.failed", failed, "metadata.name");
  out.texts("workload.pods.sick", std::move(sick), "metadata.name");
  fill_unready_age(facts.snapshot(), object, pods, out);
  if (!missing.empty()) {
    for (const char* name :
         {"workload.pods.total", "workload.pods.ready", "workload.pods.not_ready", "workload.pods.failed"}) {
      out.bound(name, Bound::at_least);
    }
  }
  fill_update(object, pods, out);
}

void collect(const Snapshot& snapshot, const Object& owner, int depth, std::vector<Subject>& out) {
  for (const Object* owned : snapshot.owned_by(owner)) {
    if (owned->pod != nullptr) {
      out.push_back({.about = About::pod, .object = owned});
    } else if (depth < 4) {
      collect(snapshot, *owned, depth + 1, out);
    }
  }
}

/// The pods of a Deployment whose ReplicaSets were not read.
void collect_by_hash(const Snapshot& snapshot, const Object& deployment, std::vector<Subject>& out) {
  for (const Object* pod : snapshot.of_kind("Pod", deployment.ns)) {
    const bool may_be = pod->owner.name.view().starts_with(deployment.name.view());
    if (!may_be || snapshot.owner_of(*pod) != nullptr) continue;
    if (deployment_by_hash(snapshot, *pod) == &deployment) out.push_back({.about = About::pod, .object = pod});
  }
}

}  // namespace

std::vector<Subject> pods_below(const Snapshot& snapshot, const Object& owner) {
  std::vector<Subject> out;
  collect(snapshot, owner, 0, out);
  if (owner.kind == "Deployment" && snapshot.owned_by(owner).empty()) collect_by_hash(snapshot, owner, out);
  std::sort(out.begin(), out.end());
  return out;
}

constinit const Family workload_pods_family{lines, fill_workload_pods};

}  // namespace aidiag
