// SPDX-License-Identifier: Apache-2.0
// Facts of a pod's way to a node: who is to find one, and what it says.
#include "facts/family.hpp"
#include "facts/scheduling.hpp"
#include "facts/state.hpp"

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
    {"pod.nominated_node", text, pod, "Pod", "The node on which others are shut down for it.",
     "status.nominatedNodeName"},
};

void fill_scheduling(const Facts& facts, const Subject& subject, FactSink& out) {
  const Object& object = *subject.object;
  out.text("pod.node", object.pod->node, "spec.nodeName");
  out.boolean("pod.scheduled", !object.pod->node.empty(), "spec.nodeName");
  out.number("pod.priority", object.pod->priority, "spec.priority");
  std::vector<std::string> gates;
  for (const Json gate : object.json()["spec"]["schedulingGates"].items()) gates.emplace_back(gate["name"].text());
  out.texts("pod.gates", std::move(gates), "spec.schedulingGates");
  if (const auto word = scheduler_word(facts.snapshot(), object)) {
    out.text("pod.scheduler.message", word->message, word->path);
    out.text("pod.scheduler.reason", word->reason, word->path);
  }
}

}  // namespace

std::optional<SchedulerWord> scheduler_word(const Snapshot& snapshot, const Object& pod) {
  if (!pod.pod->node.empty()) return std::nullopt;
  SchedulerWord word;
  std::size_t index = 0;
  for (const Json condition : pod.json()["status"]["conditions"].items()) {
    const std::string path = "status.conditions[" + std::to_string(index++) + "].message";
    if (condition["type"].text() == "PodScheduled" && condition["status"].text() == "False")
      word = {std::string(condition["message"].text()), std::string(condition["reason"].text()), path};
  }
  if (!word.message.empty()) return word;
  for (const Event* event : snapshot.events_of(pod))
    if (event->reason == "FailedScheduling" && !event->message.starts_with("skip schedule deleting pod"))
      word = {event->message, word.reason, "event FailedScheduling"};
  if (word.message.empty() && word.reason.empty()) return std::nullopt;
  return word;
}

constinit const Family pod_scheduling_family{lines, fill_scheduling};

}  // namespace aidiag
