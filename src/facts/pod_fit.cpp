// SPDX-License-Identifier: Apache-2.0
// Facts of a pod that waits for a node: how many nodes would take it, now and with one thing changed.
#include <algorithm>

#include "facts/family.hpp"
#include "facts/fit.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About pod = About::pod;
constexpr std::string_view kinds = "Pod Node PersistentVolumeClaim PersistentVolume StorageClass";

constexpr FactLine lines[] = {
    {"pod.fit.nodes",
     number,
     pod,
     kinds,
     "All nodes of the cluster, for a pod that waits for one.",
     {},
     "pod.fit.obstacle pod.fit.absent.resource pod.fit.taint pod.fit.also.closed pod.fit.devices.offered"},
    {"pod.fit.now", number, pod, kinds, "Nodes that would take it now."},
    {"pod.fit.if_tolerated", number, pod, kinds, "Nodes that would, if it tolerated their taints."},
    {"pod.fit.if_any_node_label", number, pod, kinds, "Nodes that would, if it asked for no labels of nodes."},
    {"pod.fit.if_empty", number, pod, kinds, "Nodes that would, if only DaemonSets ran there."},
    {"pod.fit.if_terminating_gone", number, pod, kinds, "Nodes that would, once pods being deleted are gone."},
    {"pod.fit.if_devices_healthy", number, pod, kinds, "Nodes that would, if all their devices were healthy."},
    {"pod.fit.if_uncordoned", number, pod, kinds, "Nodes that would, if they were not cordoned."},
    {"pod.fit.if_ready", number, pod, kinds, "Nodes that would, if they were ready and without pressure."},
    {"pod.fit.if_ports_free", number, pod, kinds, "Nodes that would, if its host ports were free."},
    {"pod.fit.if_volume_elsewhere", number, pod, kinds, "Nodes that would, if its volumes could be used anywhere."},
    {"pod.fit.if_preempted", number, pod, kinds, "Nodes that would, if pods of lower priority gave way."},
    {"pod.fit.starting", number, pod, kinds,
     "Nodes that would and are younger than 10 min: they are not ready yet, or their device plugin is not."},
    {"pod.fit.obstacle", text, pod, kinds,
     "What is in its way on the nodes meant for it: label, absent (no node has the device), not-offered (nodes look as "
     "if they had it), size, taint, control-plane, leaving, cordon, not-ready, volume, claim-in-use, port, "
     "ill-devices, pods, room, said (the scheduler alone knows)."},
    {"pod.fit.behind",
     number,
     pod,
     kinds,
     "Nodes that lie behind that obstacle.",
     {},
     "pod.fit.obstacle pod.fit.taint pod.fit.also.closed pod.fit.devices.offered"},
};

std::int64_t starting(const Outlook& outlook, Time now) {
  constexpr unsigned set_up =
      static_cast<unsigned>(Hindrance::not_ready) | static_cast<unsigned>(Hindrance::not_offered);
  return std::count_if(outlook.nodes.begin(), outlook.nodes.end(), [&](const NodeOutlook& node) {
    const auto& created = node.fit->node->created;
    return node.only(set_up) && created && now - *created < minutes(10);
  });
}

void fill_fit(const Facts& facts, const Subject& subject, FactSink& out) {
  const Object& object = *subject.object;
  if (nodes_unread(facts, object)) {
    for (const FactLine& line : lines) out.unknown(line.name, "Node");
    return;
  }
  const PodOutlook* known = outlook_of(facts, object);
  if (known == nullptr) return;
  const Outlook& o = known->outlook;
  const Where where(Place{});  // counted here, and written nowhere
  out.number("pod.fit.nodes", static_cast<std::int64_t>(o.nodes.size()), where);
  out.number("pod.fit.now", o.now, where);
  out.number("pod.fit.if_tolerated", o.if_tolerated, where);
  out.number("pod.fit.if_any_node_label", o.if_any_node_label, where);
  out.number("pod.fit.if_empty", o.if_empty, where);
  out.number("pod.fit.if_terminating_gone", o.if_terminating_gone, where);
  out.number("pod.fit.if_devices_healthy", o.if_devices_healthy, where);
  out.number("pod.fit.if_uncordoned", o.if_uncordoned, where);
  out.number("pod.fit.if_ready", o.if_ready, where);
  out.number("pod.fit.if_ports_free", o.if_ports_free, where);
  out.number("pod.fit.if_volume_elsewhere", o.if_volume_elsewhere, where);
  out.number("pod.fit.starting", starting(o, facts.snapshot().now), where);
  out.number("pod.fit.if_preempted", known->if_preempted, where);
  if (!known->missing.empty()) {
    // Pods that were not read may fill a node up; they cannot empty one.
    for (const FactLine& line : lines)
      if (line.name.starts_with("pod.fit.if_") || line.name == "pod.fit.now") out.bound(line.name, Bound::at_most);
    out.unknown("pod.fit.obstacle", known->missing);
    out.unknown("pod.fit.behind", known->missing);
  } else if (o.obstacle) {
    out.text("pod.fit.obstacle", to_text(*o.obstacle), where);
    out.number("pod.fit.behind", static_cast<std::int64_t>(o.behind.size()), where);
  }
}

}  // namespace

constinit const Family pod_fit_family{lines, fill_fit};

}  // namespace aidiag
