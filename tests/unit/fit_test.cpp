// SPDX-License-Identifier: Apache-2.0
// What keeps a waiting pod off each node. The cases are those that a naive reading of the API gets wrong; several were
// found by comparing with a real kube-scheduler (tests/fit).
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "fit/outlook.hpp"

namespace aidiag {
namespace {

/// Nodes and pods, and the pod `ai/app` that waits.
class FitWorld {
 public:
  FitWorld() {
    for (const char* kind : {"Node", "Pod", "PersistentVolume", "PersistentVolumeClaim", "StorageClass"})
      builder_.set_coverage(kind, "", Coverage::complete);
  }
  FitWorld& add(const std::string& kind, const std::string& json) {
    CHECK(builder_.add_json(json, kind).ok());
    return *this;
  }
  FitWorld& node(const std::string& name, const std::string& allocatable, const std::string& spec = "{}",
                 const std::string& labels = "{}") {
    return add("Node", R"({"metadata":{"name":")" + name + R"(","labels":)" + labels + R"(},"spec":)" + spec +
                           R"(,"status":{"capacity":)" + allocatable + R"(,"allocatable":)" + allocatable + "}}");
  }
  FitWorld& runs(const std::string& name, const std::string& on, const std::string& requests,
                 const std::string& metadata = "", const std::string& phase = "Running") {
    return add("Pod", R"({"metadata":{"namespace":"ai","name":")" + name + '"' + metadata +
                          R"(},"spec":{"nodeName":")" + on + R"(","containers":[{"name":"c","resources":{"requests":)" +
                          requests + R"(}}]},"status":{"phase":")" + phase + R"("}})");
  }
  FitWorld& waits(const std::string& spec, const std::string& message = "") {
    message_ = message;
    return add("Pod",
               R"({"metadata":{"namespace":"ai","name":"app"},"spec":)" + spec + R"(,"status":{"phase":"Pending"}})");
  }
  const Fit& fit() {
    snapshot_ = builder_.take();
    usage_ = std::make_unique<NodeUsage>(*snapshot_);
    fit_ = std::make_unique<Fit>(fit_of(*snapshot_->find("Pod", "ai", "app"), *snapshot_, *usage_, message_));
    return *fit_;
  }
  Outlook outlook() { return outlook_of(fit()); }
  std::string obstacle() {
    const Outlook o = outlook();
    return o.obstacle ? std::string(to_text(*o.obstacle)) : "none";
  }

 private:
  SnapshotBuilder builder_;
  std::unique_ptr<const Snapshot> snapshot_;
  std::unique_ptr<NodeUsage> usage_;
  std::unique_ptr<Fit> fit_;
  std::string message_;
};

constexpr const char* room = R"({"cpu":"8","memory":"32Gi","pods":"110","nvidia.com/gpu":"4"})";

std::string asks(const std::string& requests, const std::string& more = "") {
  return R"({"containers":[{"name":"c","resources":{"requests":)" + requests + "}}]" + more + "}";
}

}  // namespace

TEST_CASE("a pod that is being deleted still takes its place, one that has finished does not") {
  FitWorld world;
  world.node("a", room).node("b", room);
  world.runs("leaving", "a", R"({"nvidia.com/gpu":"4"})", R"(,"deletionTimestamp":"2026-11-21T03:00:00Z")");
  world.runs("done", "b", R"({"nvidia.com/gpu":"4"})", "", "Succeeded");
  world.waits(asks(R"({"nvidia.com/gpu":"4"})"));
  const Outlook o = world.outlook();
  CHECK(o.now == 1);
  CHECK(o.if_terminating_gone == 1);
}

TEST_CASE("an empty node still runs its DaemonSets") {
  const std::string of_daemon_set =
      R"(,"ownerReferences":[{"kind":"DaemonSet","name":"agent","uid":"d","controller":true}])";
  FitWorld fits;
  fits.node("a", room).runs("agent", "a", R"({"cpu":"500m"})", of_daemon_set).runs("job", "a", R"({"cpu":"4"})");
  fits.waits(asks(R"({"cpu":"7500m"})"));
  CHECK(fits.obstacle() == "room");
  FitWorld never;
  never.node("a", room).runs("agent", "a", R"({"cpu":"500m"})", of_daemon_set);
  never.waits(asks(R"({"cpu":"7600m"})"));
  CHECK(never.obstacle() == "size");
}

