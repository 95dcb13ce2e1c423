// SPDX-License-Identifier: Apache-2.0
// What controllers would write: the status of workloads, and the EndpointSlices of Services, as the pods make them.
#include <algorithm>

#include "worlds/parts.hpp"

namespace aidiag {
namespace {

bool is_ready(const WorldJson& pod) {
  for (const WorldJson& c : pod["status"].value("conditions", WorldJson::array())) {
    if (c.value("type", "") == "Ready") return c.value("status", "") == "True";
  }
  return false;
}

bool below(const WorldJson& pod, const std::string& kind, const std::string& name) {
  const WorldJson owners = pod["metadata"].value("ownerReferences", WorldJson::array());
  if (owners.empty()) return false;
  if (owners[0]["kind"] == kind && owners[0]["name"] == name) return true;
  return kind == "Deployment" && owners[0]["kind"] == "ReplicaSet" && owners[0]["name"] == replica_set_of(name);
}

void write_workload_status(WorldParts& world, const std::string& kind, const std::string& name, WorldJson& workload) {
  int pods = 0;
  int ready = 0;
  int failed = 0;
  int succeeded = 0;
  for (const auto& [pod_name, pod] : world.objects["Pod"]) {
    if (!below(pod, kind, name)) continue;
    const std::string phase = pod["status"].value("phase", "");
    failed += phase == "Failed";
    succeeded += phase == "Succeeded";
    pods += phase != "Failed" && phase != "Succeeded";
    ready += is_ready(pod);
  }
  WorldJson& status = workload["status"];
  if (kind == "Job") {
    status.update({{"active", pods}, {"ready", ready}, {"failed", failed}, {"succeeded", succeeded}});
    if (succeeded > 0 && pods == 0 && failed == 0) {
      status["conditions"] =
          WorldJson::array({{{"type", "Complete"}, {"status", "True"}, {"lastTransitionTime", world_time("-1m")}}});
    }
    return;
  }
  if (kind == "DaemonSet") {
    status.update({{"desiredNumberScheduled", pods},
                   {"currentNumberScheduled", pods},
                   {"updatedNumberScheduled", pods},
                   {"numberReady", ready},
                   {"numberAvailable", ready}});
    return;
  }
  if (!workload["spec"].contains("replicas")) workload["spec"]["replicas"] = std::max(pods, failed > 0 ? 1 : pods);
  status.update(
      {{"replicas", pods}, {"updatedReplicas", pods}, {"readyReplicas", ready}, {"availableReplicas", ready}});
}

bool takes(const WorldJson& selector, const WorldJson& pod) {
  const WorldJson labels = pod["metadata"].value("labels", WorldJson::object());
  return std::all_of(selector.items().begin(), selector.items().end(), [&](const auto& item) {
    return labels.contains(item.key()) && labels[item.key()] == item.value();
  });
}

}  // namespace

void write_workload_statuses(WorldParts& world) {
  for (const char* kind : {"ReplicaSet", "StatefulSet", "DaemonSet", "Job", "Deployment"}) {
    for (auto& [name, workload] : world.objects[kind]) {
      if (!world.given_status.contains(std::string(kind) + "/" + name))
        write_workload_status(world, kind, name, workload);
    }
  }
}

void add_endpoints(WorldParts& world) {
  for (const auto& [name, service] : world.objects["Service"]) {
    WorldJson slice = {{"apiVersion", "discovery.k8s.io/v1"},
                       {"kind", "EndpointSlice"},
                       {"metadata",
                        {{"name", name + "-x7k2p"},
                         {"namespace", world_ns},
                         {"uid", "uid-slice-" + name},
                         {"creationTimestamp", world_time("-1h")},
                         {"labels", {{"kubernetes.io/service-name", name}}}}},
                       {"addressType", "IPv4"},
                       {"ports", WorldJson::array({{{"port", 8000}, {"protocol", "TCP"}}})},
                       {"endpoints", WorldJson::array()}};
    const WorldJson selector = service["spec"].value("selector", WorldJson::object());
    for (const auto& [pod_name, pod] : world.objects["Pod"]) {
      const bool gone = pod["status"].value("phase", "") == "Failed" ||
                        pod["status"].value("phase", "") == "Succeeded" || !pod["status"].contains("podIP");
      if (world.no_endpoints.contains(name) || selector.empty() || gone || !takes(selector, pod)) continue;
      slice["endpoints"].push_back({{"addresses", {"10.0.0.1"}},
                                    {"conditions", {{"ready", is_ready(pod)}}},
                                    {"targetRef", {{"kind", "Pod"}, {"name", pod_name}}}});
    }
    world.objects["EndpointSlice"][name + "-x7k2p"] = slice;
  }
}

}  // namespace aidiag
