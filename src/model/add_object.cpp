// SPDX-License-Identifier: Apache-2.0
// An item becomes a row, and keeps its text if there is room for it.
#include <algorithm>
#include <charconv>

#include "model/amount.hpp"
#include "model/builder_state.hpp"
#include "model/kind.hpp"
#include "model/operands.hpp"
#include "model/seen_times.hpp"

namespace aidiag {
namespace {

std::string place_key(std::string_view ns, std::string_view name) { return std::string(ns) + "/" + std::string(name); }

/// Whether a reading comes after the one at hand, which is `text` at version `at`. Where versions are equal or not
/// given, the longer text stays, so that the order of reading does not matter.
bool is_later(std::uint64_t version, std::string_view bytes, std::uint64_t at, std::string_view text) {
  if (version != at) return version > at;
  return std::pair(bytes.size(), bytes) > std::pair(text.size(), text);
}

/// The first resource of which the amount is none; empty: all can be read.
std::string_view unreadable_in(const Resources& resources) {
  const auto found = std::find_if(resources.begin(), resources.end(),
                                  [](const auto& entry) { return entry.second == unreadable_amount; });
  return found == resources.end() ? std::string_view() : found->first.view();
}

Gap unreadable_gap(const Object& object, const std::string& what) {
  const std::string where =
      object.kind == "Pod" ? "pod " + place_key(object.ns, object.name) : "node " + object.name.str();
  return {object.kind.str(),
          object.ns.str(),
          object.name.str(),
          "",
          "what " + where + " says of " + what + " is no amount",
          false};
}

}  // namespace

std::uint64_t version_of(Json metadata) {
  const std::string_view text = metadata["resourceVersion"].text();
  std::uint64_t version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  return error == std::errc() && end == text.data() + text.size() ? version : 0;
}

bool SnapshotBuilder::add_object(const Item& item) {
  Snapshot& snapshot = *snapshot_;
  const Json metadata = item.json["metadata"];
  note_time(newest_time(item.json, item.kind));
  const Name kind = intern(item.kind);
  const Snapshot::Place place{intern(metadata["namespace"].text()), intern(metadata["name"].text())};
  Snapshot::Places& places = snapshot.by_kind_[kind];
  // A server sends them sorted, so that most belong at the end.
  const bool last = places.empty() || Snapshot::PlaceLess()(places.rbegin()->first, place);
  Object*& object = last ? places.emplace_hint(places.end(), place, nullptr)->second : places[place];
  if (object == nullptr) {
    object = &snapshot.storage_.emplace_back();
    object->kind = kind;
    std::tie(object->ns, object->name) = place;
  } else if (!is_later(version_of(metadata), item.bytes, object->version_, object->text_)) {
    return true;
  }
  snapshot.index_.reset();
  fill(*object, item);
  drop(*object);
  keep(*object, item.bytes);
  return true;
}

void SnapshotBuilder::fill(Object& object, const Item& item) {
  const Json metadata = item.json["metadata"];
  object.version_ = version_of(metadata);
  object.api_version = intern(item.api_version);
  link_uid(object, metadata["uid"].text());
  object.owner = owner(metadata["ownerReferences"]);
  object.labels = intern_labels(metadata["labels"]);
  object.created = parse_time(metadata["creationTimestamp"].text());
  object.deleted = parse_time(metadata["deletionTimestamp"].text());
  if (object.kind == "Pod") object.pod = pod_row(object, item.json);
  if (object.kind == "Node") object.node = node_row(item.json);
  for (const Resources* list : {object.pod != nullptr ? object.pod->requests : nullptr,
                                object.node != nullptr ? object.node->capacity : nullptr,
                                object.node != nullptr ? object.node->allocatable : nullptr})
    if (const std::string_view what = list == nullptr ? "" : unreadable_in(*list); !what.empty())
      add_gap(unreadable_gap(object, std::string(what)));
}

/// A pod of a StatefulSet comes back with another uid; the former one is nobody's then.
void SnapshotBuilder::link_uid(Object& object, std::string_view uid) {
  auto& by_uid = snapshot_->by_uid_;
  if (const auto old = by_uid.find(object.uid); old != by_uid.end() && old->second == &object) by_uid.erase(old);
  object.uid = intern(uid);
  if (!uid.empty()) by_uid.emplace(object.uid, &object);
}

Owner SnapshotBuilder::owner(Json references) {
  const auto all = references.items();
  if (all.empty()) return {};
  const auto controller =
      std::find_if(all.begin(), all.end(), [](const Json& r) { return r["controller"].boolean_or(false); });
  const Json owner = controller == all.end() ? all.front() : *controller;
  return {intern(qualified_kind(owner["kind"].text(), owner["apiVersion"].text())), intern(owner["name"].text()),
          intern(owner["uid"].text())};
}

void SnapshotBuilder::keep(Object& object, std::string_view bytes) {
  State& s = *state_;
  const bool well = object.pod != nullptr && object.pod->well && !s.asked.contains(place_key(object.ns, object.name));
  const bool witness = well && operand_of(object) != nullptr;
  if (well && !witness && s.spare.size() >= s.limits.healthy_details) return;
  if (s.details >= s.limits.details) {
    const std::vector<Object*>& less = s.spare.empty() && !well ? s.witnesses : s.spare;
    if (less.empty() || (well && !witness)) return;
    drop(*less.back());
  }
  object.text_ = bytes;
  ++s.details;
  if (well) (witness ? s.witnesses : s.spare).push_back(&object);
}

void SnapshotBuilder::drop(Object& object) {
  object.parsed_.reset();
  if (!object.has_detail()) return;
  object.text_ = std::string();
  --state_->details;
  std::erase(state_->spare, &object);
  std::erase(state_->witnesses, &object);
}

void SnapshotBuilder::keep_detail(std::string_view ns, std::string_view pod) {
  state_->asked.insert(place_key(ns, pod));
}

}  // namespace aidiag
