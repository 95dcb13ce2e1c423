// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "small_cluster.hpp"

using namespace aidiag;

namespace {

constexpr std::string_view bound_one = R"("nodeName":"node-1","restartPolicy":"Always","containers":[{"name":"main"}])";
constexpr std::string_view bound_init =
    R"("nodeName":"node-1","initContainers":[{"name":"fetch"}],"containers":[{"name":"main"}])";
constexpr std::string_view never_one = R"("nodeName":"node-1","restartPolicy":"Never","containers":[{"name":"main"}])";

std::string stages_of(SmallCluster& cluster) {
  Facts& facts = cluster.facts();
  const auto word = [](std::optional<Stage> stage) { return stage ? std::string(to_text(*stage)) : std::string("?"); };
  std::string words = word(facts.stage(facts.subjects(About::pod).at(0))) + ":";
  for (const Subject& container : facts.subjects(About::container)) words += " " + word(facts.stage(container));
  return words;
}

std::string of_main(std::string_view status) {
  return R"("phase":"Running","containerStatuses":[{"name":"main",)" + std::string(status) + "}]";
}

}  // namespace

TEST_CASE("stage: the first step of a pod and its containers that is not done") {
  struct Row {
    std::string_view why;
    std::string spec, status;
    std::string_view stages;
  };
  const Row rows[] = {
      {"no node", R"("containers":[{"name":"main"}])", R"("phase":"Pending")", "schedule: schedule"},
      {"gated", R"("schedulingGates":[{"name":"g"}],"containers":[{"name":"main"}])", R"("phase":"Pending")",
       "schedule: schedule"},
      {"refused by the kubelet", std::string(bound_one), R"("phase":"Failed","reason":"UnexpectedAdmissionError")",
       "admit: admit"},
      {"out of a device", std::string(bound_one), R"("phase":"Failed","reason":"OutOfnvidia.com/gpu")", "admit: admit"},
      {"bound, no word from the kubelet", std::string(bound_one), R"("phase":"Pending")", "setup: setup"},
      {"no sandbox yet", std::string(bound_one), of_main(R"("state":{"waiting":{"reason":"ContainerCreating"}})"),
       "setup: setup"},
      {"no sandbox yet, init containers", std::string(bound_init),
       R"("phase":"Pending","initContainerStatuses":[{"name":"fetch","state":{"waiting":{"reason":"PodInitializing"}}}],)"
       R"("containerStatuses":[{"name":"main","state":{"waiting":{"reason":"PodInitializing"}}}])",
       "setup: setup setup"},
      {"image", std::string(bound_one), of_main(R"("state":{"waiting":{"reason":"ImagePullBackOff"}})"), "pull: pull"},
      {"image of an init container", std::string(bound_init),
       R"("phase":"Pending","initContainerStatuses":[{"name":"fetch","state":{"waiting":{"reason":"ErrImagePull"}}}],)"
       R"("containerStatuses":[{"name":"main","state":{"waiting":{"reason":"PodInitializing"}}}])",
       "pull: pull init"},
      {"init container at work", std::string(bound_init),
       R"("phase":"Pending","initContainerStatuses":[{"name":"fetch","state":{"running":{"startedAt":"@5m"}}}],)"
       R"("containerStatuses":[{"name":"main","state":{"waiting":{"reason":"PodInitializing"}}}])",
       "init: init init"},
      {"init container fails", std::string(bound_init),
       R"("phase":"Pending","initContainerStatuses":[{"name":"fetch","state":{"waiting":{"reason":"CrashLoopBackOff"}}}],)"
       R"("containerStatuses":[{"name":"main","state":{"waiting":{"reason":"PodInitializing"}}}])",
       "init: run init"},
      {"init container killed for memory with exit code 0", std::string(bound_init),
       R"("phase":"Pending","initContainerStatuses":[{"name":"fetch","state":{"terminated":{"exitCode":0,"reason":"OOMKilled"}}}],)"
       R"("containerStatuses":[{"name":"main","state":{"waiting":{"reason":"PodInitializing"}}}])",
       "init: run init"},
      {"init container done, then setup again", std::string(bound_init),
       R"("phase":"Pending","initContainerStatuses":[{"name":"fetch","state":{"terminated":{"exitCode":0}}}],)"
       R"("containerStatuses":[{"name":"main","state":{"waiting":{"reason":"PodInitializing"}}}])",
       "setup: done setup"},
      {"configuration refused", std::string(bound_one),
       of_main(R"("state":{"waiting":{"reason":"CreateContainerConfigError"}})"), "run: run"},
      {"crash loop", std::string(bound_one),
       of_main(R"("state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"exitCode":1}})"),
       "run: run"},
      {"crash loop after exit code 0", std::string(bound_one),
       of_main(R"("state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"exitCode":0}})"),
       "run: run"},
      {"just ended with 0 and to be restarted", std::string(bound_one),
       of_main(R"("state":{"terminated":{"exitCode":0,"reason":"Completed"}})"), "run: run"},
      {"runs, not ready", std::string(bound_one), of_main(R"("ready":false,"state":{"running":{"startedAt":"@5m"}})"),
       "ready: ready"},
      {"serves", std::string(bound_one),
       of_main(R"("ready":true,"state":{"running":{"startedAt":"@5m"}})") +
           R"(,"conditions":[{"type":"Ready","status":"True"}])",
       "serve: serve"},
      {"readiness gate not met", std::string(bound_one),
       of_main(R"("ready":true,"state":{"running":{"startedAt":"@5m"}})") +
           R"(,"conditions":[{"type":"Ready","status":"False"}])",
       "ready: serve"},
      {"restarted a while ago", std::string(bound_one),
       of_main(
           R"("ready":true,"state":{"running":{"startedAt":"@20m"}},"lastState":{"terminated":{"exitCode":137,"finishedAt":"@20m"}})") +
           R"(,"conditions":[{"type":"Ready","status":"True"}])",
       "restarted: restarted"},
      {"restarted long ago", std::string(bound_one),
       of_main(
           R"("ready":true,"state":{"running":{"startedAt":"@3h"}},"lastState":{"terminated":{"exitCode":137,"finishedAt":"@3h"}})") +
           R"(,"conditions":[{"type":"Ready","status":"True"}])",
       "serve: serve"},
      {"succeeded", std::string(never_one),
       R"("phase":"Succeeded","containerStatuses":[{"name":"main","state":{"terminated":{"exitCode":0}}}])",
       "done: done"},
      {"failed for good", std::string(never_one),
       R"("phase":"Failed","containerStatuses":[{"name":"main","state":{"terminated":{"exitCode":1}}}])", "run: run"},
      {"failed in an init container",
       R"("nodeName":"node-1","restartPolicy":"Never","initContainers":[{"name":"fetch"}],"containers":[{"name":"main"}])",
       R"("phase":"Failed","initContainerStatuses":[{"name":"fetch","state":{"terminated":{"exitCode":1}}}],)"
       R"("containerStatuses":[{"name":"main","state":{"waiting":{"reason":"PodInitializing"}}}])",
       "init: run init"},
      {"one container of two ended well",
       R"("nodeName":"node-1","restartPolicy":"OnFailure","containers":[{"name":"main"},{"name":"side"}])",
       R"("phase":"Running","containerStatuses":[{"name":"main","state":{"terminated":{"exitCode":0}}},)"
       R"({"name":"side","ready":false,"state":{"running":{}}}])",
       "ready: done ready"},
      {"a sidecar fails while the container runs",
       R"("nodeName":"node-1","initContainers":[{"name":"proxy","restartPolicy":"Always"}],"containers":[{"name":"main"}])",
       R"("phase":"Running","initContainerStatuses":[{"name":"proxy","state":{"waiting":{"reason":"CrashLoopBackOff"}}}],)"
       R"("containerStatuses":[{"name":"main","ready":true,"state":{"running":{}}}])",
       "run: run serve"},
      {"a sidecar that has not started holds the container back",
       R"("nodeName":"node-1","initContainers":[{"name":"proxy","restartPolicy":"Always","startupProbe":{}}],"containers":[{"name":"main"}])",
       R"("phase":"Pending","initContainerStatuses":[{"name":"proxy","started":false,"ready":false,"state":{"running":{}}}],)"
       R"("containerStatuses":[{"name":"main","state":{"waiting":{"reason":"PodInitializing"}}}])",
       "init: ready init"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    SmallCluster cluster;
    cluster.pod(row.spec, row.status);
    CHECK(stages_of(cluster) == row.stages);
    CHECK(cluster.failed() == "");
  }
}

