// SPDX-License-Identifier: Apache-2.0
#include "facts/references.hpp"

#include <algorithm>

namespace aidiag {
namespace {

void add(std::vector<ObjectReference>& all, std::string_view kind, Json reference, std::string_view key = "name") {
  const std::string_view name = reference[key].text();
  if (name == "kube-root-ca.crt") return;  // every namespace has it, and every pod that has a token mounts it
  if (!name.empty() && !reference["optional"].boolean_or(false)) all.push_back({kind, std::string(name)});
}

std::vector<ObjectReference> sorted(std::vector<ObjectReference> all) {
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

}  // namespace

std::vector<ObjectReference> env_references(const ContainerView& container) {
  std::vector<ObjectReference> all;
  for (const Json entry : container.spec["env"].items()) {
    add(all, "ConfigMap", entry["valueFrom"]["configMapKeyRef"]);
    add(all, "Secret", entry["valueFrom"]["secretKeyRef"]);
  }
  for (const Json source : container.spec["envFrom"].items()) {
    add(all, "ConfigMap", source["configMapRef"]);
    add(all, "Secret", source["secretRef"]);
  }
  return sorted(std::move(all));
}

std::vector<ObjectReference> volume_references(const Object& pod) {
  std::vector<ObjectReference> all;
  for (const Json volume : pod.json()["spec"]["volumes"].items()) {
    add(all, "ConfigMap", volume["configMap"]);
    add(all, "Secret", volume["secret"], "secretName");
    for (const Json source : volume["projected"]["sources"].items()) {
      add(all, "ConfigMap", source["configMap"]);
      add(all, "Secret", source["secret"]);
    }
  }
  return sorted(std::move(all));
}

std::vector<std::string> claim_names(const Object& pod) {
  std::vector<std::string> names;
  for (const Json volume : pod.json()["spec"]["volumes"].items()) {
    if (const std::string_view name = volume["persistentVolumeClaim"]["claimName"].text(); !name.empty())
      names.emplace_back(name);
    else if (volume["ephemeral"])
      names.push_back(pod.name.str() + "-" + std::string(volume["name"].text()));
  }
  return names;
}

}  // namespace aidiag
