// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>

#include "small_cluster.hpp"

using namespace aidiag;

namespace {

class NodeCluster : public SmallCluster {
 public:
  NodeCluster& node(const std::string& name, const std::string& labels, const std::string& offered,
                    const std::string& healthy, const std::string& spec = "") {
    add("Node", R"({"kind":"Node","apiVersion":"v1","metadata":{"name":")" + name +
                    R"(","creationTimestamp":"@10h","labels":{)" + labels + R"(}},"spec":{)" + spec +
                    R"(},"status":{"capacity":{)" + offered + R"(},"allocatable":{)" + healthy +
                    R"(},"conditions":[{"type":"Ready","status":"True"}]}})");
    return *this;
  }
  NodeCluster& gpu_pod(const std::string& name, const std::string& owner, const std::string& node,
                       const std::string& status, bool ready = false) {
    add("Pod",
        R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":")" + name +
            R"(","namespace":"ai","creationTimestamp":"@30m","ownerReferences":[{"kind":"StatefulSet","apiVersion":"apps/v1","name":")" +
            owner + R"(","controller":true}]},"spec":{"nodeName":")" + node +
            R"(","containers":[{"name":"main","resources":{"limits":{"nvidia.com/gpu":"1"}}}]},"status":{)" + status +
            R"(,"conditions":[{"type":"Ready","status":")" + (ready ? "True" : "False") + R"("}]}})");
    return *this;
  }
  NodeCluster& operand(const std::string& app, const std::string& node, const std::string& status, bool ready = false) {
    add("Pod", R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":")" + app +
                   R"(-x","namespace":"ops","creationTimestamp":"@3h","labels":{"app":")" + app +
                   R"("},"ownerReferences":[{"kind":"DaemonSet","apiVersion":"apps/v1","name":")" + app +
                   R"(","controller":true}]},"spec":{"nodeName":")" + node +
                   R"(","initContainers":[{"name":"wait"}],"containers":[{"name":"main"}]},"status":{)" + status +
                   R"(,"conditions":[{"type":"Ready","lastTransitionTime":"@20m","status":")" +
                   (ready ? "True" : "False") + R"("}]}})");
    return *this;
  }
  NodeCluster& daemon_set(const std::string& app, const std::string& pod_spec) {
    add("DaemonSet",
        R"({"kind":"DaemonSet","apiVersion":"apps/v1","metadata":{"name":")" + app +
            R"(","namespace":"ops","creationTimestamp":"@9h"},"spec":{"template":{"metadata":{"labels":{"app":")" +
            app + R"("}},"spec":{)" + pod_spec + R"(}}},"status":{}})");
    return *this;
  }
  std::string of(const std::string& node, std::string_view fact) { return words(get(About::node, node, fact)); }
};

const std::string kEight = R"("nvidia.com/gpu":"8")";
const std::string kPresent = R"("nvidia.com/gpu.present":"true")";
const std::string kCrash =
    R"("phase":"Running","containerStatuses":[{"name":"main","ready":false,"restartCount":3,"state":{"waiting":{"reason":"CrashLoopBackOff"}},)"
    R"("lastState":{"terminated":{"exitCode":1,"reason":"Error","finishedAt":"@5m"}}}])";
const std::string kReady =
    R"("phase":"Running","containerStatuses":[{"name":"main","ready":true,"state":{"running":{"startedAt":"@20m"}}}])";
const std::string kUp =
    R"("phase":"Running","initContainerStatuses":[{"name":"wait","state":{"terminated":{"exitCode":0}}}],)"
    R"("containerStatuses":[{"name":"main","ready":true,"state":{"running":{}}}])";
const std::string kCrashOfOperand =
    R"("phase":"Running","initContainerStatuses":[{"name":"wait","state":{"terminated":{"exitCode":0}}}],)"
    R"("containerStatuses":[{"name":"main","state":{"waiting":{"reason":"CrashLoopBackOff"}}}])";
const std::string kWaits = R"("phase":"Pending","initContainerStatuses":[{"name":"wait","state":{"running":{}}}])";

}  // namespace

