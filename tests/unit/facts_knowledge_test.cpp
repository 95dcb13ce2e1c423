// SPDX-License-Identifier: Apache-2.0
// Facts that look things up in the tables: Xids of a node, CUDA against driver and card, ends of a container.
#include <doctest/doctest.h>

#include "small_cluster.hpp"

using namespace aidiag;

namespace {

constexpr std::string_view runs =
    R"("phase":"Running","containerStatuses":[{"name":"main","ready":true,"state":{"running":{"startedAt":"@29m"}}}])";

/// A node, and on it the device plugin's pod, whose log this is.
void add_node(SmallCluster& cluster, std::string_view log, std::string_view conditions = {},
              std::string_view labels = {}) {
  cluster.add("Node", R"({"apiVersion":"v1","kind":"Node","metadata":{"name":"node-1","labels":{)" +
                          std::string(labels) + R"(},"creationTimestamp":"@50m"},"spec":{},"status":{"conditions":[)" +
                          std::string(conditions) + "]}}");
  cluster.pod(R"("nodeName":"node-1","containers":[{"name":"main","image":"nvcr.io/nvidia/k8s-device-plugin:v0.17"}])",
              runs,
              R"("labels":{"app":"nvidia-device-plugin"},)"
              R"("ownerReferences":[{"kind":"DaemonSet","name":"nvidia-device-plugin","controller":true}])");
  cluster.log("main", std::string(log)).read("Pod").read("Node").read("Event").read("Event", "default");
}

void node_event(SmallCluster& cluster, std::string_view reason, std::string_view message, std::string_view last,
                std::string_view type = "Warning") {
  cluster.add("Event", R"({"apiVersion":"v1","kind":"Event","metadata":{"name":")" + std::string(reason) +
                           R"(","namespace":"default"},"involvedObject":{"kind":"Node","name":"node-1"},"type":")" +
                           std::string(type) + R"(","reason":")" + std::string(reason) + R"(","message":")" +
                           std::string(message) + R"(","count":4,"lastTimestamp":")" + std::string(last) + R"("})");
}

std::string of_node(SmallCluster& cluster, std::string_view fact) {
  return SmallCluster::words(cluster.get(About::node, "node-1", fact));
}

}  // namespace

TEST_CASE("xid: the worst one speaks for the node, with the line that reported it") {
  SmallCluster cluster;
  add_node(cluster,
           "NVRM: Xid (PCI:0000:3b:00): 45, pid=7, Ch 1\n"
           "NVRM: Xid (PCI:0000:3b:00): 119, pid=7, Timeout waiting for RPC from GSP!\n"
           "NVRM: Xid (PCI:0000:3b:00): 31, pid=7, MMU Fault\n");
  CHECK(of_node(cluster, "node.xid.code") == "119");
  CHECK(of_node(cluster, "node.xid.name") == "GSP timeout");
  CHECK(of_node(cluster, "node.xid.bucket") == "firmware");
  CHECK(of_node(cluster, "node.xid.action") == "reset GPU");
  CHECK(of_node(cluster, "node.xid.device") == "0000:3b:00");
  CHECK(of_node(cluster, "node.xid.withdrawn") == "false");
  CHECK(of_node(cluster, "node.xid.all").starts_with("119 GSP timeout, "));
  const Fact& code = cluster.get(About::node, "node-1", "node.xid.code");
  CHECK(code.place.line == 2);
  CHECK(code.quote == "NVRM: Xid (PCI:0000:3b:00): 119, pid=7, Timeout waiting for RPC from GSP!");
}

TEST_CASE("xid: an application's fault for which the plugin withdrew the card is worse than one it ignored") {
  SmallCluster cluster;
  add_node(cluster,
           "NVRM: Xid (PCI:0000:3b:00): 13, pid=7, Graphics Exception\n"
           "XidCriticalError: Xid=69 on Device=GPU-1; marking device as unhealthy.\n");
  CHECK(of_node(cluster, "node.xid.code") == "69");
  CHECK(of_node(cluster, "node.xid.withdrawn") == "true");
}

TEST_CASE("xid: agents tell it by events and conditions") {
  SmallCluster event;
  add_node(event, "started\n");
  node_event(event, "NvidiaXID94Warning", "GPU reported XID error: 94", "@5m");
  CHECK(of_node(event, "node.xid.code") == "94");
  CHECK(of_node(event, "node.xid.count") == "4");
  SmallCluster condition;
  add_node(
      condition, "started\n",
      R"({"type":"AcceleratedHardwareReady","status":"True","reason":"NvidiaXID74Error","message":"it was Xid 74"})");
  CHECK(of_node(condition, "node.xid.code") == "-");
}

TEST_CASE("xid: what the driver asks for itself") {
  SmallCluster cluster;
  add_node(cluster,
           "NVRM: Xid (PCI:0:1:0): 79, GPU has fallen off the bus.\n"
           "NVRM: Xid (PCI:0:1:0): 154, GPU recovery action changed from 0x0 (None) to 0x2 (Node Reboot Required)\n");
  CHECK(of_node(cluster, "node.xid.code") == "79");
  CHECK(of_node(cluster, "node.xid.asks") == "Node Reboot Required");
}

TEST_CASE("xid: what was before the node's restart is over, and so is a program's own fault of hours ago") {
  const std::string old_fault = "2026-11-21T01:00:00Z NVRM: Xid (PCI:0:1:0): 119, Timeout waiting for RPC from GSP!\n";
  SmallCluster stands;
  add_node(stands, old_fault + "2026-11-21T01:00:01Z NVRM: Xid (PCI:0:1:0): 31, MMU Fault\n");
  CHECK(of_node(stands, "node.xid.all") == "119 GSP timeout");
  SmallCluster restarted;
  add_node(restarted, old_fault);
  node_event(restarted, "Rebooted", "Node node-1 has been rebooted", "@30m");
  CHECK(of_node(restarted, "node.xid.code") == "-");
}

