// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "small_cluster.hpp"

using namespace aidiag;

namespace {

std::string spec_of(std::string_view main, std::string_view more = {}) {
  return R"("nodeName":"node-1","containers":[{"name":"main")" + (main.empty() ? "" : "," + std::string(main)) + "}]" +
         (more.empty() ? "" : "," + std::string(more));
}

std::string status_of(std::string_view main) {
  return R"("phase":"Running","containerStatuses":[{"name":"main",)" + std::string(main) + "}]";
}

constexpr std::string_view runs = R"("ready":false,"started":false,"state":{"running":{"startedAt":"@2m"}})";
constexpr std::string_view crashed =
    R"("restartCount":4,"state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 5m0s"}},)"
    R"("lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled","startedAt":"@9m","finishedAt":"@4m"}})";

}  // namespace

TEST_CASE("container: its command is shown without what a word before makes a secret") {
  SmallCluster cluster;
  cluster.pod(spec_of(R"("image":"x:1","command":["serve","--token","hunter2x"],"args":["--port","80"],)"
                      R"("readinessProbe":{"exec":{"command":["redis-cli","-a","hunter2x","ping"]}})"),
              status_of(runs));
  CHECK(cluster.of_container("container.command") == "serve --token <redacted> --port 80");
  CHECK(cluster.of_container("container.readiness.command") == "redis-cli -a <redacted> ping");
}

TEST_CASE("container: what its spec says") {
  SmallCluster cluster;
  cluster.pod(
      spec_of(
          R"("image":"reg.io:5000/vllm/vllm-openai:v0.8.5","command":["vllm","serve"],"args":["--port","8000"],)"
          R"("ports":[{"name":"http","containerPort":8000}],"securityContext":{"runAsUser":1000},)"
          R"("resources":{"limits":{"nvidia.com/gpu":"2","memory":"8Gi"},"requests":{"cpu":"500m","memory":"4Gi"}})"),
      status_of(runs));
  CHECK(cluster.of_container("container.image.tag") == "v0.8.5");
  CHECK(cluster.of_container("container.image.digest") == "-");
  CHECK(cluster.of_container("container.command") == "vllm serve --port 8000");
  CHECK(cluster.of_container("container.memory.limit") == "8Gi");
  CHECK(cluster.of_container("container.memory.request") == "4Gi");
  CHECK(cluster.of_container("container.cpu.limit") == "-");
  CHECK(cluster.of_container("container.cpu.request") == "500m");
  CHECK(cluster.of_container("container.accelerators") == "2");
  CHECK(cluster.of_container("container.accelerator.resource") == "nvidia.com/gpu");
  CHECK(cluster.of_container("container.ports.declared") == "8000");
  CHECK(cluster.of_container("container.run_as") == "1000");
  CHECK(cluster.of_container("container.running_for") == "2 min");
  CHECK(cluster.of_container("container.init") == "false");
  const Fact& limit = cluster.facts().get(cluster.subject(About::container, "main"), "container.memory.limit");
  CHECK(limit.place.object == "Pod ai/app");
  CHECK(limit.place.path == "spec.containers[0].resources.limits.memory");
}

TEST_CASE("container: the tag of an image is not the registry's port") {
  struct Row {
    std::string_view image, tag, digest;
  };
  const Row rows[] = {{"vllm", "latest", "-"},
                      {"reg:5000/vllm", "latest", "-"},
                      {"reg:5000/vllm:1", "1", "-"},
                      {"vllm@sha256:00", "-", "sha256:00"},
                      {"vllm:1@sha256:00", "1", "sha256:00"}};
  for (const Row& row : rows) {
    CAPTURE(row.image);
    SmallCluster cluster;
    cluster.pod(spec_of(R"("image":")" + std::string(row.image) + "\""), status_of(runs));
    CHECK(cluster.of_container("container.image.tag") == row.tag);
    CHECK(cluster.of_container("container.image.digest") == row.digest);
  }
}

