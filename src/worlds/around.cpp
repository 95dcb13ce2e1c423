// SPDX-License-Identifier: Apache-2.0
// What lies around the pods: Services, claims and volumes, autoscalers, budgets, and objects written out whole.
#include "worlds/parts.hpp"

namespace aidiag {
namespace {

/// Objects with no shorthand but `zone`.
void add_plain(WorldParts& world, const char* singular, const char* plural, const char* kind,
               WorldJson (*fresh)(const std::string&)) {
  for (const auto& [name, lines] : world.named(singular, plural, singular == std::string("volume") ? "pv-1" : "app")) {
    WorldJson& it = world.object(kind, name, fresh(name));
    if (const Tree* zone = lines->find("zone")) {
      it["spec"]["nodeAffinity"]["required"]["nodeSelectorTerms"] =
          WorldJson::array({{{"matchExpressions", WorldJson::array({{{"key", "topology.kubernetes.io/zone"},
                                                                     {"operator", "In"},
                                                                     {"values", {std::string(zone->text)}}}})}}});
    }
    merge_fields(it, *lines, {"name", "zone"});
  }
}

void add_claim(WorldParts& world, const std::string& name, const Tree& lines) {
  WorldJson& it = world.object("PersistentVolumeClaim", name, claim_template(name));
  const std::string is = text_or(lines.find("is"), "bound");
  if (is != "bound" && is != "pending") throw Mistake{lines.find("is")->line, "a claim is bound or pending"};
  if (const Tree* name_of_class = lines.find("class")) {
    it["spec"]["storageClassName"] = std::string(name_of_class->text);
    if (name_of_class->null || name_of_class->text == "none") it["spec"].erase("storageClassName");
  }
  if (is == "pending") {
    it["status"]["phase"] = "Pending";
  } else {
    const std::string volume = text_or(lines.find("volume"), "pv-" + name);
    it["spec"]["volumeName"] = volume;
    world.object("PersistentVolume", volume, volume_template(volume))["spec"]["claimRef"] = {{"namespace", world_ns},
                                                                                             {"name", name}};
  }
  merge_fields(it, lines, {"name", "is", "class", "volume"});
}

}  // namespace

void add_volumes_autoscalers_budgets(WorldParts& world) {
  add_plain(world, "volume", "volumes", "PersistentVolume", volume_template);
  add_plain(world, "autoscaler", "autoscalers", "HorizontalPodAutoscaler", autoscaler_template);
  add_plain(world, "budget", "budgets", "PodDisruptionBudget", budget_template);
}

void add_services(WorldParts& world) {
  for (const auto& [name, lines] : world.named("service", "services", "app")) {
    WorldJson& service = world.object("Service", name, service_template(name));
    if (const Tree* spec = lines->find("spec"); spec != nullptr && spec->find("selector") != nullptr)
      service["spec"].erase("selector");
    merge_fields(service, *lines, {"name", "endpoints"});
    const Tree* list = lines->find("endpoints");
    if (list != nullptr && list->text == "none") world.no_endpoints.insert(name);
  }
  const Tree* list = world.lines.find("endpoints");
  if (list != nullptr && list->text == "none") world.no_endpoints.insert("app");
}

void add_claims(WorldParts& world) {
  for (const auto& [name, lines] : world.named("claim", "claims", "data")) add_claim(world, name, *lines);
  world.object("StorageClass", "standard", class_template("standard"));
}

void add_objects_written_out(WorldParts& world) {
  const Tree* list = world.lines.find("objects");
  if (list == nullptr) return;
  for (const Tree& lines : list->children) {
    WorldJson it = world_json(lines);
    const std::string name = it.value("name", it.contains("metadata") ? it["metadata"].value("name", "") : "");
    const std::string kind = it.value("kind", "");
    if (kind.empty() || name.empty()) throw Mistake{lines.line, "an object needs a kind and a name"};
    it.erase("name");
    WorldJson meta = {{"name", name}, {"uid", "uid-" + name}, {"creationTimestamp", world_time("-1h")}};
    if (!it.value("cluster_scope", false)) meta["namespace"] = world_ns;
    it.erase("cluster_scope");
    merge_into(meta, it.value("metadata", WorldJson::object()));
    it["metadata"] = meta;
    if (it.contains("status")) world.given_status.insert(kind + "/" + name);
    world.objects[kind][name] = it;
  }
}

}  // namespace aidiag
