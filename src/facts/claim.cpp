// SPDX-License-Identifier: Apache-2.0
// Facts of a claim (PersistentVolumeClaim, ResourceClaim): what it asks for, whether it has it, who waits for it.
#include <algorithm>

#include "facts/family.hpp"
#include "facts/object_paths.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About claim = About::claim;

constexpr FactLine lines[] = {
    {"claim.access_modes", texts, claim, "PersistentVolumeClaim", "Its access modes."},
    {"claim.age", duration, claim, "claim", "Since its creation."},
    {"claim.allocated", boolean, claim, "ResourceClaim", "Whether devices have been allocated to it."},
    {"claim.class", text, claim, "PersistentVolumeClaim", "The StorageClass it names; absent if it names none.",
     "spec.storageClassName"},
    {"claim.class.binding_mode", text, claim, "StorageClass", "Immediate or WaitForFirstConsumer."},
    {"claim.class.default_exists", boolean, claim, "StorageClass", "Whether the cluster has a default StorageClass."},
    {"claim.class.exists", boolean, claim, "StorageClass", "Whether the StorageClass it names is there."},
    {"claim.class.provisioner", text, claim, "StorageClass", "Who makes volumes for its class."},
    {"claim.kind", text, claim, "claim", "PersistentVolumeClaim or ResourceClaim.", "kind"},
    {"claim.name", text, claim, "claim", "Its name.", "metadata.name"},
    {"claim.namespace", text, claim, "claim", "Its namespace."},
    {"claim.phase", text, claim, "PersistentVolumeClaim", "Pending, Bound or Lost.", "status.phase"},
    {"claim.released_volume", text, claim, "PersistentVolume",
     "A Released volume that still belongs to a deleted claim of the same name; of classes without a provisioner."},
    {"claim.requested", quantity, claim, "PersistentVolumeClaim", "Storage it asks for.",
     "spec.resources.requests.storage"},
    {"claim.users", number, claim, "Pod", "Pods that name it and have not finished."},
    {"claim.users.waiting", number, claim, "Pod", "Of these, pods that have no node or whose volumes are not set up."},
    {"claim.volume", text, claim, "PersistentVolumeClaim", "The volume it is bound to.", "spec.volumeName"},
    {"claim.volume.exists", boolean, claim, "PersistentVolume", "Whether that volume is there."},
};

bool uses(const Object& pod, const Object& object) {
  const bool device = object.kind == "ResourceClaim";
  const Json list = device ? pod.json()["status"]["resourceClaimStatuses"] : pod.json()["spec"]["volumes"];
  for (const Json& entry : list.items()) {
    const Json name = device ? entry["resourceClaimName"] : entry["persistentVolumeClaim"]["claimName"];
    if (name.text() == object.name.view()) return true;
  }
  for (const Json& entry : device ? pod.json()["spec"]["resourceClaims"].items() : std::vector<Json>{}) {
    if (entry["resourceClaimName"].text() == object.name.view()) return true;
  }
  return false;
}

void fill_users(const Facts& facts, const Object& object, FactSink& out) {
  const Snapshot& s = facts.snapshot();
  std::int64_t users = 0;
  std::int64_t waiting = 0;
  for (const Object* pod : s.of_kind("Pod", object.ns)) {
    if (pod->pod->phase == "Succeeded" || pod->pod->phase == "Failed" || !uses(*pod, object)) continue;
    ++users;
    const auto stage = facts.stage({.about = About::pod, .object = pod});
    waiting += stage && *stage <= Stage::setup;
  }
  out.number("claim.users", users, "metadata.name");
  out.number("claim.users.waiting", waiting, "metadata.name");
  if (!missing_kind(s, "Pod", object.ns).empty()) {
    out.bound("claim.users", Bound::at_least);
    out.bound("claim.users.waiting", Bound::at_least);
  }
}

bool is_default(const Object& storage_class) {
  return storage_class.annotation("storageclass.kubernetes.io/is-default-class") == "true" ||
         storage_class.annotation("storageclass.beta.kubernetes.io/is-default-class") == "true";
}