TEST_CASE("a node that the pod does not ask for does not count, however much room it has") {
  FitWorld world;
  world.node("chosen", room, "{}", R"({"pool":"a"})").node("other", room);
  world.runs("train", "chosen", R"({"nvidia.com/gpu":"4"})");
  world.waits(asks(R"({"nvidia.com/gpu":"1"})", R"(,"nodeSelector":{"pool":"a"})"));
  const Outlook o = world.outlook();
  CHECK(o.if_any_node_label == 1);
  REQUIRE(o.obstacle);
  CHECK(*o.obstacle == Hindrance::room);
  REQUIRE(o.behind.size() == 1);
  CHECK(o.behind[0]->fit->node->name == "chosen");
}

TEST_CASE("the label is in the way where nodes with it have no such device, and nodes with the device no such label") {
  FitWorld world;
  world.node("cpu", R"({"cpu":"8","pods":"110"})", "{}", R"({"pool":"a"})").node("gpu", room);
  world.waits(asks(R"({"nvidia.com/gpu":"1"})", R"(,"nodeSelector":{"pool":"a"})"));
  CHECK(world.obstacle() == "label");
}

TEST_CASE("a control plane's taint is no obstacle while other nodes are only full") {
  const char* master = R"({"taints":[{"key":"node-role.kubernetes.io/control-plane","effect":"NoSchedule"}]})";
  FitWorld full;
  full.node("master", room, master).node("worker", room).runs("job", "worker", R"({"cpu":"8"})");
  full.waits(asks(R"({"cpu":"1"})"));
  CHECK(full.obstacle() == "room");
  FitWorld alone;
  alone.node("master", room, master).waits(asks(R"({"cpu":"1"})"));
  CHECK(alone.obstacle() == "control-plane");
}

TEST_CASE("nodes that a taint keeps for others are not in the way where a node without a taint is closed for now") {
  FitWorld world;
  const char* taint = R"({"taints":[{"key":"nvidia.com/gpu","effect":"NoSchedule"}]})";
  const char* pressure = R"({"taints":[{"key":"node.kubernetes.io/disk-pressure","effect":"NoSchedule"}]})";
  world.node("gpu-1", room, taint).node("gpu-2", room, taint).node("cpu", room, pressure);
  CHECK(world.waits(asks(R"({"cpu":"1"})")).obstacle() == "not-ready");
}

TEST_CASE("tolerations: another value or effect does not help, an empty key with Exists tolerates all") {
  const auto obstacle = [](const std::string& tolerations) {
    FitWorld world;
    world.node("gpu", room, R"({"taints":[{"key":"team","value":"research","effect":"NoSchedule"}]})");
    return world.waits(asks(R"({"cpu":"1"})", R"(,"tolerations":[)" + tolerations + "]")).obstacle();
  };
  CHECK(obstacle("") == "taint");
  CHECK(obstacle(R"({"key":"team","operator":"Equal","value":"serving"})") == "taint");
  CHECK(obstacle(R"({"key":"team","operator":"Exists","effect":"NoExecute"})") == "taint");
  CHECK(obstacle(R"({"key":"team","value":"research"})") == "none");
  CHECK(obstacle(R"({"operator":"Exists"})") == "none");
}

TEST_CASE("PreferNoSchedule keeps no pod off") {
  FitWorld world;
  world.node("a", room, R"({"taints":[{"key":"spot","effect":"PreferNoSchedule"}]})").waits(asks(R"({"cpu":"1"})"));
  CHECK(world.obstacle() == "none");
}

