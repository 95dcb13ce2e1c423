// SPDX-License-Identifier: Apache-2.0
#include "worlds/templates.hpp"

#include <algorithm>

namespace aidiag {
namespace {

WorldJson metadata(const std::string& name, std::string_view ns, const std::string& created = "-1h") {
  WorldJson out = {{"name", name}, {"uid", "uid-" + name}, {"creationTimestamp", world_time(created)}};
  if (!ns.empty()) out["namespace"] = ns;
  return out;
}

WorldJson condition(const std::string& type, const std::string& status, const std::string& reason,
                    const std::string& message, const std::string& since) {
  return {{"type", type},
          {"status", status},
          {"reason", reason},
          {"message", message},
          {"lastTransitionTime", world_time(since)}};
}

WorldJson pod_spec() {
  return {{"restartPolicy", "Always"},
          {"schedulerName", "default-scheduler"},
          {"serviceAccountName", "default"},
          {"nodeName", "node-1"},
          {"containers", WorldJson::array({{{"name", "main"},
                                            {"image", "registry.example/app:1.0"},
                                            {"resources", {{"requests", {{"cpu", "100m"}, {"memory", "256Mi"}}}}}}})}};
}

}  // namespace

WorldJson node_template(const std::string& name) {
  WorldJson node = {{"apiVersion", "v1"}, {"kind", "Node"}, {"metadata", metadata(name, "", "-100d")}};
  node["metadata"]["labels"] = {
      {"kubernetes.io/hostname", name}, {"kubernetes.io/arch", "amd64"}, {"kubernetes.io/os", "linux"}};
  node["spec"] = WorldJson::object();
  const WorldJson room = {{"cpu", "16"}, {"memory", "64Gi"}, {"pods", "110"}, {"ephemeral-storage", "200Gi"}};
  WorldJson conditions = WorldJson::array();
  for (const char* type : {"MemoryPressure", "DiskPressure", "PIDPressure"}) {
    conditions.push_back(condition(type, "False", "KubeletHasSufficient", "", "-100d"));
  }
  conditions.push_back(condition("Ready", "True", "KubeletReady", "kubelet is posting ready status", "-100d"));
  for (WorldJson& c : conditions) c["lastHeartbeatTime"] = world_time("-1m");
  node["status"] = {
      {"capacity", room},
      {"allocatable", room},
      {"conditions", conditions},
      {"nodeInfo", {{"architecture", "amd64"}, {"kubeletVersion", "v1.33.1"}, {"osImage", "Debian GNU/Linux 12"}}}};
  return node;
}

WorldJson pod_template(const std::string& name, const std::string& app) {
  WorldJson pod = {
      {"apiVersion", "v1"}, {"kind", "Pod"}, {"metadata", metadata(name, world_ns, "-31m")}, {"spec", pod_spec()}};
  pod["metadata"]["labels"] = {{"app", app}};
  pod["status"] = WorldJson::object();
  return pod;
}

WorldJson workload_template(const std::string& kind, const std::string& name) {
  static const std::vector<std::string> apps = {"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"};
  const bool is_app = std::find(apps.begin(), apps.end(), kind) != apps.end();
  const bool is_job = kind == "Job" || kind == "CronJob";
  WorldJson out = {{"apiVersion", is_app                            ? "apps/v1"
                                  : is_job                          ? "batch/v1"
                                  : kind == "ReplicationController" ? "v1"
                                                                    : "example.com/v1"},
                   {"kind", kind},
                   {"metadata", metadata(name, world_ns)},
                   {"spec", WorldJson::object()},
                   {"status", WorldJson::object()}};
  out["metadata"]["generation"] = 1;
  const WorldJson pod = {{"metadata", {{"labels", {{"app", name}}}}}, {"spec", pod_spec()}};
  if (is_app || kind == "Job") out["spec"]["template"] = pod;
  if (is_app) out["spec"]["selector"] = {{"matchLabels", {{"app", name}}}};
  if (is_app || is_job) out["status"]["observedGeneration"] = 1;
  return out;
}

WorldJson service_template(const std::string& name) {
  return {{"apiVersion", "v1"},
          {"kind", "Service"},
          {"metadata", metadata(name, world_ns)},
          {"spec",
           {{"type", "ClusterIP"},
            {"clusterIP", "10.96.0.20"},
            {"selector", {{"app", "app"}}},
            {"ports", WorldJson::array({{{"port", 80}, {"targetPort", 8000}}})}}}};
}

WorldJson claim_template(const std::string& name) {
  return {{"apiVersion", "v1"},
          {"kind", "PersistentVolumeClaim"},
          {"metadata", metadata(name, world_ns)},
          {"spec",
           {{"storageClassName", "standard"},
            {"accessModes", {"ReadWriteOnce"}},
            {"resources", {{"requests", {{"storage", "10Gi"}}}}}}},
          {"status", {{"phase", "Bound"}}}};
}

WorldJson volume_template(const std::string& name) {
  return {{"apiVersion", "v1"},
          {"kind", "PersistentVolume"},
          {"metadata", metadata(name, "")},
          {"spec",
           {{"storageClassName", "standard"},
            {"capacity", {{"storage", "10Gi"}}},
            {"persistentVolumeReclaimPolicy", "Delete"}}},
          {"status", {{"phase", "Bound"}}}};
}

WorldJson class_template(const std::string& name) {
  WorldJson out = {{"apiVersion", "storage.k8s.io/v1"},
                   {"kind", "StorageClass"},
                   {"metadata", metadata(name, "")},
                   {"provisioner", "csi.example.com"},
                   {"volumeBindingMode", "Immediate"}};
  out["metadata"]["annotations"] = {{"storageclass.kubernetes.io/is-default-class", "true"}};
  return out;
}

WorldJson autoscaler_template(const std::string& name) {
  WorldJson conditions = WorldJson::array();
  conditions.push_back(
      condition("AbleToScale", "True", "ReadyForNewScale", "recommended size matches current size", "-1h"));
  conditions.push_back(
      condition("ScalingActive", "True", "ValidMetricFound", "the HPA was able to compute the replica count", "-1h"));
  return {{"apiVersion", "autoscaling/v2"},
          {"kind", "HorizontalPodAutoscaler"},
          {"metadata", metadata(name, world_ns)},
          {"spec",
           {{"minReplicas", 1},
            {"maxReplicas", 3},
            {"scaleTargetRef", {{"apiVersion", "apps/v1"}, {"kind", "Deployment"}, {"name", "app"}}}}},
          {"status", {{"currentReplicas", 1}, {"desiredReplicas", 1}, {"conditions", conditions}}}};
}

WorldJson budget_template(const std::string& name) {
  return {{"apiVersion", "policy/v1"},
          {"kind", "PodDisruptionBudget"},
          {"metadata", metadata(name, world_ns)},
          {"spec", {{"minAvailable", 1}, {"selector", {{"matchLabels", {{"app", "app"}}}}}}},
          {"status", {{"disruptionsAllowed", 0}, {"currentHealthy", 1}, {"desiredHealthy", 1}, {"expectedPods", 1}}}};
}

bool apply_node_preset(WorldJson& node, const std::string& is) {
  if (is == "cordoned") {
    node["spec"]["unschedulable"] = true;
    node["spec"]["taints"] =
        WorldJson::array({{{"key", "node.kubernetes.io/unschedulable"}, {"effect", "NoSchedule"}}});
    return true;
  }
  if (is != "lost") return false;
  for (WorldJson& c : node["status"]["conditions"]) {
    c["status"] = "Unknown";
    c["reason"] = "NodeStatusUnknown";
    c["message"] = "Kubelet stopped posting node status.";
    c["lastTransitionTime"] = world_time("-10m");
    c["lastHeartbeatTime"] = world_time("-11m");
  }
  node["spec"]["taints"] = WorldJson::array({{{"key", "node.kubernetes.io/unreachable"}, {"effect", "NoExecute"}}});
  return true;
}

}  // namespace aidiag