TEST_CASE("stage: a pod whose deletion was asked for is terminating, whatever else") {
  SmallCluster cluster;
  cluster.pod(bound_one, of_main(R"("state":{"waiting":{"reason":"CrashLoopBackOff"}})"),
              R"("deletionTimestamp":"@2m","deletionGracePeriodSeconds":30)");
  CHECK(stages_of(cluster) == "terminating: terminating");
  CHECK(cluster.of_pod("pod.deleted_for") == "2 min");
  CHECK(cluster.of_pod("pod.deletion_overdue") == "2 min");
  CHECK(cluster.of_pod("pod.deletion_grace") == "30 s");
}

TEST_CASE("stage: a Pulling event that nothing followed makes setup a pull") {
  SmallCluster cluster;
  cluster.pod(bound_one, of_main(R"("state":{"waiting":{"reason":"ContainerCreating"}})"));
  cluster.event("Pulling", "Pulling image \"vllm\"", "@10m", "main");
  CHECK(stages_of(cluster) == "pull: pull");
  CHECK(cluster.of_container("container.pulling_for") == "10 min");
  CHECK(cluster.of_container("container.pulling.deadline") == "2026-11-21T04:20:00Z");
}

TEST_CASE("stage: Failed pods are leftovers once their owner has all it wants") {
  struct Row {
    std::string_view why, owner_kind, owner, stage;
  };
  const Row rows[] = {
      {"ReplicaSet is ready", "ReplicaSet", R"("spec":{"replicas":2},"status":{"readyReplicas":2})", "leftover"},
      {"ReplicaSet is short", "ReplicaSet", R"("spec":{"replicas":2},"status":{"readyReplicas":1})", "run"},
      {"ReplicaSet is scaled to 0", "ReplicaSet", R"("spec":{"replicas":0},"status":{})", "leftover"},
      {"StatefulSet is ready", "StatefulSet", R"("spec":{},"status":{"readyReplicas":1})", "leftover"},
      {"Job is complete", "Job", R"("status":{"conditions":[{"type":"Complete","status":"True"}]})", "leftover"},
      {"Job has failed", "Job", R"("status":{"conditions":[{"type":"Failed","status":"True"}]})", "run"},
      {"Job tries again", "Job", R"("spec":{"parallelism":1},"status":{"ready":1,"active":1})", "run"},
      {"DaemonSet is ready", "DaemonSet", R"("status":{"desiredNumberScheduled":3,"numberReady":3})", "leftover"},
      {"custom resource is done", "PyTorchJob", R"("status":{"conditions":[{"type":"Succeeded","status":"True"}]})",
       "leftover"},
      {"custom resource says nothing", "PyTorchJob", R"("status":{})", "run"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    SmallCluster cluster;
    const std::string kind(row.owner_kind);
    cluster.pod(
        never_one,
        R"("phase":"Failed","containerStatuses":[{"name":"main","state":{"terminated":{"exitCode":1,"finishedAt":"@20m"}}}])",
        R"("ownerReferences":[{"kind":")" + kind + R"(","name":"own","uid":"u2","controller":true}])");
    cluster.add(kind, R"({"apiVersion":"batch/v1","kind":")" + kind +
                          R"(","metadata":{"name":"own","namespace":"ai","uid":"u2"},)" + std::string(row.owner) + "}");
    CHECK(stages_of(cluster).starts_with(std::string(row.stage) + ":"));
  }
}

