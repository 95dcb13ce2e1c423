// SPDX-License-Identifier: Apache-2.0
// How pods with accelerators fare on a node, and how they fare elsewhere. A node on which they all fail draws ever new
// ones, since each that ends sets its devices free again.
#include <algorithm>
#include <map>

#include "facts/containers.hpp"
#include "facts/devices.hpp"
#include "facts/family.hpp"
#include "facts/links.hpp"
#include "facts/owned_pods.hpp"
#include "facts/stage.hpp"
#include "facts/state.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About node = About::node;
constexpr Duration lately = hours(1);

constexpr FactLine lines[] = {
    {"node.failed_pods", number, node, "Node Pod", "Pods on it that ask for accelerators and failed within the hour."},
    {"node.failed_pods.names", texts, node, "Node Pod", "Those pods, as namespace/name."},
    {"node.failed_pods.owners", number, node, "Node Pod", "To how many owners they belong."},
    {"node.failed_pods.owners_well_elsewhere", number, node, "Node Pod",
     "How many of these owners have a ready pod with accelerators on another node."},
    {"node.failed_pods.well_here", number, node, "Node Pod", "Pods on it that ask for accelerators and are ready."},
};

bool has_devices(const Object& pod) { return pod.pod->requests != nullptr && devices_of(*pod.pod->requests).count > 0; }

bool is_recent(const std::optional<Time>& t, Time now) { return t && now - *t <= lately; }

/// Of a container that is not ready: how it last ended, or that it could not be started.
bool failed_lately(const Object& pod, const ContainerView& c, Time now) {
  if (c.ephemeral || c.status["ready"].boolean_or(false)) return false;
  for (const Json& ended : {c.state("terminated"), c.last_ended()})
    if (ended_abnormally(ended, runs_for_ever(pod, c)) && is_recent(parse_time(ended["finishedAt"].text()), now))
      return true;
  const std::string_view waits = c.state("waiting")["reason"].text();
  return waits == "RunContainerError" || waits == "CreateContainerError" || waits == "StartError";
}

/// The kubelet refuses a pod as it comes; nothing else tells when that was.
bool failed_lately(Facts::State& state, const Object& pod) {
  const PodRow& row = *pod.pod;
  const Time now = state.snapshot.now;
  if (row.ready || row.phase == "Succeeded" || pod.deleted) return false;
  const std::vector<ContainerView>& containers = state.containers_of(pod);
  const bool ended = std::any_of(containers.begin(), containers.end(),
                                 [&](const ContainerView& c) { return failed_lately(pod, c, now); });
  return ended || (row.phase == "Failed" && is_recent(pod.created, now));
}

std::string owner_of(const Snapshot& snapshot, const Object& pod) {
  const std::string top = climb_owners(snapshot, pod).name;
  return pod.ns.str() + "/" + (top.empty() ? pod.name.str() : top);
}

/// Whether a pod of the same owner, and so of the same revision, is ready with its accelerators on another node.
bool is_well_elsewhere(const Snapshot& snapshot, const Object& pod) {
  const auto is_well = [&](const Object& other) {
    return other.pod->ready && other.pod->node != pod.pod->node && has_devices(other);
  };
  const auto all = snapshot.of_kind("Pod", pod.ns);
  return !pod.owner.kind.empty() && std::any_of(all.begin(), all.end(), [&](const Object* other) {
    return other->owner.kind == pod.owner.kind && other->owner.name == pod.owner.name && is_well(*other);
  });
}

void fill_failures(const Facts& facts, const Subject& subject, FactSink& out) {
  const Snapshot& snapshot = facts.snapshot();
  const Name here = subject.object->name;
  std::vector<std::string> names;
  std::map<std::string, bool> owners;  // and whether each is well elsewhere
  std::int64_t well = 0;
  for (const Object* pod : snapshot.pods_on(here)) {
    if (!has_devices(*pod)) continue;
    well += pod->pod->ready;
    if (!failed_lately(facts.state(), *pod)) continue;
    names.push_back(pod->ns.str() + "/" + pod->name.str());
    const auto [owner, is_new] = owners.try_emplace(owner_of(snapshot, *pod), false);
    if (is_new) owner->second = is_well_elsewhere(snapshot, *pod);
  }
  const auto well_elsewhere = std::count_if(owners.begin(), owners.end(), [](const auto& o) { return o.second; });
  out.number("node.failed_pods", static_cast<std::int64_t>(names.size()), "spec");
  out.number("node.failed_pods.owners", static_cast<std::int64_t>(owners.size()), "spec");
  out.number("node.failed_pods.owners_well_elsewhere", well_elsewhere, "spec");
  out.number("node.failed_pods.well_here", well, "spec");
  out.texts("node.failed_pods.names", std::move(names), "spec");
  if (!snapshot.pods_complete_on(here)) out.bound("node.failed_pods.well_here", Bound::at_least);
  if (snapshot.coverage("Pod", {}) == Coverage::complete) return;
  for (const char* name : {"node.failed_pods", "node.failed_pods.owners", "node.failed_pods.owners_well_elsewhere"})
    out.bound(name, Bound::at_least);
}

}  // namespace

constinit const Family node_failures_family{lines, fill_failures};

}  // namespace aidiag