TEST_CASE("container: no device is 0, a device claim is neither") {
  SmallCluster none;
  none.pod(spec_of(""), status_of(runs));
  CHECK(none.of_container("container.accelerators") == "0");
  CHECK(none.of_pod("pod.accelerator.wanted") == "0");
  SmallCluster claim;
  claim.pod(spec_of(R"("resources":{"claims":[{"name":"gpu"}]})"), status_of(runs));
  CHECK(claim.of_container("container.accelerators") == "-");
  CHECK(claim.of_container("container.device_claims") == "gpu");
}

TEST_CASE("container: the run that ended is in question while it waits or was news") {
  SmallCluster crash;
  crash.pod(spec_of(""), status_of(crashed));
  CHECK(crash.of_container("container.ended.reason") == "OOMKilled");
  CHECK(crash.of_container("container.ended.exit_code") == "137");
  CHECK(crash.of_container("container.ended.signal") == "9");
  CHECK(crash.of_container("container.ended.after") == "5 min");
  CHECK(crash.of_container("container.ended.ago") == "4 min");
  CHECK(crash.of_container("container.waiting.reason") == "CrashLoopBackOff");
  CHECK(crash.of_container("container.restarts") == "4");
  const Fact& reason = crash.facts().get(crash.subject(About::container, "main"), "container.ended.reason");
  CHECK(reason.place.path == "status.containerStatuses[0].lastState.terminated.reason");

  SmallCluster old;
  old.pod(spec_of(""),
          status_of(R"("ready":true,"state":{"running":{"startedAt":"@3h"}},)"
                    R"("lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled","finishedAt":"@3h"}})"));
  CHECK(old.of_container("container.ended.reason") == "-");
  CHECK(old.of_container("container.last_end.reason") == "OOMKilled");
  CHECK(old.of_container("container.last_end.ago") == "3 h");

  SmallCluster refused;
  refused.pod(spec_of(""), status_of(R"("state":{"waiting":{"reason":"CreateContainerConfigError"}},)"
                                     R"("lastState":{"terminated":{"exitCode":1,"finishedAt":"@3h"}})"));
  CHECK(refused.of_container("container.ended.exit_code") == "-");
}

TEST_CASE("container: what the node says at the moment of its end is told, not what it said before") {
  const std::string_view node = R"({"apiVersion":"v1","kind":"Node","metadata":{"name":"node-1"}})";
  const auto oom = [](std::string_view last) {
    return R"({"apiVersion":"v1","kind":"Event","metadata":{"name":"oom","namespace":"default"},"reason":"SystemOOM",)"
           R"("involvedObject":{"kind":"Node","name":"node-1","uid":"node-1"},)"
           R"("message":"System OOM encountered, victim process: python3, pid: 71","lastTimestamp":")" +
           std::string(last) + R"("})";
  };
  SmallCluster same;
  same.pod(spec_of(""), status_of(crashed)).add("Node", node).add("Event", oom("@4m10s"));
  CHECK(same.of_container("container.ended.node_oom") == "System OOM encountered, victim process: python3, pid: 71");
  SmallCluster before;
  before.pod(spec_of(""), status_of(crashed)).add("Node", node).add("Event", oom("@20m")).read("Event");
  CHECK(before.of_container("container.ended.node_oom") == "-");
  SmallCluster unread;
  unread.pod(spec_of(""), status_of(crashed)).add("Node", node);
  CHECK(unread.of_container("container.ended.node_oom") == "?Event");
}

TEST_CASE("container: a process that never started has no length") {
  SmallCluster cluster;
  cluster.pod(spec_of(""),
              status_of(R"("state":{"terminated":{"exitCode":128,"reason":"StartError","message":"exec: not found",)"
                        R"("startedAt":"1970-01-01T00:00:00Z","finishedAt":"@1m"}})"));
  CHECK(cluster.of_container("container.ended.started") == "false");
  CHECK(cluster.of_container("container.ended.after") == "-");
  CHECK(cluster.of_container("container.ended.ago") == "1 min");
  CHECK(cluster.of_container("container.ended.signal") == "-");
}

