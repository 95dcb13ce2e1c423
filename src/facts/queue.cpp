// SPDX-License-Identifier: Apache-2.0
// Facts of what waits in a queue, or to be started as a group: Kueue's Workload (kueue.x-k8s.io) and the PodGroup of
// Volcano and of the coscheduling plugin. Both are objects beside the workload, made for it by their controller.
#include "facts/family.hpp"
#include "facts/object_paths.hpp"

namespace aidiag {
namespace {

using enum Type;

constexpr std::string_view message_sentence =
    "Why its queue or group does not let it start, in the words of Kueue or Volcano; absent once it may.";
constexpr std::string_view reason_sentence = "The word to it, such as Pending, NotEnoughResources, PodsReadyTimeout.";

constexpr FactLine workload_lines[] = {
    {"workload.queue.message", text, About::workload, "Workload PodGroup", message_sentence},
    {"workload.queue.reason", text, About::workload, "Workload PodGroup", reason_sentence},
};
constexpr FactLine pod_lines[] = {
    {"pod.queue.message", text, About::pod, "Workload PodGroup", message_sentence},
    {"pod.queue.reason", text, About::pod, "Workload PodGroup", reason_sentence},
};

struct QueueWord {
  const Object* object = nullptr;
  std::string_view message, reason;
  std::string path;
};

bool is(const Object& object, std::string_view condition, std::string_view status) {
  return condition_of(object, condition)["status"].text() == status;
}

QueueWord of_condition(const Object& object, std::string_view type) {
  std::size_t index = 0;
  for (const Json& c : object.json()["status"]["conditions"].items()) {
    if (c["type"].text() == type)
      return {&object, c["message"].text(), c["reason"].text(),
              "status.conditions[" + std::to_string(index) + "].message"};
    ++index;
  }
  return {};
}

QueueWord of_kueue(const Object& workload) {
  if (is(workload, "Admitted", "True") || is(workload, "Finished", "True")) return {};
  if (is(workload, "QuotaReserved", "False")) {
    // An eviction for pods that did not start in time says more than the place in the queue it was put back to.
    const QueueWord evicted = of_condition(workload, "Evicted");
    return evicted.reason == "PodsReadyTimeout" ? evicted : of_condition(workload, "QuotaReserved");
  }
  std::size_t index = 0;
  for (const Json& check : workload.json()["status"]["admissionChecks"].items()) {
    if (check["state"].text() != "Ready")
      return {&workload, check["message"].text(), check["state"].text(),
              "status.admissionChecks[" + std::to_string(index) + "].message"};
    ++index;
  }
  return {};
}

QueueWord of_group(const Object& group) {
  return is(group, "Unschedulable", "True") ? of_condition(group, "Unschedulable") : QueueWord{};
}

QueueWord word_of(const Object& object) {
  if (object.kind == "Workload") return of_kueue(object);
  return object.kind == "PodGroup" ? of_group(object) : QueueWord{};
}

QueueWord of_owned(const Snapshot& snapshot, const Object& owner) {
  for (const Object* owned : snapshot.owned_by(owner))
    if (const QueueWord word = word_of(*owned); word.object != nullptr) return word;
  return {};
}

/// The pod's own, else that of the nearest owner that has one; Volcano and coscheduling name the group at the pod.
QueueWord of_pod(const Snapshot& snapshot, const Object& pod) {
  const std::string_view by_annotation = pod.annotation("scheduling.k8s.io/group-name");
  const std::string_view name = by_annotation.empty() ? pod.label("scheduling.x-k8s.io/pod-group") : by_annotation;
  if (!name.empty())
    if (const Object* group = snapshot.find("PodGroup", pod.ns, name)) return of_group(*group);
  for (const Object* at = &pod; at != nullptr; at = snapshot.owner_of(*at))
    if (const QueueWord word = of_owned(snapshot, *at); word.object != nullptr) return word;
  return {};
}

void fill(const QueueWord& word, std::string_view message, std::string_view reason, FactSink& out) {
  if (word.object == nullptr) return;
  out.text(message, word.message, {*word.object, word.path});
  out.text(reason, word.reason, {*word.object, word.path});
}

void fill_workload(const Facts& facts, const Subject& subject, FactSink& out) {
  fill(of_owned(facts.snapshot(), *subject.object), "workload.queue.message", "workload.queue.reason", out);
}

void fill_pod(const Facts& facts, const Subject& subject, FactSink& out) {
  if (!subject.object->pod->node.empty() || !subject.object->has_detail()) return;
  fill(of_pod(facts.snapshot(), *subject.object), "pod.queue.message", "pod.queue.reason", out);
}

}  // namespace

constinit const Family workload_queue_family{workload_lines, fill_workload};
constinit const Family pod_queue_family{pod_lines, fill_pod};

}  // namespace aidiag
