// SPDX-License-Identifier: Apache-2.0
// Facts of a PersistentVolume.
#include "facts/family.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About volume = About::volume;

constexpr FactLine lines[] = {
    {"volume.capacity", quantity, volume, "PersistentVolume", "Its size.", "spec.capacity.storage"},
    {"volume.claim", text, volume, "PersistentVolume", "The claim it is bound to, as namespace/name."},
    {"volume.class", text, volume, "PersistentVolume", "Its StorageClass.", "spec.storageClassName"},
    {"volume.phase", text, volume, "PersistentVolume", "Available, Bound, Released or Failed.", "status.phase"},
    {"volume.reclaim", text, volume, "PersistentVolume", "Retain, Delete or Recycle.",
     "spec.persistentVolumeReclaimPolicy"},
    {"volume.zone", text, volume, "PersistentVolume", "The zone of its node affinity or label, if it names one."},
};

/// The first value of a zone key in spec.nodeAffinity.required.
std::string_view zone_of(const Object& object, std::string& path) {
  path = "metadata.labels[topology.kubernetes.io/zone]";
  for (const Json& term : object.json()["spec"]["nodeAffinity"]["required"]["nodeSelectorTerms"].items()) {
    for (const Json& expression : term["matchExpressions"].items()) {
      if (expression["key"].text().find("zone") == std::string_view::npos) continue;
      path = "spec.nodeAffinity.required";
      return expression["values"].at(0).text();
    }
  }
  return object.label("topology.kubernetes.io/zone");
}

void fill_volume(const Facts&, const Subject& subject, FactSink& out) {
  const Object& object = *subject.object;
  const Json claim = object.json()["spec"]["claimRef"];
  if (claim) {
    out.text("volume.claim", std::string(claim["namespace"].text()) + "/" + std::string(claim["name"].text()),
             "spec.claimRef");
  }
  std::string path;
  const std::string_view zone = zone_of(object, path);
  out.text("volume.zone", zone, path);
}

}  // namespace

constinit const Family volume_family{lines, fill_volume};

}  // namespace aidiag
