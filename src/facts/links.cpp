// SPDX-License-Identifier: Apache-2.0
// What a subject has exactly one of. What was not read is unknown; what is known not to exist is none.
#include "facts/links.hpp"
#include "facts/family.hpp"
#include "facts/state.hpp"
#include "model/workload_tie.hpp"

namespace aidiag {
namespace {

Link known(Subject subject) { return {Link::State::known, subject, {}}; }

Link unknown(std::string_view kind) { return {Link::State::unknown, {}, std::string(kind)}; }

Link to_object(const Snapshot& snapshot, About about, std::string_view kind, std::string_view ns,
               std::string_view name) {
  if (name.empty()) return {};
  if (const Object* object = snapshot.find(kind, ns, name)) return known({about, object, -1, {}});
  if (snapshot.known_absent(kind, ns, name)) return {};
  return unknown(kind);
}

Link to_workload(const Snapshot& snapshot, const Object& object) {
  const Climb climb = climb_owners(snapshot, object);
  if (climb.top != nullptr) return known({About::workload, climb.top, -1, {}});
  const Owner& owner = object.owner;
  if (owner.kind.empty() || owner.kind == "Node" || snapshot.known_absent(owner.kind, object.ns, owner.name)) return {};
  return unknown(owner.kind);
}

Link from_pod(const Snapshot& snapshot, const Object& pod, About about) {
  if (about == About::pod) return known({About::pod, &pod, -1, {}});
  if (about == About::node && pod.pod != nullptr) return to_object(snapshot, about, "Node", {}, pod.pod->node);
  if (about == About::workload) return to_workload(snapshot, pod);
  return {};
}

Link from_claim(const Snapshot& snapshot, const Object& claim, About about) {
  if (about != About::volume || claim.kind != "PersistentVolumeClaim") return {};
  if (!claim.has_detail()) return unknown(claim.kind);
  return to_object(snapshot, about, "PersistentVolume", {}, claim.json()["spec"]["volumeName"].text());
}

Link from_volume(const Snapshot& snapshot, const Object& volume, About about) {
  if (about != About::claim) return {};
  if (!volume.has_detail()) return unknown(volume.kind);
  const Json claim = volume.json()["spec"]["claimRef"];
  return to_object(snapshot, about, "PersistentVolumeClaim", claim["namespace"].text(), claim["name"].text());
}

Link from_autoscaler(const Snapshot& snapshot, const Object& autoscaler, About about) {
  if (about != About::workload) return {};
  if (!autoscaler.has_detail()) return unknown(autoscaler.kind);
  const Json target = autoscaler.json()["spec"]["scaleTargetRef"];
  const std::string_view kind = target["kind"].text();
  return to_object(snapshot, about, kind.empty() ? "Deployment" : kind, autoscaler.ns, target["name"].text());
}

}  // namespace

const Object* deployment_by_hash(const Snapshot& snapshot, const Object& pod) {
  return snapshot.find("Deployment", pod.ns, deployment_by_hash(pod));
}

Climb climb_owners(const Snapshot& snapshot, const Object& object) {
  Climb climb;
  const Object* at = &object;
  for (int depth = 0; depth < 10 && !at->owner.kind.empty() && at->owner.kind != "Node"; ++depth) {
    climb.name = at->owner.kind.str() + "/" + at->owner.name.str();
    const Object* next = snapshot.owner_of(*at);
    if (next == nullptr) next = deployment_by_hash(snapshot, *at);
    if (next == nullptr) break;
    climb.top = at = next;
    climb.name = next->kind.str() + "/" + next->name.str();
  }
  return climb;
}

Link Facts::link(const Subject& subject, About about) const {
  if (subject.about == about) return known(subject);
  if (about == About::cluster) return known({about, nullptr, -1, {}});
  if (subject.object == nullptr) return {};
  const Object& object = *subject.object;
  if (about == About::ns) return object.ns.empty() ? Link{} : known({about, nullptr, -1, object.ns});
  const Snapshot& snapshot = state_->snapshot;
  switch (subject.about) {
    case About::container:
    case About::pod:
      return from_pod(snapshot, object, about);
    case About::claim:
      return from_claim(snapshot, object, about);
    case About::volume:
      return from_volume(snapshot, object, about);
    case About::autoscaler:
      return from_autoscaler(snapshot, object, about);
    default:
      return {};
  }
}

std::string Facts::top_owner(const Subject& subject) const {
  return subject.object == nullptr ? std::string() : climb_owners(state_->snapshot, *subject.object).name;
}

}  // namespace aidiag