TEST_CASE("container: shared memory is 64Mi unless a volume is mounted there") {
  SmallCluster bare;
  bare.pod(spec_of(""), status_of(runs));
  CHECK(bare.of_container("container.shm.size") == "64Mi");
  CHECK(bare.of_container("container.shm.mounted") == "false");
  SmallCluster sized;
  sized.pod(spec_of(R"("volumeMounts":[{"name":"shm","mountPath":"/dev/shm"}])",
                    R"("volumes":[{"name":"shm","emptyDir":{"medium":"Memory","sizeLimit":"16Gi"}}])"),
            status_of(runs));
  CHECK(sized.of_container("container.shm.size") == "16Gi");
  SmallCluster unbounded;
  unbounded.pod(spec_of(R"("volumeMounts":[{"name":"shm","mountPath":"/dev/shm"}])",
                        R"("volumes":[{"name":"shm","emptyDir":{"medium":"Memory"}}])"),
                status_of(runs));
  CHECK(unbounded.of_container("container.shm.size") == "-");
  CHECK(unbounded.of_container("container.shm.mounted") == "true");
}

TEST_CASE("probes: budgets, resolved ports, and what is left of the start") {
  SmallCluster cluster;
  cluster.pod(spec_of(R"("ports":[{"name":"http","containerPort":8000}],)"
                      R"("livenessProbe":{"httpGet":{"port":"http","path":"/health"},"initialDelaySeconds":30},)"
                      R"("startupProbe":{"tcpSocket":{"port":8000},"periodSeconds":10,"failureThreshold":30})"),
              status_of(runs));
  CHECK(cluster.of_container("container.liveness.port") == "8000");
  CHECK(cluster.of_container("container.liveness.path") == "/health");
  CHECK(cluster.of_container("container.liveness.timeout") == "1 s");
  CHECK(cluster.of_container("container.liveness.budget") == "1 min");
  CHECK(cluster.of_container("container.readiness.exists") == "false");
  CHECK(cluster.of_container("container.startup.budget") == "5 min");
  CHECK(cluster.of_container("container.startup.left") == "3 min");
  CHECK(cluster.of_container("container.startup.passed") == "false");
  CHECK(cluster.of_container("container.startup.deadline") == "2026-11-21T04:03:00Z");
}

TEST_CASE("environment: a token's source, never its value") {
  SmallCluster secret;
  secret.pod(spec_of(R"("env":[{"name":"HF_TOKEN","valueFrom":{"secretKeyRef":{"name":"hub","key":"t"}}}])"),
             status_of(runs));
  CHECK(secret.of_container("container.env.hub_token") == "from Secret hub");
  SmallCluster literal;
  literal.pod(spec_of(R"("env":[{"name":"HF_TOKEN","value":"hf_abc"}])"), status_of(runs));
  CHECK(literal.of_container("container.env.hub_token") == "set");
  SmallCluster none;
  none.pod(spec_of(R"("env":[{"name":"HF_HOME","value":"/cache"}])"), status_of(runs));
  CHECK(none.of_container("container.env.hub_token") == "-");
  SmallCluster maybe;
  maybe.pod(spec_of(R"("envFrom":[{"secretRef":{"name":"all"}}])"), status_of(runs));
  CHECK(maybe.of_container("container.env.hub_token") == "?Secret");
}

TEST_CASE("environment: what is missing is known from the kubelet's words or from a complete list") {
  const std::string spec =
      spec_of(R"("env":[{"name":"A","valueFrom":{"secretKeyRef":{"name":"hub","key":"t"}}},)"
              R"({"name":"B","valueFrom":{"configMapKeyRef":{"name":"cfg","key":"k"}}},)"
              R"({"name":"C","valueFrom":{"configMapKeyRef":{"name":"opt","key":"k","optional":true}}}])");
  SmallCluster said;
  said.pod(spec, status_of(R"("state":{"waiting":{"reason":"CreateContainerConfigError",)"
                           R"("message":"secret \"hub\" not found"}})"));
  CHECK(said.of_container("container.env.missing_from") == "Secret hub");
  SmallCluster listed;
  listed.pod(spec, status_of(R"("state":{"waiting":{"reason":"CreateContainerConfigError"}})")).read("ConfigMap");
  CHECK(listed.of_container("container.env.missing_from") == "ConfigMap cfg");
  SmallCluster unread;
  unread.pod(spec, status_of(R"("state":{"waiting":{"reason":"CreateContainerConfigError"}})"));
  CHECK(unread.of_container("container.env.missing_from") == "?ConfigMap");
  SmallCluster running;
  running.pod(spec, status_of(runs));
  CHECK(running.of_container("container.env.missing_from") == "-");
  CHECK(running.of_pod("pod.configs") == "ConfigMap cfg, Secret hub");
}

