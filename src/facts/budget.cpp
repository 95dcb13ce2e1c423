// SPDX-License-Identifier: Apache-2.0
// Facts of a PodDisruptionBudget: how many of its pods may be evicted now, and whether a drain waits for one.
#include "facts/family.hpp"
#include "facts/object_paths.hpp"
#include "model/selector.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About budget = About::budget;

constexpr FactLine lines[] = {
    {"budget.allowed", number, budget, "PodDisruptionBudget", "Pods that may be evicted now.",
     "status.disruptionsAllowed"},
    {"budget.cordoned_node", text, budget, "Pod Node", "A cordoned node on which a pod of it runs."},
    {"budget.desired", number, budget, "PodDisruptionBudget", "Healthy pods it keeps.", "status.desiredHealthy"},
    {"budget.healthy", number, budget, "PodDisruptionBudget", "Pods of it that are healthy.", "status.currentHealthy"},
    {"budget.namespace", text, budget, "PodDisruptionBudget", "Its namespace."},
    {"budget.pods", number, budget, "PodDisruptionBudget", "Pods it expects.", "status.expectedPods"},
    {"budget.pods_on_cordoned_nodes", number, budget, "Pod Node", "Pods of it that run on cordoned nodes."},
};

/// Whether a drain has to evict it (kubectl pkg/drain/filters.go: not those of a DaemonSet, and none that has ended).
bool to_be_evicted(const Object& pod) {
  return !pod.pod->node.empty() && !pod.pod->finished && !pod.deleted && pod.owner.kind.view() != "DaemonSet";
}

/// The controller has seen the budget as it is now, and no eviction is under way (pkg/controller/disruption).
bool is_settled(const Object& object) {
  const Json status = object.json()["status"];
  const std::int64_t generation = object.json()["metadata"]["generation"].integer_or(0);
  return status["observedGeneration"].integer_or(generation) >= generation &&
         status["expectedPods"].integer_or(1) > 0 && status["disruptedPods"].size() == 0;
}

void fill_budget(const Facts& facts, const Subject& subject, FactSink& out) {
  const Object& object = *subject.object;
  const Snapshot& s = facts.snapshot();
  out.text("budget.namespace", object.ns, "metadata.namespace");
  const Json wanted = object.json()["spec"]["selector"];
  if (!wanted.is_object() || !is_settled(object)) return;  // policy/v1: without a selector it has no pods
  const Selector selector = Selector::of_object(wanted);
  std::int64_t count = 0;
  const Object* cordoned = nullptr;
  bool nodes_unread = false;
  for (const Object* pod : s.of_kind("Pod", object.ns)) {
    if (!selector.matches(*pod->labels) || !to_be_evicted(*pod)) continue;
    const Object* node = s.find("Node", "", pod->pod->node);
    nodes_unread |= node == nullptr && !s.known_absent("Node", "", pod->pod->node);
    if (node == nullptr || !node->json()["spec"]["unschedulable"].boolean_or(false)) continue;
    ++count;
    if (cordoned == nullptr) cordoned = node;
  }
  out.number("budget.pods_on_cordoned_nodes", count,
             cordoned != nullptr ? Where(*cordoned, "spec.unschedulable") : Where("spec.selector"));
  if (cordoned != nullptr) {
    out.text("budget.cordoned_node", cordoned->name, Where(*cordoned, "metadata.name"));
  } else if (nodes_unread) {
    out.unknown("budget.cordoned_node", "Node");
  }
  if (nodes_unread || !missing_kind(s, "Pod", object.ns).empty())
    out.bound("budget.pods_on_cordoned_nodes", Bound::at_least);
}

}  // namespace

constinit const Family budget_family{lines, fill_budget};

}  // namespace aidiag
