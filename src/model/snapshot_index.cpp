// SPDX-License-Identifier: Apache-2.0
#include "model/snapshot_index.hpp"

#include <algorithm>
#include <tuple>

#include "model/snapshot_keys.hpp"

namespace aidiag {
namespace {

std::string kind_and_name(std::string_view kind, std::string_view name) {
  return std::string(kind) + "/" + std::string(name);
}

/// The kubelet writes a node's name in place of its uid, and about a static pod the uid of its manifest, which the pod
/// in the API server has as an annotation (pkg/kubelet/types/pod_update.go).
bool is_other_uid_of(const Object& object, std::string_view uid) {
  if (object.kind == "Node") return uid == object.name;
  return object.kind == "Pod" && object.owner.kind == "Node" && uid == object.annotation("kubernetes.io/config.hash");
}

bool is_about(const Event& event, const Object& object) {
  if (event.object_ns != object.ns && !object.ns.empty()) return false;
  return event.uid.empty() || object.uid.empty() || event.uid == object.uid || is_other_uid_of(object, event.uid);
}

bool is_owner(const Object& owner, const Object& object) {
  if (owner.ns != object.ns && !owner.ns.empty()) return false;
  return owner.uid.empty() || object.owner.uid.empty() || owner.uid == object.owner.uid;
}

template <class Map, class Key>
const typename Map::mapped_type& list_at(const Map& map, const Key& key) {
  static const typename Map::mapped_type none;
  const auto found = map.find(key);
  return found == map.end() ? none : found->second;
}

}  // namespace

bool is_earlier(const Event& a, const Event& b) {
  return std::tie(a.time, a.reason, a.message, a.ns, a.name) < std::tie(b.time, b.reason, b.message, b.ns, b.name);
}

Snapshot::Index::Index(const Snapshot& snapshot) {
  for (const auto& [kind, places] : snapshot.by_kind_) {
    for (const auto& [place, object] : places) {
      const Owner& owner = object->owner;
      if (!owner.uid.empty()) by_owner_uid[owner.uid].push_back(object);
      if (!owner.kind.empty()) by_owner_name[kind_and_name(owner.kind, owner.name)].push_back(object);
      if (object->pod != nullptr && !object->pod->node.empty()) by_node[object->pod->node].push_back(object);
    }
  }
  for (const Event& event : snapshot.events_) {
    events[kind_and_name(event.kind, event.object)].push_back(&event);
    if (!event.time) continue;
    for (const std::string_view ns : {event.ns.view(), std::string_view()}) {
      const auto [oldest, is_first] = oldest_event.try_emplace(ns, *event.time);
      if (!is_first) oldest->second = std::min(oldest->second, *event.time);
    }
  }
  for (auto& [object, list] : events) keep_latest(list);
}

const Snapshot::Index& Snapshot::index() const {
  if (!index_) index_ = std::make_shared<const Index>(*this);
  return *index_;
}

const Object* Snapshot::owner_of(const Object& object) const {
  const Owner& owner = object.owner;
  if (owner.kind.empty()) return nullptr;
  if (!owner.uid.empty())
    if (const Object* found = find_uid(owner.uid)) return found;
  for (const std::string_view ns : {object.ns.view(), std::string_view()}) {
    const Object* found = find(owner.kind, ns, owner.name);
    if (found != nullptr && is_owner(*found, object)) return found;
  }
  return nullptr;
}

std::vector<const Object*> Snapshot::owned_by(const Object& owner) const {
  std::vector<const Object*> out;
  if (!owner.uid.empty()) out = list_at(index().by_owner_uid, owner.uid.view());
  const std::size_t by_uid = out.size();
  for (const Object* object : list_at(index().by_owner_name, kind_and_name(owner.kind, owner.name))) {
    const bool found_by_uid = !owner.uid.empty() && !object->owner.uid.empty();
    if (!found_by_uid && is_owner(owner, *object)) out.push_back(object);
  }
  if (by_uid > 0 && by_uid < out.size()) {
    std::sort(out.begin(), out.end(), [](const Object* a, const Object* b) {
      return std::tie(a->kind, a->ns, a->name) < std::tie(b->kind, b->ns, b->name);
    });
  }
  return out;
}

Time Snapshot::events_since(std::string_view ns) const {
  const auto& oldest = index().oldest_event;
  const auto found = oldest.find(ns);
  const Time surely_kept = now - hours(1);  // --event-ttl of the API server is an hour unless set longer
  return found == oldest.end() ? surely_kept : std::min(found->second, surely_kept);
}

std::vector<const Object*> Snapshot::pods_on(std::string_view node) const { return list_at(index().by_node, node); }

std::vector<const Event*> Snapshot::events_of(const Object& object) const {
  std::vector<const Event*> out;
  for (const Event* event : list_at(index().events, kind_and_name(object.kind, object.name)))
    if (is_about(*event, object)) out.push_back(event);
  return out;
}

}  // namespace aidiag