TEST_CASE("environment: a Service of the server's name injects what it takes for its port") {
  const std::string spec = spec_of(R"("image":"vllm/vllm-openai:v0.8.5")");
  const std::string_view service = R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"vllm","namespace":"ai"},
    "spec":{"clusterIP":"10.0.0.1"}})";
  SmallCluster clash;
  clash.pod(spec, status_of(crashed)).add("Service", service);
  CHECK(clash.of_container("container.service_links.colliding") == "vllm");
  SmallCluster off;
  off.pod(spec + R"(,"enableServiceLinks":false)", status_of(crashed)).add("Service", service);
  CHECK(off.of_container("container.service_links.colliding") == "-");
  SmallCluster unread;
  unread.pod(spec, status_of(crashed));
  CHECK(unread.of_container("container.service_links.colliding") == "?Service");
  SmallCluster clear;
  clear.pod(spec, status_of(crashed)).read("Service");
  CHECK(clear.of_container("container.service_links.colliding") == "-");
}

TEST_CASE("server: what the log of a container says about its listening and loading") {
  const std::string_view sheet = R"(id: demo
title: Demo
source: tests
image: ['demo-server']
ports: [8000]
listening: ['listening on (?P<address>[\d.]+):(?P<port>\d+)']
ready: ['ready to serve']
progress: ['loading (?P<progress>shard \d+ of \d+)']
)";
  SmallCluster cluster;
  const auto added = cluster.sheets().add_yaml("servers/demo.yaml", sheet, cluster.patterns());
  REQUIRE_MESSAGE(added.ok(), added.error().message);
  cluster.pod(spec_of(R"("image":"demo-server:1","readinessProbe":{"httpGet":{"port":9000}})"), status_of(runs));
  cluster.log("main", "listening on 127.0.0.1:8001\nlistening on 0.0.0.0:9000\nloading shard 7 of 15\n");
  CHECK(cluster.of_container("container.server") == "demo");
  CHECK(cluster.of_container("container.listening.port") == "9000");
  CHECK(cluster.of_container("container.listening.loopback") == "false");
  CHECK(cluster.of_container("container.listening.ports") == "8001, 9000");
  CHECK(cluster.of_container("container.loading") == "true");
  CHECK(cluster.of_container("container.progress") == "shard 7 of 15");
  CHECK(cluster.of_container("container.progress.line") == "loading shard 7 of 15");
  CHECK(cluster.of_container("container.log.ready") == "false");
  CHECK(cluster.of_container("container.log.read") == "true");
}

TEST_CASE("server: without its log nothing is known of a container that runs") {
  SmallCluster cluster;
  cluster.pod(spec_of(""), status_of(runs));
  CHECK(cluster.of_container("container.listening.port") == "?Log");
  CHECK(cluster.of_container("container.log.read") == "false");
  SmallCluster waiting;
  waiting.pod(spec_of(""), status_of(R"("state":{"waiting":{"reason":"ContainerCreating"}})"));
  CHECK(waiting.of_container("container.listening.port") == "-");
}