void fill_class(const Snapshot& s, const Object& object, FactSink& out) {
  const auto classes = s.of_kind("StorageClass");
  const bool any_default = std::any_of(classes.begin(), classes.end(), [](const Object* c) { return is_default(*c); });
  if (any_default || s.coverage("StorageClass", "") == Coverage::complete) {
    out.boolean("claim.class.default_exists", any_default, "spec.storageClassName");
  } else {
    out.unknown("claim.class.default_exists", "StorageClass");
  }
  const std::string_view name = object.json()["spec"]["storageClassName"].text();
  if (name.empty()) return;
  const Object* found = s.find("StorageClass", "", name);
  if (found != nullptr) {
    out.boolean("claim.class.exists", true, "spec.storageClassName");
    out.text("claim.class.provisioner", found->json()["provisioner"].text(), Where(*found, "provisioner"));
    const std::string_view mode = found->json()["volumeBindingMode"].text();
    out.text("claim.class.binding_mode", mode.empty() ? "Immediate" : mode, Where(*found, "volumeBindingMode"));
  } else if (s.known_absent("StorageClass", "", name)) {
    out.boolean("claim.class.exists", false, "spec.storageClassName");
  } else {
    for (const char* fact : {"claim.class.exists", "claim.class.provisioner", "claim.class.binding_mode"}) {
      out.unknown(fact, "StorageClass");
    }
  }
}

void fill_volume(const Snapshot& s, const Object& object, FactSink& out) {
  const std::string_view name = object.json()["spec"]["volumeName"].text();
  if (name.empty()) return;
  if (s.find("PersistentVolume", "", name) != nullptr) {
    out.boolean("claim.volume.exists", true, "spec.volumeName");
  } else if (s.known_absent("PersistentVolume", "", name)) {
    out.boolean("claim.volume.exists", false, "spec.volumeName");
  } else {
    out.unknown("claim.volume.exists", "PersistentVolume");
  }
}

/// Whether volumes for the claim are made by hand: it names no class, or one that has no provisioner.
bool by_hand(const Snapshot& s, const Object& object) {
  const std::string_view name = object.json()["spec"]["storageClassName"].text();
  const Object* found = s.find("StorageClass", "", name);
  return found == nullptr || found->json()["provisioner"].text() == "kubernetes.io/no-provisioner";
}

/// With the policy Retain a volume stays with the uid of the claim that was deleted, and no other claim gets it.
void fill_released(const Snapshot& s, const Object& object, FactSink& out) {
  if (!by_hand(s, object)) return;
  for (const Object* volume : s.of_kind("PersistentVolume")) {
    const Json json = volume->json();
    const Json ref = json["spec"]["claimRef"];
    if (json["status"]["phase"].text() != "Released" || ref["name"].text() != object.name.view() ||
        ref["namespace"].text() != object.ns.view())
      continue;
    out.text("claim.released_volume", volume->name, Where(*volume, "status.phase"));
    return;
  }
  if (s.coverage("PersistentVolume", "") != Coverage::complete)
    out.unknown("claim.released_volume", "PersistentVolume");
}

void fill_claim(const Facts& facts, const Subject& subject, FactSink& out) {
  const Object& object = *subject.object;
  out.text("claim.kind", object.kind, "kind");
  out.text("claim.namespace", object.ns, "metadata.namespace");
  if (object.created) out.duration("claim.age", facts.snapshot().now - *object.created, "metadata.creationTimestamp");
  fill_users(facts, object, out);
  if (object.kind == "ResourceClaim") {
    out.boolean("claim.allocated", static_cast<bool>(object.json()["status"]["allocation"]), "status.allocation");
    return;
  }
  std::vector<std::string> modes;
  for (const Json& mode : object.json()["spec"]["accessModes"].items()) modes.emplace_back(mode.text());
  out.texts("claim.access_modes", std::move(modes), "spec.accessModes");
  fill_class(facts.snapshot(), object, out);
  fill_volume(facts.snapshot(), object, out);
  if (object.json()["status"]["phase"].text() == "Pending") fill_released(facts.snapshot(), object, out);
}

}  // namespace

constinit const Family claim_family{lines, fill_claim};

}  // namespace aidiag