TEST_CASE("Gt and Lt compare whole numbers, NotIn takes a node without the label, an empty term takes none") {
  const auto taken = [](const std::string& terms) {
    FitWorld world;
    world.node("a", room, "{}", R"({"cores":"16"})");
    world.waits(
        asks(R"({"cpu":"1"})", R"(,"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":)"
                               R"({"nodeSelectorTerms":[)" +
                                   terms + "]}}}"));
    return world.outlook().now == 1;
  };
  CHECK(taken(R"({"matchExpressions":[{"key":"cores","operator":"Gt","values":["9"]}]})"));
  CHECK_FALSE(taken(R"({"matchExpressions":[{"key":"cores","operator":"Lt","values":["9"]}]})"));
  CHECK_FALSE(taken(R"({"matchExpressions":[{"key":"absent","operator":"Gt","values":["9"]}]})"));
  CHECK(taken(R"({"matchExpressions":[{"key":"absent","operator":"NotIn","values":["x"]}]})"));
  CHECK_FALSE(taken("{}"));
  CHECK(taken(R"({},{"matchFields":[{"key":"metadata.name","operator":"In","values":["a"]}]})"));
}

TEST_CASE("host ports collide on the same protocol and an address that covers the other") {
  const auto free = [](const std::string& port) {
    FitWorld world;
    world.node("a", room).add(
        "Pod",
        R"({"metadata":{"namespace":"ai","name":"old"},"spec":{"nodeName":"a","containers":[{"name":"c","ports":)"
        R"([{"hostPort":8000,"hostIP":"10.0.0.1","protocol":"TCP"}]}]},"status":{"phase":"Running"}})");
    world.waits(R"({"containers":[{"name":"c","ports":[)" + port + "]}]}");
    return world.outlook().now == 1;
  };
  CHECK_FALSE(free(R"({"hostPort":8000,"protocol":"TCP"})"));
  CHECK_FALSE(free(R"({"hostPort":8000,"hostIP":"10.0.0.1"})"));
  CHECK(free(R"({"hostPort":8000,"hostIP":"10.0.0.2"})"));
  CHECK(free(R"({"hostPort":8000,"protocol":"UDP"})"));
}

TEST_CASE("a resize that the node cannot do does not count, only what the container was granted and has") {
  const auto resized = [](const std::string& conditions) {
    FitWorld world;
    world.node("a", room).add(
        "Pod", R"({"metadata":{"namespace":"ai","name":"old"},"spec":{"nodeName":"a","containers":[{"name":"c",)"
               R"("resources":{"requests":{"cpu":"7"}}}]},"status":{"phase":"Running","conditions":[)" +
                   conditions +
                   R"(],"containerStatuses":[{"name":"c","allocatedResources":{"cpu":"2"},)"
                   R"("resources":{"requests":{"cpu":"3"}}}]}})");
    world.waits(asks(R"({"cpu":"4"})"));
    return world.outlook().now;
  };
  CHECK(resized("") == 0);
  CHECK(resized(R"({"type":"PodResizePending","status":"True","reason":"Infeasible"})") == 1);
}

TEST_CASE("a pod for which others are shut down has its place, for those that are not more important") {
  const auto now = [](int priority) {
    FitWorld world;
    world.node("a", room).add(
        "Pod", R"({"metadata":{"namespace":"ai","name":"next"},"spec":{"priority":100,"containers":[{"name":"c",)"
               R"("resources":{"requests":{"cpu":"8"}}}]},"status":{"phase":"Pending","nominatedNodeName":"a"}})");
    world.waits(asks(R"({"cpu":"1"})", R"(,"priority":)" + std::to_string(priority)));
    return world.outlook().now;
  };
  CHECK(now(100) == 0);
  CHECK(now(200) == 1);
}

TEST_CASE("a volume in another zone is in the way only where a node with room lies elsewhere") {
  const auto obstacle = [](const std::string& used) {
    FitWorld world;
    world.node("a", room, "{}", R"({"topology.kubernetes.io/zone":"a"})");
    world.node("b", room, "{}", R"({"topology.kubernetes.io/zone":"b"})");
    world.runs("job", used, R"({"cpu":"8"})");
    world.add(
        "PersistentVolume",
        R"({"metadata":{"name":"pv"},"spec":{"nodeAffinity":{"required":{"nodeSelectorTerms":[{"matchExpressions":)"
        R"([{"key":"topology.kubernetes.io/zone","operator":"In","values":["a"]}]}]}}}})");
    world.add("PersistentVolumeClaim",
              R"({"metadata":{"namespace":"ai","name":"data"},"spec":{"volumeName":"pv"},"status":{"phase":"Bound"}})");
    world.waits(asks(R"({"cpu":"1"})", R"(,"volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"data"}}])"));
    return world.obstacle();
  };
  CHECK(obstacle("a") == "volume");
  CHECK(obstacle("b") == "none");
}