TEST_CASE("facts of a node's accelerators come from what it offers, its labels and its pods") {
  NodeCluster c;
  c.node("n1",
         R"("nvidia.com/gpu.product":"NVIDIA-H100","nvidia.com/gpu.count":"8",)"
         R"("nvidia.com/cuda.driver-version.full":"570.158.01",)"
         R"("nvidia.com/mig.config":"all-disabled","nvidia.com/mig.config.state":"failed")",
         kEight + R"(,"nvidia.com/mig-1g.10gb":"2")", R"("nvidia.com/gpu":"7","nvidia.com/mig-1g.10gb":"2")");
  c.gpu_pod("a-0", "a", "n1", kReady, true).read("Pod");
  CHECK(c.of("n1", "node.accelerator.resources") == "nvidia.com/gpu, nvidia.com/mig-1g.10gb");
  CHECK(c.of("n1", "node.accelerator.resource") == "nvidia.com/gpu");
  CHECK(c.of("n1", "node.accelerator.vendor") == "NVIDIA");
  CHECK(c.of("n1", "node.accelerator.unhealthy") == "1");
  CHECK(c.of("n1", "node.accelerator.in_use") == "1");
  CHECK(c.of("n1", "node.accelerator.free") == "6");
  CHECK(c.of("n1", "node.accelerator.holders") == "ai/a-0");
  CHECK(c.of("n1", "node.accelerator.installed") == "8");
  CHECK(c.of("n1", "node.accelerator.slices") == "true");
  CHECK(c.of("n1", "node.accelerator.missing") == "false");
  CHECK(c.of("n1", "node.accelerator.driver") == "570.158.01");
  CHECK(c.of("n1", "node.mig.state") == "failed");
}

TEST_CASE("while pods are missing what is free is at most, and what is in use at least, what was seen") {
  NodeCluster c;
  c.node("n1", "", kEight, kEight).gpu_pod("a-0", "a", "n1", kReady, true);
  CHECK(c.get(About::node, "n1", "node.accelerator.in_use").bound == Bound::at_least);
  CHECK(c.get(About::node, "n1", "node.accelerator.free").bound == Bound::at_most);
}

TEST_CASE("a node that looks as if it had accelerators and offers none lacks them") {
  NodeCluster c;
  c.node("never", kPresent, "", "").node("gone", kPresent, R"("nvidia.com/gpu":"0")", R"("nvidia.com/gpu":"0")");
  c.node("cpu", "", "", "");
  CHECK(c.of("never", "node.accelerator.missing") == "true");
  CHECK(c.of("gone", "node.accelerator.missing") == "true");
  CHECK(c.of("cpu", "node.accelerator.missing") == "false");
}

TEST_CASE("of operands that wait for each other the first is named, with why") {
  NodeCluster c;
  c.node("n1", kPresent, "", "").operand("nvidia-device-plugin-daemonset", "n1", kWaits);
  c.operand("nvidia-container-toolkit-daemonset", "n1", kWaits)
      .operand("nvidia-driver-daemonset", "n1", kCrashOfOperand);
  c.read("Pod").read("DaemonSet");
  CHECK(c.of("n1", "node.operands") == "gpu-driver, container-toolkit, device-plugin");
  CHECK(c.of("n1", "node.operands.first_broken") == "gpu-driver");
  CHECK(c.of("n1", "node.operands.first_broken.pod") == "nvidia-driver-daemonset-x");
  CHECK(c.of("n1", "node.operands.first_broken.why") == "CrashLoopBackOff");
  CHECK(c.of("n1", "node.operands.first_broken.for") == "20 min");
  CHECK(SmallCluster::words(c.get(About::pod, "nvidia-driver-daemonset-x", "pod.operand.first_broken")) == "true");
  CHECK(SmallCluster::words(c.get(About::pod, "nvidia-device-plugin-daemonset-x", "pod.operand.first_broken")) == "-");
}

TEST_CASE("an operand that waits says how far its init containers are") {
  NodeCluster c;
  c.node("n1", kPresent, "", "").operand("nvidia-driver-daemonset", "n1", kUp, true);
  c.operand("nvidia-device-plugin-daemonset", "n1", kWaits).read("Pod").read("DaemonSet");
  CHECK(c.of("n1", "node.operands.first_broken") == "device-plugin");
  CHECK(c.of("n1", "node.operands.first_broken.why") == "Init:0/1");
}

TEST_CASE("the pods of a node that were not all read leave open which operand is the first that is broken") {
  NodeCluster c;
  c.node("n1", kPresent, "", "").operand("nvidia-device-plugin-daemonset", "n1", kWaits);
  CHECK(c.of("n1", "node.operands.first_broken") == "?Pod");
}

