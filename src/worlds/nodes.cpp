// SPDX-License-Identifier: Apache-2.0
// The nodes of a world, and the device plugin's pod where a node is given a log.
#include "worlds/parts.hpp"

namespace aidiag {
namespace {

/// A node's log is what the device plugin on it writes.
void add_device_plugin(WorldParts& world, const std::string& node, const std::string& text) {
  const std::string app = "nvidia-device-plugin-daemonset";
  WorldJson pod = pod_template(app + "-" + node, app);
  pod["metadata"]["namespace"] = "kube-system";
  pod["spec"]["nodeName"] = node;
  pod["spec"]["containers"][0]["image"] = "nvcr.io/nvidia/k8s-device-plugin:v0.17.0";
  own(pod, "DaemonSet", app);
  write_pod_status(pod, {});
  const std::string name = pod["metadata"]["name"];
  world.objects["Pod"].emplace(name, pod);
  WorldJson daemon = workload_template("DaemonSet", app);
  daemon["metadata"]["namespace"] = "kube-system";
  daemon["status"].update({{"desiredNumberScheduled", 1},
                           {"currentNumberScheduled", 1},
                           {"numberReady", 1},
                           {"numberAvailable", 1},
                           {"updatedNumberScheduled", 1}});
  world.objects["DaemonSet"].emplace(app, daemon);
  world.given_status.insert("DaemonSet/" + app);
  world.add_log({"kube-system", name, "main", false}, text);
}

void node_lines(WorldParts& world, WorldJson& node, const std::string& name, const Tree& lines) {
  if (const Tree* is = lines.find("is"); is != nullptr && !apply_node_preset(node, std::string(is->text))) {
    throw Mistake{is->line, "a node is cordoned or lost"};
  }
  if (const Tree* count = lines.find("accelerators")) {
    node["metadata"]["labels"]["nvidia.com/gpu.present"] = "true";
    node["status"]["capacity"]["nvidia.com/gpu"] = std::string(count->text);
    node["status"]["allocatable"]["nvidia.com/gpu"] = std::string(count->text);
  }
  if (const Tree* zone = lines.find("zone"))
    node["metadata"]["labels"]["topology.kubernetes.io/zone"] = std::string(zone->text);
  for (const char* list : {"allocatable", "capacity"}) {
    if (const Tree* amounts = lines.find(list)) merge_into(node["status"][list], world_json(*amounts));
  }
  for (const char* field : {"taints", "unschedulable"}) {
    if (const Tree* value = lines.find(field)) node["spec"][field] = world_json(*value);
  }
  if (const Tree* conditions = lines.find("conditions"))
    merge_into(node["status"]["conditions"], world_json(*conditions));
  if (const Tree* log = lines.find("log")) add_device_plugin(world, name, std::string(log->text));
  merge_fields(node, lines,
               {"name", "is", "accelerators", "zone", "allocatable", "capacity", "taints", "unschedulable",
                "conditions", "log"});
}

}  // namespace

void add_nodes(WorldParts& world) {
  if (world.lines.find("nodes") == nullptr) world.object("Node", "node-1", node_template("node-1"));
  for (const auto& [name, lines] : world.named("node", "nodes", "node-1")) {
    WorldJson& node = world.object("Node", name, node_template(name));
    node_lines(world, node, name, *lines);
  }
  world.first_node = world.objects["Node"].empty() ? "node-1" : world.objects["Node"].begin()->first;
}

}  // namespace aidiag
