// SPDX-License-Identifier: Apache-2.0
// How long the scheduler's model takes: one waiting pod against 5,000 nodes and 150,000 pods that are in memory.
#include <fmt/format.h>

#include <cstdio>
#include <ctime>

#include "fit/outlook.hpp"

namespace {

using namespace aidiag;

constexpr int node_count = 5000, pods_on_node = 30;

std::string node_json(int i) {
  return fmt::format(
      R"({{"metadata":{{"name":"node-{0}","labels":{{"kubernetes.io/hostname":"node-{0}","kubernetes.io/arch":"amd64",)"
      R"("topology.kubernetes.io/zone":"zone-{1}","pool":"pool-{2}"}}}},"spec":{{"taints":[{{"key":"team","value":"t{2}",)"
      R"("effect":"NoSchedule"}}]}},"status":{{"capacity":{3},"allocatable":{3},)"
      R"("conditions":[{{"type":"Ready","status":"True"}}]}}}})",
      i, i % 3, i % 7, R"({"cpu":"96","memory":"768Gi","pods":"110","nvidia.com/gpu":"8"})");
}

std::string pod_json(int node, int i) {
  return fmt::format(
      R"({{"metadata":{{"namespace":"ai","name":"pod-{0}-{1}"}},"spec":{{"nodeName":"node-{0}","containers":[{{"name":"c",)"
      R"("resources":{{"requests":{{"cpu":"{2}m","memory":"{3}Gi"{4}}}}}}}]}},"status":{{"phase":"Running"}}}})",
      node, i, 100 + i, 1 + i % 4, i < 8 ? R"(,"nvidia.com/gpu":"1")" : "");
}

std::unique_ptr<const Snapshot> cluster() {
  SnapshotBuilder builder;
  for (const char* kind : {"Node", "Pod", "PersistentVolume", "PersistentVolumeClaim", "StorageClass"})
    builder.set_coverage(kind, "", Coverage::complete);
  builder.keep_detail("ai", "app");
  (void)builder.add_json(
      R"({"metadata":{"namespace":"ai","name":"app"},"spec":{"nodeSelector":{"pool":"pool-3"},"tolerations":)"
      R"([{"key":"team","operator":"Exists"}],"containers":[{"name":"c","resources":{"requests":)"
      R"({"cpu":"8","memory":"64Gi","nvidia.com/gpu":"1"}}}]},"status":{"phase":"Pending"}})",
      "Pod");
  for (int n = 0; n < node_count; ++n) {
    (void)builder.add_json(node_json(n), "Node");
    for (int i = 0; i < pods_on_node; ++i) (void)builder.add_json(pod_json(n, i), "Pod");
  }
  return builder.take();
}

/// CPU time, so that a busy machine does not show.
double milliseconds_since(std::clock_t start) {
  return static_cast<double>(std::clock() - start) * 1e3 / CLOCKS_PER_SEC;
}

}  // namespace

int main() {
  const auto snapshot = cluster();
  const Object* pod = snapshot->find("Pod", "ai", "app");
  const std::clock_t start = std::clock();
  const NodeUsage usage(*snapshot);
  const double summed = milliseconds_since(start);
  const Fit fit = fit_of(*pod, *snapshot, usage, "");
  const Outlook outlook = outlook_of(fit);
  const double all = milliseconds_since(start);
  const bool right = outlook.obstacle == Hindrance::room && outlook.behind.size() == 714;
  fmt::print("fit of one pod: {:.1f} ms for {} nodes and {} pods, {:.1f} ms of it to sum up the pods\n", all,
             fit.nodes.size(), snapshot->count("Pod") - 1, summed);
  return right ? 0 : 1;
}
