// SPDX-License-Identifier: Apache-2.0
// From a world's objects to a Snapshot: what is out of sight is left out and noted as a gap.
#include <algorithm>

#include "worlds/parts.hpp"

namespace aidiag {
namespace {

/// What counts as read to its end where a world does not say otherwise.
constexpr std::string_view known_kinds[] = {"Pod",
                                            "Node",
                                            "Event",
                                            "Service",
                                            "EndpointSlice",
                                            "Endpoints",
                                            "Deployment",
                                            "ReplicaSet",
                                            "StatefulSet",
                                            "DaemonSet",
                                            "Job",
                                            "CronJob",
                                            "ReplicationController",
                                            "PersistentVolumeClaim",
                                            "PersistentVolume",
                                            "StorageClass",
                                            "ResourceQuota",
                                            "LimitRange",
                                            "HorizontalPodAutoscaler",
                                            "PodDisruptionBudget",
                                            "Namespace",
                                            "RuntimeClass",
                                            "ServiceAccount",
                                            "ConfigMap",
                                            "ResourceClaim",
                                            "ResourceClaimTemplate",
                                            "DeviceClass",
                                            "ResourceSlice",
                                            "PriorityClass",
                                            "Ingress",
                                            "InferenceService",
                                            "RayCluster",
                                            "RayJob",
                                            "RayService",
                                            "PyTorchJob",
                                            "TFJob",
                                            "MPIJob",
                                            "LeaderWorkerSet",
                                            "Workload",
                                            "PodGroup"};

std::vector<Unreadable> unreadable_of(const WorldParts& world) {
  std::vector<Unreadable> out;
  const Tree* list = world.lines.find("unreadable");
  if (list == nullptr) return out;
  for (const Tree& item : list->children) {
    if (item.is_scalar()) out.push_back({std::string(item.text), ""});
    for (const Tree& child : item.children)
      out.push_back({child.key == "log" ? "Log" : std::string(child.key), std::string(child.text)});
  }
  return out;
}

class Sight {
 public:
  explicit Sight(std::vector<Unreadable> hidden) : hidden_(std::move(hidden)) {}

  [[nodiscard]] bool sees(std::string_view kind, std::string_view name = {}) const {
    return std::none_of(hidden_.begin(), hidden_.end(),
                        [&](const Unreadable& u) { return u.kind == kind && (u.name.empty() || u.name == name); });
  }
  [[nodiscard]] const std::vector<Unreadable>& hidden() const { return hidden_; }

 private:
  std::vector<Unreadable> hidden_;
};

WorldJson list_of(const WorldParts& world, const Sight& sight) {
  WorldJson items = WorldJson::array();
  for (const auto& [kind, by_name] : world.objects) {
    for (const auto& [name, it] : by_name) {
      if (sight.sees(kind, name)) items.push_back(it);
    }
  }
  for (const WorldJson& event : world.events) {
    if (sight.sees("Event")) items.push_back(event);
  }
  return {{"kind", "List"}, {"apiVersion", "v1"}, {"items", std::move(items)}};
}

void add_log(SnapshotBuilder& builder, const WorldParts::LogKey& key, const std::string& text) {
  Log log;
  log.ns = builder.intern(key.ns);
  log.pod = builder.intern(key.pod);
  log.container = builder.intern(key.container);
  log.previous = key.previous;
  log.text = text;
  log.from_start = true;
  builder.add_log(std::move(log));
}

}  // namespace

std::unique_ptr<const Snapshot> take_snapshot(const WorldParts& world, const std::vector<Unreadable>& blind) {
  std::vector<Unreadable> hidden = blind;
  for (Unreadable& u : unreadable_of(world)) hidden.push_back(std::move(u));
  const Sight sight(std::move(hidden));
  SnapshotBuilder builder;
  builder.edit().now = world_now();
  builder.edit().now_source = NowSource::server;
  const auto added = builder.add_json(list_of(world, sight).dump());
  if (!added) throw Mistake{world.lines.line, added.error().message};
  for (const std::string_view kind : known_kinds) {
    if (sight.sees(kind)) builder.set_coverage(kind, "", Coverage::complete);
  }
  for (const auto& [key, text] : world.logs) {
    if (sight.sees("Log", key.pod)) add_log(builder, key, text);
  }
  for (const Unreadable& u : sight.hidden())
    builder.add_gap(
        {u.kind, std::string(u.kind == "Log" ? world_ns : ""), u.name, "", "not readable in this world", false});
  return builder.take();
}

}  // namespace aidiag
