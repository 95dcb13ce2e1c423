// SPDX-License-Identifier: Apache-2.0
// Facts of what a pod needs beside a node: claims, ConfigMaps, Secrets, volumes, a runtime.
#include <algorithm>

#include <fmt/format.h>

#include "facts/family.hpp"
#include "facts/references.hpp"
#include "facts/scheduling.hpp"
#include "facts/state.hpp"
#include "model/nearest.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About pod = About::pod;
constexpr std::string_view claim_kind = "PersistentVolumeClaim";

constexpr FactLine lines[] = {
    {"pod.volumes", texts, pod, "Pod", "Names of its volumes."},
    {"pod.claims", texts, pod, "Pod", "Names of the PersistentVolumeClaims it mounts."},
    {"pod.claims.missing", text, pod, "Pod PersistentVolumeClaim", "The first of them that does not exist."},
    {"pod.claims.similar_to_missing", text, pod, "Pod PersistentVolumeClaim",
     "The claim of the namespace whose name is most like pod.claims.missing."},
    {"pod.claims.unbound", texts, pod, "Pod PersistentVolumeClaim", "Those of them that have no volume yet."},
    {"pod.claims.unread", text, pod, "Pod PersistentVolumeClaim",
     "Those of them that could not be read, as \"a or b\"; absent if all were."},
    {"pod.device_claims", texts, pod, "Pod", "Names of the device claims it uses, or of their templates."},
    {"pod.configs", texts, pod, "Pod",
     "ConfigMaps and Secrets it cannot start without, as \"Secret NAME\"; optional ones left out."},
    {"pod.pull_secrets", texts, pod, "Pod", "Secrets with which it pulls its images."},
    {"pod.pull_secrets.missing", text, pod, "Event", "Those of them that the kubelet could not get."},
    {"pod.runtime_class", text, pod, "Pod", "The RuntimeClass it asks for.", "spec.runtimeClassName"},
    {"pod.runtime_class.exists", boolean, pod, "Pod RuntimeClass", "Whether that RuntimeClass exists."},
};

std::vector<std::string> names_of(Json list) {
  std::vector<std::string> names;
  for (const Json item : list.items()) names.emplace_back(item["name"].text());
  return names;
}

/// The scheduler looks claims up itself: `persistentvolumeclaim "data" not found`.
bool is_said_missing(const std::optional<SchedulerWord>& word, std::string_view claim) {
  return word && word->message.find(fmt::format("persistentvolumeclaim \"{}\" not found", claim)) != std::string::npos;
}

void fill_missing_claim(const Snapshot& snapshot, const Object& object, std::string_view claim, FactSink& out) {
  out.text("pod.claims.missing", claim, "spec.volumes");
  std::vector<std::string_view> others;
  for (const Object* other : snapshot.of_kind(claim_kind, object.ns)) others.push_back(other->name);
  if (const Object* similar = snapshot.find(claim_kind, object.ns, nearest(claim, others)))
    out.text("pod.claims.similar_to_missing", similar->name, Where(*similar, "metadata.name"));
}

void fill_claims(const Snapshot& snapshot, const Object& object, FactSink& out) {
  const std::vector<std::string> claims = claim_names(object);
  const auto word = scheduler_word(snapshot, object);
  std::vector<std::string> unbound;
  std::string unread;
  bool missing = false;
  for (const std::string& name : claims) {
    const Object* claim = snapshot.find(claim_kind, object.ns, name);
    if (claim != nullptr) {
      if (claim->has_detail() && claim->json()["status"]["phase"].text() != "Bound") unbound.push_back(name);
    } else if (is_said_missing(word, name) || snapshot.known_absent(claim_kind, object.ns, name)) {
      if (!missing) fill_missing_claim(snapshot, object, name, out);
      missing = true;
    } else {
      unread += (unread.empty() ? "" : " or ") + name;
    }
  }
  out.texts("pod.claims", claims, "spec.volumes");
  out.text("pod.claims.unread", unread, "spec.volumes");
  if (!missing && !unread.empty()) out.unknown("pod.claims.missing", claim_kind);
  if (unbound.empty() && !unread.empty())
    out.unknown("pod.claims.unbound", claim_kind);
  else
    out.texts("pod.claims.unbound", std::move(unbound), "spec.volumes");
}

void fill_device_claims(Json spec, FactSink& out) {
  std::vector<std::string> claims;
  for (const Json claim : spec["resourceClaims"].items())
    for (const Json owner : {claim, claim["source"]})  // "source" until 1.30
      for (const std::string_view key : {"resourceClaimName", "resourceClaimTemplateName"})
        if (const std::string_view name = owner[key].text(); !name.empty()) claims.emplace_back(name);
  out.texts("pod.device_claims", std::move(claims), "spec.resourceClaims");
}

void fill_configs(const Object& object, const std::vector<ContainerView>& containers, FactSink& out) {
  std::vector<ObjectReference> all = volume_references(object);
  for (const ContainerView& c : containers)
    for (ObjectReference& needed : env_references(c)) all.push_back(std::move(needed));
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  std::vector<std::string> titles;
  for (const ObjectReference& needed : all) titles.push_back(needed.title());
  out.texts("pod.configs", std::move(titles), "spec");
}

/// `Unable to retrieve some image pull secrets (a, b); attempting to pull the image may not succeed.`
void fill_missing_secrets(const Snapshot& snapshot, const Object& object, FactSink& out) {
  for (const Event* event : snapshot.events_of(object)) {
    if (event->reason != "FailedToRetrieveImagePullSecret") continue;
    const std::string_view message = event->message;
    const std::size_t from = message.find('('), to = message.find(')');
    if (from < to && to != std::string_view::npos)
      out.text("pod.pull_secrets.missing", message.substr(from + 1, to - from - 1), "event " + event->reason.str());
  }
}

void fill_runtime_class(const Snapshot& snapshot, Json spec, FactSink& out) {
  const std::string_view name = spec["runtimeClassName"].text();
  if (name.empty()) return;
  if (snapshot.find("RuntimeClass", {}, name) != nullptr)
    out.boolean("pod.runtime_class.exists", true, "spec.runtimeClassName");
  else if (snapshot.known_absent("RuntimeClass", {}, name))
    out.boolean("pod.runtime_class.exists", false, "spec.runtimeClassName");
  else
    out.unknown("pod.runtime_class.exists", "RuntimeClass");
}

void fill_needs(const Facts& facts, const Subject& subject, FactSink& out) {
  const Object& object = *subject.object;
  if (!object.has_detail()) return;
  const Json spec = object.json()["spec"];
  out.texts("pod.volumes", names_of(spec["volumes"]), "spec.volumes");
  out.texts("pod.pull_secrets", names_of(spec["imagePullSecrets"]), "spec.imagePullSecrets");
  fill_missing_secrets(facts.snapshot(), object, out);
  fill_claims(facts.snapshot(), object, out);
  fill_device_claims(spec, out);
  fill_configs(object, facts.state().containers_of(object), out);
  fill_runtime_class(facts.snapshot(), spec, out);
}

}  // namespace

constinit const Family pod_needs_family{lines, fill_needs};

}  // namespace aidiag