TEST_CASE("devices that are ill are in capacity and not in allocatable") {
  const auto obstacle = [](const std::string& capacity, const std::string& allocatable) {
    FitWorld world;
    world.add("Node", R"({"metadata":{"name":"a","labels":{"nvidia.com/gpu.present":"true"}},"status":{"capacity":)" +
                          capacity + R"(,"allocatable":)" + allocatable + "}}");
    return world.waits(asks(R"({"nvidia.com/gpu":"2"})")).obstacle();
  };
  CHECK(obstacle(R"({"nvidia.com/gpu":"2","pods":"9"})", R"({"nvidia.com/gpu":"1","pods":"9"})") == "ill-devices");
  CHECK(obstacle(R"({"nvidia.com/gpu":"1","pods":"9"})", R"({"nvidia.com/gpu":"1","pods":"9"})") == "size");
  CHECK(obstacle(R"({"pods":"9"})", R"({"pods":"9"})") == "not-offered");
}

TEST_CASE("what the model does not cover is the scheduler's word, if its message is about these nodes") {
  const auto obstacle = [](const std::string& message) {
    FitWorld world;
    return world.node("a", room).node("b", room).waits(asks(R"({"cpu":"1"})"), message).obstacle();
  };
  CHECK(obstacle("0/2 nodes are available: 2 node(s) didn't match pod topology spread constraints.") == "said");
  CHECK(obstacle("0/9 nodes are available: 9 node(s) didn't match pod topology spread constraints.") == "none");
  CHECK(obstacle("0/2 nodes are available: 2 Insufficient cpu.") == "none");
}

TEST_CASE("the scheduler's sentence is read in the wordings of all versions") {
  const auto grounds = [](std::string_view text) {
    std::vector<Ground> out;
    if (const auto message = parse_scheduler_message(text))
      for (const SchedulerReason& reason : message->reasons) out.push_back(reason.ground);
    return out;
  };
  CHECK(grounds("0/3 nodes are available: 1 Insufficient nvidia.com/gpu, 2 node(s) had taint {a: b}, that the pod "
                "didn't tolerate.") == std::vector{Ground::resource, Ground::taint});
  CHECK(grounds("0/3 nodes are available: 3 node(s) had untolerated taint(s). no new claims to deallocate, preemption: "
                "0/3 nodes are available: 3 Preemption is not helpful for scheduling.") == std::vector{Ground::taint});
  CHECK(grounds("0/2 nodes are available: 2 node(s) didn't match PersistentVolume's node affinity..") ==
        std::vector{Ground::volume_node});
  CHECK(grounds("0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.") ==
        std::vector{Ground::label});
  const auto whole =
      parse_scheduler_message("0/2 nodes are available: persistentvolumeclaim \"x\" not found. not found");
  REQUIRE(whole);
  CHECK(whole->reasons.empty());
  CHECK(whole->whole.find("not found") != std::string::npos);
  CHECK_FALSE(parse_scheduler_message("running Filter plugin failed"));
}

