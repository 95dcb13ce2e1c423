// SPDX-License-Identifier: Apache-2.0
// How fast a list becomes rows: a PodList of 3,000 pods of 12 kB, as an API server sends it, read by one core.
//
//   cmake --preset release && cmake --build build/release --target decode-bench &&
//   build/release/tests/bench/decode-bench
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "aidiag/snapshot.hpp"

namespace {

std::string field(const std::string& key, const std::string& value) { return "\"" + key + "\":\"" + value + "\""; }

std::string container(int i) {
  std::string env;
  for (int n = 0; n < 20; ++n)
    env += (n > 0 ? ",{" : "{") + field("name", "SETTING_" + std::to_string(n)) + "," +
           field("value", "/models/shard-" + std::to_string(n * 37) + "/weights.safetensors") + "}";
  return "{" + field("name", "c" + std::to_string(i)) + "," + field("image", "registry.example/vllm-openai:v0.6.3") +
         R"(,"args":["--model","/models/llama-3-70b","--tensor-parallel-size","8"],"env":[)" + env +
         R"(],"resources":{"limits":{"memory":"64Gi","nvidia.com/gpu":"1"},"requests":{"cpu":"8","memory":"64Gi","nvidia.com/gpu":"1"}},)" +
         R"("volumeMounts":[{"name":"models","mountPath":"/models"},{"name":"shm","mountPath":"/dev/shm"}],)" +
         R"("livenessProbe":{"httpGet":{"path":"/health","port":8000,"scheme":"HTTP"},"periodSeconds":10,"failureThreshold":3}})";
}

std::string status(int i) {
  return "{" + field("name", "c" + std::to_string(i)) +
         R"(,"ready":true,"started":true,"restartCount":0,"state":{"running":{"startedAt":"2026-11-20T10:00:05Z"}},"lastState":{},)" +
         field("image", "registry.example/vllm-openai:v0.6.3") + "," +
         field("containerID", "containerd://" + std::string(64, 'a')) + "," +
         field("imageID", "registry.example/vllm-openai@sha256:" + std::string(64, 'b')) + "}";
}

std::string managed_fields() {
  std::string fields;
  for (int i = 0; i < 60; ++i)
    fields += (i > 0 ? "," : "") + ("\"k:{\\\"name\\\":\\\"SETTING_" + std::to_string(i)) +
              R"(\"}":{".":{},"f:name":{},"f:value":{}})";
  return R"([{"manager":"kube-controller-manager","operation":"Update","apiVersion":"v1","time":"2026-11-20T10:00:00Z",)"
         R"("fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:containers":{)" +
         fields + "}}}}]";
}

std::string conditions() {
  std::string out;
  for (const char* type : {"PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"})
    out += (out.empty() ? "{" : ",{") + field("type", type) + "," + field("status", "True") +
           R"(,"lastProbeTime":null,"lastTransitionTime":"2026-11-20T10:00:06Z"})";
  return out;
}

std::string pod(int i) {
  const std::string n = std::to_string(i);
  const std::string containers = container(0) + "," + container(1) + "," + container(2);
  return R"({"metadata":{)" + field("name", "llm-7c9d5f6b8-" + n) + "," +
         field("namespace", "ns-" + std::to_string(i % 40)) + "," + field("uid", "0b8a4d7e-0000-4000-8000-" + n) + "," +
         field("resourceVersion", std::to_string(100000 + i)) +
         R"(,"creationTimestamp":"2026-11-20T10:00:00Z","labels":{"app":"llm","pod-template-hash":"7c9d5f6b8","tier":"serving",)" +
         field("release", "r" + std::to_string(i % 40)) + R"(},"annotations":{"checksum/config":")" +
         std::string(64, 'c') +
         R"("},"ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"llm-7c9d5f6b8","uid":"u-)" +
         std::to_string(i % 40) + R"(","controller":true,"blockOwnerDeletion":true}],"managedFields":)" +
         managed_fields() + R"(},"spec":{"nodeName":"node-)" + std::to_string(i % 300) +
         R"(","schedulerName":"default-scheduler","priority":0,"containers":[)" + containers +
         R"(],"tolerations":[{"key":"nvidia.com/gpu","operator":"Exists","effect":"NoSchedule"}],"volumes":[{"name":"models",)" +
         R"("persistentVolumeClaim":{"claimName":"models"}},{"name":"shm","emptyDir":{"medium":"Memory"}}]},"status":{)" +
         field("phase", i % 50 == 0 ? "Pending" : "Running") + R"(,"conditions":[)" + conditions() +
         R"(],"startTime":"2026-11-20T10:00:01Z","hostIP":"10.0.0.1","podIP":"10.1.0.1","containerStatuses":[)" +
         status(0) + "," + status(1) + "," + status(2) + R"(],"qosClass":"Burstable"}})";
}

std::string pod_list(int count) {
  std::string out = R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"200000"},"items":[)";
  for (int i = 0; i < count; ++i) out += (i > 0 ? "," : "") + pod(i);
  return out + "]}";
}

/// In CPU time, so that what else the machine does counts little; nothing here waits.
double run(const std::string& text) {
  const std::clock_t start = std::clock();
  aidiag::SnapshotBuilder builder;
  const auto page = builder.add_json(text);
  const auto snapshot = builder.take();
  const double took = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  if (!page.ok() || snapshot->count("Pod") != page.value().items) return 0;
  return static_cast<double>(text.size()) / 1e6 / took;
}

}  // namespace

int main() {
  const std::string text = pod_list(3000);
  std::printf("%.1f MB, %zu bytes a pod\n", static_cast<double>(text.size()) / 1e6, text.size() / 3000);
  std::vector<double> speeds;
  for (int i = 0; i < 11; ++i) {
    speeds.push_back(run(text));
    std::printf("run %d: %.0f MB/s\n", i + 1, speeds.back());
  }
  std::sort(speeds.begin(), speeds.end());
  std::printf("median: %.0f MB/s\n", speeds[speeds.size() / 2]);
  return speeds.front() > 0 ? 0 : 1;
}