TEST_CASE("stage: a failed try of a CronJob that has succeeded since is a leftover") {
  SmallCluster cluster;
  cluster.pod(
      never_one,
      R"("phase":"Failed","containerStatuses":[{"name":"main","state":{"terminated":{"exitCode":1,"finishedAt":"@9h"}}}])",
      R"("ownerReferences":[{"kind":"Job","name":"j","uid":"u2","controller":true}])");
  cluster.add("Job", R"({"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"j","namespace":"ai","uid":"u2",
    "ownerReferences":[{"kind":"CronJob","name":"c","uid":"u3","controller":true}]},
    "status":{"conditions":[{"type":"Failed","status":"True","lastTransitionTime":"@9h"}]}})");
  cluster.add("CronJob",
              R"({"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"c","namespace":"ai","uid":"u3"},
    "status":{"lastSuccessfulTime":"@1h"}})");
  CHECK(stages_of(cluster) == "leftover: leftover");
}

TEST_CASE("stage: since when follows what Kubernetes wrote when the step before was done") {
  SmallCluster cluster;
  cluster.pod(bound_one, of_main(R"("ready":false,"state":{"running":{"startedAt":"@7m"}})") +
                             R"(,"conditions":[{"type":"PodScheduled","status":"True","lastTransitionTime":"@25m"},)"
                             R"({"type":"Ready","status":"False","lastTransitionTime":"@25m"}])");
  CHECK(cluster.of_pod("pod.stage") == "ready");
  CHECK(cluster.of_pod("pod.stuck_for") == "7 min");
}

TEST_CASE("stage: the evicted try of a job is past an hour after its end, when the next one runs") {
  constexpr std::string_view job =
      R"({"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"train","namespace":"ai","uid":"j1"},
    "spec":{"completions":1,"parallelism":1},"status":{"active":1,"ready":1,"failed":1}})";
  constexpr std::string_view owned =
      R"("ownerReferences":[{"kind":"Job","name":"train","uid":"j1","controller":true}])";
  const auto evicted = [&](std::string_view since) {
    SmallCluster cluster;
    cluster.add("Job", job)
        .pod(never_one,
             R"("phase":"Failed","reason":"Evicted","conditions":[{"type":"Ready","status":"False",)"
             R"("lastTransitionTime":")" +
                 std::string(since) + R"("}])",
             owned);
    return stages_of(cluster);
  };
  CHECK(evicted("@2h") == "leftover: leftover");
  CHECK(evicted("@10m") == "run: run");
}
