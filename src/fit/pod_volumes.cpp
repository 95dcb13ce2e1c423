// SPDX-License-Identifier: Apache-2.0
#include "fit/pod_volumes.hpp"

#include <algorithm>
#include <array>

#include "aidiag/value.hpp"
#include "model/selector.hpp"

namespace aidiag {
namespace {

constexpr std::array zone_labels = {"failure-domain.beta.kubernetes.io/zone",
                                    "failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/zone",
                                    "topology.kubernetes.io/region"};

/// The name that took the place of a label of older releases; itself if there is none.
std::string_view newer_label(std::string_view label) {
  if (label == zone_labels[0]) return zone_labels[2];
  return label == zone_labels[1] ? std::string_view(zone_labels[3]) : label;
}

std::vector<std::string_view> zone_values(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find("__", at), text.size());
    out.push_back(text.substr(at, end - at));
    at = end + 2;
  }
  return out;
}

std::vector<std::string_view> texts_of(Json list) {
  std::vector<std::string_view> out;
  for (const Json& item : list.items()) out.push_back(item.text());
  return out;
}

/// Whether a volume that nobody has could be bound to the claim: pkg/volume/.../pv_controller, FindMatchingVolume.
bool could_hold(const Object& volume, const Object& claim) {
  const Json has = volume.json()["spec"], wants = claim.json()["spec"];
  const std::string_view phase = volume.json()["status"]["phase"].text();
  const Json reference = has["claimRef"];
  if (reference ? reference["name"].text() != claim.name.view() || reference["namespace"].text() != claim.ns.view()
                : phase != "Available" || volume.deleted)
    return false;
  if (has["storageClassName"].text() != wants["storageClassName"].text()) return false;
  const auto mode = [](Json spec) {
    const std::string_view text = spec["volumeMode"].text();
    return text.empty() ? std::string_view("Filesystem") : text;
  };
  if (mode(has) != mode(wants)) return false;
  const auto offered = texts_of(has["accessModes"]);
  for (const std::string_view access : texts_of(wants["accessModes"]))
    if (std::find(offered.begin(), offered.end(), access) == offered.end()) return false;
  const auto size = parse_milli(has["capacity"]["storage"].scalar());
  const auto wanted = parse_milli(wants["resources"]["requests"]["storage"].scalar());
  return size && wanted && *size >= *wanted && Selector::of_object(wants["selector"]).matches(*volume.labels);
}

NodeTerms nodes_of(const Object& volume) { return NodeTerms(volume.json()["spec"]["nodeAffinity"]["required"]); }

/// Where a class may make volumes; nullopt: anywhere.
std::optional<NodeTerms> topologies_of(const Object& storage_class) {
  const Json allowed = storage_class.json()["allowedTopologies"];
  return allowed.size() > 0 ? std::optional(NodeTerms::of_topologies(allowed)) : std::nullopt;
}

}  // namespace

PodVolumes::PodVolumes(const Object& pod, const Snapshot& snapshot, const NodeUsage& usage) {
  if (pod.pod->claims == nullptr) return;
  for (const Name name : *pod.pod->claims) {
    const Object* claim = snapshot.find("PersistentVolumeClaim", pod.ns, name);
    if (claim != nullptr && claim->has_detail())
      add_claim(*claim, snapshot, usage);
    else if (claim == nullptr && snapshot.known_absent("PersistentVolumeClaim", pod.ns, name))
      held_back_ = true;
    else
      missing_ = "PersistentVolumeClaim";
  }
}