TEST_CASE("an amount that is none leaves it open whether the pod fits, and an absent one is 0") {
  const char* odd_node = R"({"cpu":"4GGi","pods":"110"})";
  FitWorld of_node;
  of_node.node("a", odd_node).node("b", room).waits(asks(R"({"cpu":"9"})"));
  const Fit fit = of_node.fit();
  CHECK(fit.nodes[0].lacks.empty());
  CHECK(fit.nodes[0].unreadable == "cpu");
  CHECK(fit.nodes[1].lacks.size() == 1);
  for (const char* request : {"abc", "", "4GGi", "-"}) {
    CAPTURE(request);
    FitWorld of_pod;
    of_pod.node("a", room).waits(asks(R"({"cpu":")" + std::string(request) + "\"}"));
    CHECK(of_pod.fit().nodes[0].unreadable == "cpu");
    FitWorld of_other;
    of_other.node("a", room).runs("other", "a", R"({"cpu":")" + std::string(request) + "\"}");
    CHECK(of_other.waits(asks(R"({"cpu":"1"})")).fit().nodes[0].unreadable == "cpu");
    FitWorld unasked;
    unasked.node("a", room).runs("other", "a", R"({"cpu":")" + std::string(request) + "\"}");
    CHECK(unasked.waits(asks(R"({"memory":"1Gi"})")).outlook().now == 1);
  }
  FitWorld without;
  CHECK(without.node("a", R"({"cpu":null,"pods":"110"})").waits(asks(R"({"cpu":"1"})")).obstacle() == "size");
}

TEST_CASE("amounts beyond all numbers are the most there is, in sums too") {
  const char* vast = R"({"memory":"99Ei","example.com/a":"9e99","pods":"110"})";
  FitWorld world;
  world.node("a", vast)
      .runs("x", "a", R"({"memory":"99Ei"})")
      .runs("y", "a", R"({"memory":"99Ei","example.com/a":"-5"})");
  const Fit fit = world.waits(asks(R"({"memory":"1Gi","example.com/a":"1"})")).fit();
  REQUIRE(fit.nodes[0].lacks.size() == 1);
  CHECK(fit.nodes[0].lacks[0].resource == "memory");
  CHECK(fit.nodes[0].lacks[0].free == 0);
}

TEST_CASE("where nodes are closed for now and others by a taint, both remedies are named, the likelier first") {
  const std::string cordon = R"({"unschedulable":true})";
  const std::string of_gpus = R"({"taints":[{"key":"nvidia.com/gpu","effect":"NoSchedule"}]})";
  const std::string of_others = R"({"taints":[{"key":"dedicated","value":"research","effect":"NoSchedule"}]})";
  const auto outlook_with = [&](FitWorld& world, const std::string& taint, const std::string& request) {
    world.node("a", room, cordon).node("b", room, taint).node("c", room, taint).waits(asks(request));
    return world.outlook();
  };
  FitWorld gpus, others, one_taint, cpus;
  const Outlook likely = outlook_with(gpus, of_gpus, R"({"nvidia.com/gpu":"1"})");
  CHECK(likely.obstacle == Hindrance::taint);
  CHECK(likely.also == Hindrance::cordon);
  CHECK(likely.behind.size() == 2);
  CHECK(likely.also_behind.size() == 1);
  const Outlook open = outlook_with(others, of_others, R"({"nvidia.com/gpu":"1"})");
  CHECK(open.obstacle == Hindrance::cordon);
  CHECK(open.also == Hindrance::taint);
  const Outlook only = outlook_with(cpus, of_gpus, R"({"cpu":"1"})");
  CHECK(only.obstacle == Hindrance::cordon);
  CHECK_FALSE(only.also.has_value());
  one_taint.node("a", room, cordon).runs("job", "a", R"({"nvidia.com/gpu":"4"})");
  const Outlook full = outlook_with(one_taint, of_others, R"({"nvidia.com/gpu":"1"})");
  CHECK(full.obstacle == Hindrance::taint);
  CHECK_FALSE(full.also.has_value());
}

TEST_CASE("where the open nodes are full, a taint on nodes with room is named beside") {
  FitWorld world;
  world.node("a", room).runs("job", "a", R"({"nvidia.com/gpu":"4"})");
  world.node("b", room, R"({"taints":[{"key":"nvidia.com/gpu","effect":"NoSchedule"}]})");
  const Outlook o = world.waits(asks(R"({"nvidia.com/gpu":"1"})")).outlook();
  CHECK(o.obstacle == Hindrance::room);
  CHECK(o.also == Hindrance::taint);
}

}  // namespace aidiag