TEST_CASE("pod: claims that are missing, unbound or unread") {
  const std::string spec = spec_of("", R"("volumes":[{"name":"a","persistentVolumeClaim":{"claimName":"data"}},)"
                                       R"({"name":"s","ephemeral":{}}])");
  SmallCluster missing;
  missing.pod(spec, R"("phase":"Pending")").read("PersistentVolumeClaim");
  missing.add("PersistentVolumeClaim", R"({"apiVersion":"v1","kind":"PersistentVolumeClaim",
    "metadata":{"name":"data-0","namespace":"ai"},"status":{"phase":"Bound"}})");
  CHECK(missing.of_pod("pod.claims") == "data, app-s");
  CHECK(missing.of_pod("pod.claims.missing") == "data");
  CHECK(missing.of_pod("pod.claims.similar_to_missing") == "data-0");
  SmallCluster unread;
  unread.pod(spec, R"("phase":"Pending")");
  CHECK(unread.of_pod("pod.claims.missing") == "?PersistentVolumeClaim");
  SmallCluster unbound;
  unbound.pod(spec_of("", R"("volumes":[{"name":"a","persistentVolumeClaim":{"claimName":"data"}}])"),
              R"("phase":"Pending")");
  unbound.add("PersistentVolumeClaim", R"({"apiVersion":"v1","kind":"PersistentVolumeClaim",
    "metadata":{"name":"data","namespace":"ai"},"status":{"phase":"Pending"}})");
  CHECK(unbound.of_pod("pod.claims.unbound") == "data");
  CHECK(unbound.of_pod("pod.claims.missing") == "-");
}

TEST_CASE("pod: the scheduler's word is the condition's, and of a pod that is not bound") {
  SmallCluster cluster;
  cluster.pod(R"("schedulerName":"volcano","priority":7,"containers":[{"name":"main"}])",
              R"("phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable",)"
              R"("message":"0/1 nodes are available: 1 Insufficient nvidia.com/gpu."}])");
  cluster.event("FailedScheduling", "0/2 nodes are available", "@1m");
  CHECK(cluster.of_pod("pod.scheduler.message") == "0/1 nodes are available: 1 Insufficient nvidia.com/gpu.");
  CHECK(cluster.of_pod("pod.scheduler.reason") == "Unschedulable");
  CHECK(cluster.of_pod("pod.scheduler") == "volcano");
  CHECK(cluster.of_pod("pod.scheduled") == "false");
  CHECK(cluster.of_pod("pod.priority") == "7");
  SmallCluster bound;
  bound.pod(spec_of(""), R"("phase":"Pending")");
  bound.event("FailedScheduling", "0/2 nodes are available", "@1m");
  CHECK(bound.of_pod("pod.scheduler.message") == "-");
}

TEST_CASE("pod: what its containers sum up to") {
  SmallCluster cluster;
  cluster.pod(
      R"("nodeName":"node-1","initContainers":[{"name":"fetch"}],)"
      R"("containers":[{"name":"main","env":[{"name":"RANK","value":"3"}]},{"name":"side"}])",
      R"("phase":"Pending","initContainerStatuses":[{"name":"fetch","state":{"running":{"startedAt":"@12m"}}}])");
  CHECK(cluster.of_pod("pod.containers.total") == "2");
  CHECK(cluster.of_pod("pod.containers.ready") == "0");
  CHECK(cluster.of_pod("pod.init.running") == "fetch");
  CHECK(cluster.of_pod("pod.init.running_for") == "12 min");
  CHECK(cluster.of_pod("pod.init.failing") == "-");
  CHECK(cluster.of_pod("pod.rank") == "3");
  CHECK(cluster.of_pod("pod.age") == "30 min");
}

TEST_CASE("probes: the command of a readiness probe") {
  SmallCluster cluster;
  cluster.pod(
      R"("nodeName":"node-1","containers":[{"name":"main","readinessProbe":{"exec":{"command":["sh","-c","x"]}}}])",
      R"("phase":"Running")");
  CHECK(cluster.of_container("container.readiness.command") == "sh -c x");
}