void PodVolumes::add_claim(const Object& claim, const Snapshot& snapshot, const NodeUsage& usage) {
  const Json spec = claim.json()["spec"];
  if (claim.deleted || claim.json()["status"]["phase"].text() == "Lost") held_back_ = true;
  for (const std::string_view mode : texts_of(spec["accessModes"]))
    if (mode == "ReadWriteOncePod" && usage.users_of_claim(claim.ns, claim.name) > 0) claim_in_use_ = true;
  const std::string_view volume_name = spec["volumeName"].text();
  const bool is_bound = !volume_name.empty() && !claim.annotation("pv.kubernetes.io/bind-completed").empty();
  if (volume_name.empty()) return add_unbound(claim, snapshot);
  const Object* volume = snapshot.find("PersistentVolume", "", volume_name);
  if (volume != nullptr && volume->has_detail())
    add_volume(claim, *volume);
  else if (is_bound && snapshot.known_absent("PersistentVolume", "", volume_name))
    held_back_ = true;
  else
    missing_ = "PersistentVolume";
}

void PodVolumes::add_volume(const Object& claim, const Object& volume) {
  Bound bound{&claim, &volume, nodes_of(volume), {}};
  for (const char* label : zone_labels)
    if (const std::string_view value = volume.label(label); !value.empty())
      bound.zones.emplace_back(label, zone_values(value));
  bound_.push_back(std::move(bound));
}

void PodVolumes::add_unbound(const Object& claim, const Snapshot& snapshot) {
  const std::string_view class_name = claim.json()["spec"]["storageClassName"].text();
  const Object* storage_class = snapshot.find("StorageClass", "", class_name);
  if (class_name.empty() || storage_class == nullptr || !storage_class->has_detail()) {
    // Without a class a claim waits for a volume at once; with one that is not there it waits for ever.
    if (class_name.empty() || snapshot.known_absent("StorageClass", "", class_name))
      held_back_ = true;
    else
      missing_ = "StorageClass";
    return;
  }
  if (storage_class->json()["volumeBindingMode"].text() != "WaitForFirstConsumer") {
    held_back_ = true;
    return;
  }
  if (storage_class->json()["provisioner"].text() != "kubernetes.io/no-provisioner") {
    if (auto nodes = topologies_of(*storage_class)) unbound_.push_back({&claim, {std::move(*nodes)}});
    return;
  }
  Unbound unbound{&claim, {}};
  for (const Object* volume : snapshot.of_kind("PersistentVolume"))
    if (volume->has_detail() && could_hold(*volume, claim)) unbound.candidates.push_back(nodes_of(*volume));
  if (snapshot.coverage("PersistentVolume", "") != Coverage::complete) missing_ = "PersistentVolume";
  unbound_.push_back(std::move(unbound));
}

PodVolumes::Place PodVolumes::at(const Object& node) const {
  for (const Bound& bound : bound_)
    if (!bound.nodes.takes(node)) return {Answer::other_node, bound.volume, bound.claim};
  // A node that carries no such label at all is taken: plugins/volumezone.
  const bool has_zones =
      std::any_of(zone_labels.begin(), zone_labels.end(), [&](const char* label) { return node.has_label(label); });
  if (!has_zones) return {};
  for (const Bound& bound : bound_) {
    for (const auto& [label, values] : bound.zones) {
      const std::string_view own = node.label(label);
      const std::string_view value = own.empty() ? node.label(newer_label(label)) : own;
      if (std::find(values.begin(), values.end(), value) == values.end())
        return {Answer::other_zone, bound.volume, bound.claim};
    }
  }
  return {};
}

bool PodVolumes::nothing_to_bind_at(const Object& node) const {
  return std::any_of(unbound_.begin(), unbound_.end(), [&](const Unbound& unbound) {
    const auto& all = unbound.candidates;
    return std::none_of(all.begin(), all.end(), [&](const NodeTerms& nodes) { return nodes.takes(node); });
  });
}

std::string volume_place(const Object& volume) {
  if (std::string nodes = nodes_of(volume).text(); !nodes.empty()) return nodes;
  for (const char* label : zone_labels)
    if (const std::string_view value = volume.label(label); !value.empty())
      return std::string(label) + "=" + std::string(value);
  return {};
}

}  // namespace aidiag
