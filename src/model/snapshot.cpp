// SPDX-License-Identifier: Apache-2.0
#include "aidiag/snapshot.hpp"

#include <algorithm>

#include "model/snapshot_keys.hpp"

namespace aidiag {

Json Object::json() const {
  if (!has_detail()) return {};
  if (!parsed_) {
    auto document = Document::parse(text_);
    parsed_ = document ? std::move(document).value() : Document();
  }
  return parsed_->root();
}

std::string_view Object::label(std::string_view key) const {
  for (const auto& [set_key, value] : *labels)
    if (set_key == key) return value;
  return {};
}

bool Object::has_label(std::string_view key) const {
  return std::any_of(labels->begin(), labels->end(), [&](const auto& label) { return label.first == key; });
}

std::string_view Object::annotation(std::string_view key) const {
  return json()["metadata"]["annotations"][key].text();
}

std::string Object::title() const { return kind.str() + " " + (ns.empty() ? name.str() : ns.str() + "/" + name.str()); }

const Snapshot::Places& Snapshot::places(std::string_view kind) const {
  static const Places none;
  const auto found = by_kind_.find(kind);
  return found == by_kind_.end() ? none : found->second;
}

const Object* Snapshot::find(std::string_view kind, std::string_view ns, std::string_view name) const {
  const Places& all = places(kind);
  const auto found = all.find(PlaceView(ns, name));
  return found == all.end() ? nullptr : found->second;
}

const Object* Snapshot::find_uid(std::string_view uid) const {
  const auto found = by_uid_.find(uid);
  return found == by_uid_.end() ? nullptr : found->second;
}

std::vector<const Object*> Snapshot::of_kind(std::string_view kind, std::string_view ns) const {
  const Places& all = places(kind);
  std::vector<const Object*> out;
  if (ns.empty()) out.reserve(all.size());
  for (auto at = all.lower_bound(PlaceView(ns, "")); at != all.end(); ++at) {
    if (!ns.empty() && at->first.first != ns) break;
    out.push_back(at->second);
  }
  return out;
}

std::vector<std::string_view> Snapshot::kinds() const {
  std::vector<std::string_view> out;
  for (const auto& [kind, all] : by_kind_) out.push_back(kind);
  return out;
}

std::vector<std::string_view> Snapshot::namespaces() const {
  std::set<std::string_view> names;
  for (const auto& [kind, all] : by_kind_)
    for (const auto& [place, object] : all) names.insert(kind == "Namespace" ? place.second : place.first);
  for (const Event& event : events_) names.insert(event.object_ns);
  names.erase("");
  return {names.begin(), names.end()};
}

std::size_t Snapshot::count(std::string_view kind) const { return places(kind).size(); }

const Log* Snapshot::log(std::string_view ns, std::string_view pod, std::string_view container, bool previous) const {
  const auto found = logs_.find(log_key(ns, pod, container, previous));
  return found == logs_.end() ? nullptr : &found->second;
}

Coverage Snapshot::coverage(std::string_view kind, std::string_view ns) const {
  const auto claim = [&](std::string_view where) {
    const auto found = coverage_.find({std::string(kind), std::string(where)});
    return found == coverage_.end() ? Coverage::unread : found->second;
  };
  const Coverage known = std::max(claim(ns), claim(""));
  return known == Coverage::unread && count(kind) > 0 ? Coverage::partial : known;
}

bool Snapshot::pods_complete_on(std::string_view node) const {
  return coverage("Pod", "") == Coverage::complete || nodes_with_all_pods_.contains(node);
}

bool Snapshot::known_absent(std::string_view kind, std::string_view ns, std::string_view name) const {
  if (find(kind, ns, name) != nullptr) return false;
  return coverage(kind, ns) == Coverage::complete || absent_.contains(object_key(kind, ns, name));
}

}  // namespace aidiag