TEST_CASE("a DaemonSet that is for the node and has no pod there is missing") {
  NodeCluster c;
  c.node("n1", kPresent, "", "")
      .daemon_set("nvidia-device-plugin-daemonset", R"("nodeSelector":{"nvidia.com/gpu.present":"true"})");
  c.read("Pod").read("DaemonSet");
  CHECK(c.of("n1", "node.operands.first_broken") == "device-plugin");
  CHECK(c.of("n1", "node.operands.first_broken.why") == "no pod");
  CHECK(c.of("n1", "node.operands.first_broken.pod") == "-");
  CHECK(c.of("n1", "node.operands.first_broken.for") == "9 h");
}

TEST_CASE("a device plugin that is for other nodes is named with what keeps it off") {
  NodeCluster c;
  c.node("label", kPresent, "", "");
  c.node("taint", kPresent + R"(,"gpu":"yes")", "", "",
         R"("taints":[{"key":"team","value":"a","effect":"NoSchedule"}])");
  c.node("amd", R"("amd.com/gpu.device-id":"74a1")", "", "");
  c.daemon_set("nvidia-device-plugin-daemonset", R"("nodeSelector":{"gpu":"yes"})")
      .read("Pod")
      .read("DaemonSet")
      .read("Node");
  CHECK(c.of("label", "node.operands.excluded") == "ops/nvidia-device-plugin-daemonset");
  CHECK(c.of("label", "node.operands.excluded.by") == "label gpu=yes");
  CHECK(c.of("taint", "node.operands.excluded.by") == "taint team=a:NoSchedule");
  CHECK(c.of("amd", "node.operands.excluded") == "-");
  CHECK(SmallCluster::words(c.get(About::workload, "nvidia-device-plugin-daemonset", "workload.nodes_left_out")) ==
        "2");
}

TEST_CASE("a node that another device plugin serves is left out by none") {
  NodeCluster c;
  c.node("n1", kPresent + R"(,"size":"small")", "", "");
  c.daemon_set("nvidia-device-plugin-large", R"("nodeSelector":{"size":"large"})");
  c.daemon_set("nvidia-device-plugin-small", R"("nodeSelector":{"size":"small"})").read("Pod").read("DaemonSet");
  CHECK(c.of("n1", "node.operands.excluded") == "-");
  CHECK(SmallCluster::words(c.get(About::workload, "nvidia-device-plugin-large", "workload.nodes_left_out")) == "-");
}

TEST_CASE("a plugin for devices that are no accelerators is no operand") {
  NodeCluster c;
  c.node("n1", kPresent, "", "").operand("sriov-device-plugin", "n1", kCrashOfOperand).read("Pod").read("DaemonSet");
  CHECK(c.of("n1", "node.operands") == "-");
}

TEST_CASE("pods with accelerators that fail on a node are counted by their owners, and whether these work elsewhere") {
  NodeCluster c;
  c.node("bad", "", kEight, kEight).node("good", "", kEight, kEight);
  c.gpu_pod("a-0", "a", "bad", kCrash).gpu_pod("a-1", "a", "bad", kCrash).gpu_pod("a-2", "a", "good", kReady, true);
  c.gpu_pod("b-0", "b", "bad", R"("phase":"Failed","reason":"UnexpectedAdmissionError")");
  c.read("Pod");
  CHECK(c.of("bad", "node.failed_pods") == "3");
  CHECK(c.of("bad", "node.failed_pods.owners") == "2");
  CHECK(c.of("bad", "node.failed_pods.owners_well_elsewhere") == "1");
  CHECK(c.of("bad", "node.failed_pods.well_here") == "0");
  CHECK(c.of("bad", "node.failed_pods.names") == "ai/a-0, ai/a-1, ai/b-0");
  CHECK(c.of("good", "node.failed_pods") == "0");
  CHECK(c.of("good", "node.failed_pods.well_here") == "1");
}

TEST_CASE("a failure of yesterday, and one that has recovered, are no failures of the node") {
  NodeCluster c;
  c.node("n1", "", kEight, kEight);
  c.gpu_pod(
      "old-0", "old", "n1",
      R"("phase":"Running","containerStatuses":[{"name":"main","ready":false,"state":{"waiting":{"reason":"CrashLoopBackOff"}},)"
      R"("lastState":{"terminated":{"exitCode":1,"reason":"Error","finishedAt":"@25h"}}}])");
  c.gpu_pod(
      "well-0", "well", "n1",
      R"("phase":"Running","containerStatuses":[{"name":"main","ready":true,"state":{"running":{"startedAt":"@4m"}},)"
      R"("lastState":{"terminated":{"exitCode":1,"reason":"Error","finishedAt":"@5m"}}}])",
      true);
  CHECK(c.of("n1", "node.failed_pods") == "0");
}
