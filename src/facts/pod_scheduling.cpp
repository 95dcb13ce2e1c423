// SPDX-License-Identifier: Apache-2.0
// Facts of a pod's way to a node: who is to find one, and what it says.
#include "facts/family.hpp"
#include "facts/scheduling.hpp"
#include "facts/state.hpp"
#include "fit/node_selection.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About pod = About::pod;

constexpr FactLine lines[] = {
    {"pod.node", text, pod, "Pod", "The node it is bound to."},
    {"pod.scheduled", boolean, pod, "Pod", "Whether it is bound to a node."},
    {"pod.scheduler", text, pod, "Pod", "The scheduler that is to find a node.", "spec.schedulerName"},
    {"pod.scheduler.message", text, pod, "Pod Event",
     "What the scheduler says of a pod that is not bound: in its condition PodScheduled, else in its newest event."},
    {"pod.scheduler.reason", text, pod, "Pod Event", "The word to it: Unschedulable, SchedulerError, SchedulingGated."},
    {"pod.gates", texts, pod, "Pod", "Scheduling gates that are still on it."},
    {"pod.priority", number, pod, "Pod", "Its priority, 0 by default."},
    {"pod.preemption_policy", text, pod, "Pod", "PreemptLowerPriority or Never.", "spec.preemptionPolicy"},
    {"pod.node_requirements",
     text,
     pod,
     "Pod",
     "What it asks of the labels and names of nodes: its nodeSelector and required node affinity.",
     {},
     "pod.fit.unmatched_label"},
    {"pod.scale_up.until", time, pod, "Event",
     "Until when the node that an autoscaler ordered for it may take: 15 min after the order."},
    {"pod.scale_up.refused_since", boolean, pod, "Event",
     "Whether an autoscaler has said since that order that it adds no node."},
    {"pod.nominated_node", text, pod, "Pod", "The node on which others are shut down for it.",
     "status.nominatedNodeName"},
};

/// Cluster Autoscaler and Karpenter: what they order (TriggeredScaleUp, Nominated) and what they say they cannot.
void fill_scale_up(const Snapshot& snapshot, const Object& object, FactSink& out) {
  std::optional<Time> ordered;
  bool refused = false;
  for (const Event* event : snapshot.events_of(object)) {
    if (!event->time) continue;
    const bool is_order = event->reason == "TriggeredScaleUp" || event->reason == "Nominated";
    const bool is_refusal =
        event->reason == "NotTriggerScaleUp" || (event->reason == "FailedScheduling" && event->by == "karpenter");
    if (is_order) {
      ordered = event->time;
      refused = false;
    } else if (is_refusal && ordered) {
      refused = true;
    }
  }
  if (!ordered) return;
  out.time("pod.scale_up.until", *ordered + minutes(15), "event");
  out.boolean("pod.scale_up.refused_since", refused, "event");
}

void fill_scheduling(const Facts& facts, const Subject& subject, FactSink& out) {
  const Object& object = *subject.object;
  out.text("pod.node", object.pod->node, "spec.nodeName");
  out.boolean("pod.scheduled", !object.pod->node.empty(), "spec.nodeName");
  out.number("pod.priority", object.pod->priority, "spec.priority");
  std::vector<std::string> gates;
  for (const Json gate : object.json()["spec"]["schedulingGates"].items()) gates.emplace_back(gate["name"].text());
  out.texts("pod.gates", std::move(gates), "spec.schedulingGates");
  if (object.has_detail()) {
    const Json spec = object.json()["spec"];
    out.text("pod.node_requirements", NodeSelection(spec).text(),
             spec["nodeSelector"].size() > 0 ? "spec.nodeSelector" : "spec.affinity.nodeAffinity");
  }
  fill_scale_up(facts.snapshot(), object, out);
  if (const auto word = scheduler_word(facts.snapshot(), object)) {
    out.text("pod.scheduler.message", word->message, word->path);
    out.text("pod.scheduler.reason", word->reason, word->path);
  }
}

}  // namespace

constinit const Family pod_scheduling_family{lines, fill_scheduling};

}  // namespace aidiag