TEST_CASE("service: how long nobody has been ready behind it") {
  const std::string_view selecting =
      R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"llm","namespace":"ai"},"spec":{"selector":{"app":"llm"}}})";
  const auto unready = [&](std::string_view ready, bool all_read) {
    SmallCluster cluster;
    cluster.pod(R"("nodeName":"node-1","containers":[{"name":"main"}])",
                R"("phase":"Running","conditions":[{"type":"Ready","status":")" + std::string(ready) +
                    R"(","lastTransitionTime":"@3m"}])",
                R"("labels":{"app":"llm"})");
    cluster.add("Service", selecting);
    if (all_read) cluster.read("Pod");
    return SmallCluster::words(cluster.get(About::service, "llm", "service.unready_for"));
  };
  CHECK(unready("False", true) == "3 min");
  CHECK(unready("True", true) == "-");
  CHECK(unready("False", false) == "?Pod");
}

TEST_CASE("service: the label that keeps its selector from a pod nobody else selects") {
  const auto nearest = [](std::string_view labels, std::string_view other) {
    SmallCluster cluster;
    cluster.pod(R"("containers":[{"name":"main"}])", R"("phase":"Running")", R"("labels":)" + std::string(labels));
    cluster.add("Service", R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"llm","namespace":"ai"},)"
                           R"("spec":{"selector":{"app":"llm","tier":"serving"}}})");
    if (!other.empty())
      cluster.add("Service", R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"other","namespace":"ai"},)"
                             R"("spec":{"selector":)" +
                                 std::string(other) + "}}");
    return SmallCluster::words(cluster.get(About::service, "llm", "service.nearest_selector"));
  };
  CHECK(nearest(R"({"app":"llm","tier":"web"})", "") == "tier=web");
  CHECK(nearest(R"({"app":"llm"})", "") == "tier not set");
  CHECK(nearest(R"({"app":"llm","tier":"web"})", R"({"tier":"web"})") == "-");
  CHECK(nearest(R"({"app":"web","tier":"web"})", "") == "-");
}

TEST_CASE("claim: a volume that a deleted claim of the same name left behind") {
  const auto left = [](std::string_view phase, std::string_view class_name) {
    SmallCluster cluster;
    cluster.add("PersistentVolumeClaim",
                R"({"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"data","namespace":"ai"},)"
                R"("spec":{"storageClassName":")" +
                    std::string(class_name) + R"("},"status":{"phase":"Pending"}})");
    cluster.add("PersistentVolume", R"({"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"pv-7"},)"
                                    R"("spec":{"claimRef":{"namespace":"ai","name":"data"}},"status":{"phase":")" +
                                        std::string(phase) + R"("}})");
    cluster.add(
        "StorageClass",
        R"({"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","metadata":{"name":"fast"},"provisioner":"csi"})");
    return SmallCluster::words(cluster.read("PersistentVolume").get(About::claim, "data", "claim.released_volume"));
  };
  CHECK(left("Released", "") == "pv-7");
  CHECK(left("Bound", "") == "-");
  CHECK(left("Released", "fast") == "-");
}

TEST_CASE("pod: claims that could not be read are named") {
  SmallCluster cluster;
  cluster.pod(R"("volumes":[{"name":"a","persistentVolumeClaim":{"claimName":"data"}},)"
              R"({"name":"b","persistentVolumeClaim":{"claimName":"cache"}}],"containers":[{"name":"main"}])",
              R"("phase":"Pending")");
  CHECK(cluster.of_pod("pod.claims.unread") == "data or cache");
  SmallCluster read;
  read.pod(R"("volumes":[{"name":"a","persistentVolumeClaim":{"claimName":"data"}}],"containers":[{"name":"main"}])",
           R"("phase":"Pending")")
      .read("PersistentVolumeClaim");
  CHECK(read.of_pod("pod.claims.unread") == "-");
}

TEST_CASE("pod: pull secrets that the kubelet could not get") {
  SmallCluster cluster;
  cluster.pod(R"("nodeName":"node-1","containers":[{"name":"main"}])", R"("phase":"Pending")");
  cluster.event("FailedToRetrieveImagePullSecret",
                "Unable to retrieve some image pull secrets (a, b); attempting to pull the image may not succeed.",
                "@1m");
  CHECK(cluster.of_pod("pod.pull_secrets.missing") == "a, b");
}