TEST_CASE("xid: a healthy event quotes nothing, and what was not read is not absent") {
  SmallCluster normal;
  add_node(normal, "started\n");
  node_event(normal, "Checked", "last Xid 79 was repaired", "@5m", "Normal");
  CHECK(of_node(normal, "node.xid.code") == "-");
  SmallCluster unread;
  unread.add("Node", R"({"apiVersion":"v1","kind":"Node","metadata":{"name":"node-1"},"spec":{},"status":{}})");
  unread.read("Node");
  CHECK(of_node(unread, "node.xid.code").starts_with("?"));
  CHECK(of_node(unread, "node.sxid.code").starts_with("?"));
}

TEST_CASE("sxid: a fault of the switch is none of a card") {
  SmallCluster cluster;
  add_node(cluster, "nvidia-nvswitch0: SXid (PCI:0000:06:00.0): 20034, Fatal, Link 30 LTSSM Fault Up\n");
  CHECK(of_node(cluster, "node.sxid.code") == "20034");
  CHECK(of_node(cluster, "node.sxid.bucket") == "link");
  CHECK(of_node(cluster, "node.xid.code") == "-");
}

TEST_CASE("node: the compute capability is the label's, else the product's") {
  SmallCluster labelled;
  add_node(labelled, "", {},
           R"("nvidia.com/gpu.product":"NVIDIA-H100-80GB-HBM3","nvidia.com/gpu.compute.major":"9",)"
           R"("nvidia.com/gpu.compute.minor":"0")");
  CHECK(of_node(labelled, "node.accelerator.compute_capability") == "9.0");
  CHECK(of_node(labelled, "node.accelerator.sm") == "90");
  SmallCluster product;
  add_node(product, "", {}, R"("nvidia.com/gpu.product":"Tesla-T4")");
  CHECK(of_node(product, "node.accelerator.compute_capability") == "7.5");
  CHECK(product.get(About::node, "node-1", "node.accelerator.sm").quote == "Tesla-T4");
}

namespace {

std::string with_image(std::string_view image, std::string_view fact, std::string_view labels,
                       std::string_view log = {}) {
  SmallCluster cluster;
  cluster.add("Node", R"({"apiVersion":"v1","kind":"Node","metadata":{"name":"node-1","labels":{)" +
                          std::string(labels) + R"(}},"spec":{},"status":{}})");
  cluster.pod(R"("nodeName":"node-1","containers":[{"name":"main","image":")" + std::string(image) + "\"}]", runs);
  cluster.log("main", std::string(log)).read("Node");
  return cluster.of_container(fact);
}

constexpr std::string_view driver_535 = R"("nvidia.com/cuda.driver-version.full":"535.161.08")";
constexpr std::string_view driver_470 = R"("nvidia.com/cuda.driver-version.full":"470.57.02")";

}  // namespace

TEST_CASE("cuda: an image's name says which CUDA it is built for") {
  const auto version = [](std::string_view image) { return with_image(image, "container.cuda.version", ""); };
  CHECK(version("vllm/vllm-openai:v0.9.0-cu128") == "12.8");
  CHECK(version("pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime") == "12.4");
  CHECK(version("nvcr.io/nvidia/cuda:12.2.2-base-ubuntu22.04") == "12.2");
  CHECK(version("docker.io/acme/curator:1200") == "-");
  CHECK(version("vllm/vllm-openai:v0.9.0") == "-");
  CHECK(with_image("acme/server:1", "container.cuda.version", "", "==========\nCUDA Version 12.4.1\n") == "12.4");
}

TEST_CASE("cuda: a driver may be older than the toolkit's and still serve it, within its major version") {
  CHECK(with_image("a:cu128", "container.cuda.driver_too_old", driver_535) == "false");
  CHECK(with_image("a:cu128", "container.cuda.driver_older", driver_535) == "true");
  CHECK(with_image("a:cu128", "container.cuda.driver_too_old", driver_470) == "true");
  CHECK(with_image("a:cu128", "container.cuda.oldest_driver", driver_470) == "525.60.13");
  CHECK(with_image("a:cu128", "container.cuda.driver", driver_470) == "570.26");
  CHECK(with_image("a:cu128", "container.cuda.driver_too_old", "") == "-");
}

TEST_CASE("cuda: a card may be newer than the CUDA of an image") {
  CHECK(with_image("a:cu124", "container.cuda.older_than_gpu", R"("nvidia.com/gpu.product":"NVIDIA-B200")") == "true");
  CHECK(with_image("a:cu128", "container.cuda.older_than_gpu", R"("nvidia.com/gpu.product":"NVIDIA-B200")") == "false");
}

TEST_CASE("ended: the exit code has a name and a meaning") {
  const auto ended = [](std::string_view code, std::string_view fact) {
    SmallCluster cluster;
    cluster.pod(R"("nodeName":"node-1","containers":[{"name":"main"}])",
                R"("phase":"Running","containerStatuses":[{"name":"main","restartCount":4,)"
                R"("state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"exitCode":)" +
                    std::string(code) + R"(,"startedAt":"@10m","finishedAt":"@5m"}}}])");
    return cluster.of_container(fact);
  };
  CHECK(ended("135", "container.ended.name") == "SIGBUS");
  CHECK(ended("135", "container.ended.of_child") == "false");
  CHECK(ended("247", "container.ended.of_child") == "true");
  CHECK(ended("127", "container.ended.name") == "not found");
  CHECK(ended("42", "container.ended.meaning") == "-");
}
