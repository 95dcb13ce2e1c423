// SPDX-License-Identifier: Apache-2.0
// Facts of a node: whether it reports, what it may take, what keeps pods off it.
#include <algorithm>

#include "facts/family.hpp"
#include "facts/object_paths.hpp"
#include "fit/tolerations.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About node = About::node;

constexpr FactLine lines[] = {
    {"node.age", duration, node, "Node", "Since it was registered."},
    {"node.architecture", text, node, "Node", "CPU architecture, such as amd64.", "status.nodeInfo.architecture"},
    {"node.heartbeat_ago", duration, node, "Node", "Since the kubelet last confirmed the condition Ready."},
    {"node.kernel", text, node, "Node", "Version of its kernel.", "status.nodeInfo.kernelVersion"},
    {"node.kubelet_version", text, node, "Node", "Version of its kubelet.", "status.nodeInfo.kubeletVersion"},
    {"node.not_ready_for", duration, node, "Node", "How long the condition Ready has not been True."},
    {"node.os", text, node, "Node", "Its operating system image.", "status.nodeInfo.osImage"},
    {"node.pods", number, node, "Node Pod", "Pods bound to it that have not finished."},
    {"node.pressure", texts, node, "Node", "MemoryPressure, DiskPressure and PIDPressure, those that are True."},
    {"node.ready", boolean, node, "Node", "Whether its condition Ready is True."},
    {"node.ready.message", text, node, "Node", "Message of its condition Ready."},
    {"node.ready.reason", text, node, "Node", "Reason of its condition Ready."},
    {"node.ready.status", text, node, "Node", "True, False, or Unknown when the kubelet no longer reports."},
    {"node.runtime", text, node, "Node", "Its container runtime.", "status.nodeInfo.containerRuntimeVersion"},
    {"node.taints", texts, node, "Node", "Its taints as key=value:Effect."},
    {"node.unschedulable", boolean, node, "Node", "Whether it is cordoned."},
};

void fill_ready(const Facts& facts, const Object& object, FactSink& out) {
  const Json ready = condition_of(object, "Ready");
  if (!ready) return;
  const std::string_view status = ready["status"].text();
  out.boolean("node.ready", status == "True", condition_path("Ready", "status"));
  out.text("node.ready.status", status, condition_path("Ready", "status"));
  out.text("node.ready.reason", ready["reason"].text(), condition_path("Ready", "reason"));
  out.text("node.ready.message", ready["message"].text(), condition_path("Ready", "message"));
  const Time now = facts.snapshot().now;
  if (const auto beat = parse_time(ready["lastHeartbeatTime"].text())) {
    out.duration("node.heartbeat_ago", now - *beat, condition_path("Ready", "lastHeartbeatTime"));
  }
  if (const auto since = parse_time(ready["lastTransitionTime"].text()); since && status != "True") {
    out.duration("node.not_ready_for", now - *since, condition_path("Ready", "lastTransitionTime"));
  }
}

void fill_pods(const Facts& facts, const Object& object, FactSink& out) {
  const auto pods = facts.snapshot().pods_on(object.name);
  const auto living = std::count_if(pods.begin(), pods.end(), [](const Object* pod) {
    return pod->pod->phase != "Succeeded" && pod->pod->phase != "Failed";
  });
  out.number("node.pods", living, "spec");
  if (!missing_kind(facts.snapshot(), "Pod", "").empty()) out.bound("node.pods", Bound::at_least);
}

void fill_node(const Facts& facts, const Subject& subject, FactSink& out) {
  const Object& object = *subject.object;
  const Json spec = object.json()["spec"];
  if (object.created) out.duration("node.age", facts.snapshot().now - *object.created, "metadata.creationTimestamp");
  out.boolean("node.unschedulable", spec["unschedulable"].boolean_or(false), "spec.unschedulable");
  std::vector<std::string> taints;
  for (const Taint& taint : object.node->taints) taints.push_back(taint_text(taint));
  out.texts("node.taints", std::move(taints), "spec.taints");
  std::vector<std::string> pressure;
  for (const char* type : {"MemoryPressure", "DiskPressure", "PIDPressure"}) {
    if (condition_of(object, type)["status"].text() == "True") pressure.emplace_back(type);
  }
  out.texts("node.pressure", std::move(pressure), "status.conditions");
  fill_ready(facts, object, out);
  fill_pods(facts, object, out);
}

}  // namespace

constinit const Family node_family{lines, fill_node};

}  // namespace aidiag
