// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "aidiag/accelerators.hpp"

using namespace aidiag;

namespace {

const RuleSet& no_rules() {
  static const RuleSet rules = std::get<RuleSet>(RuleSet::load(
      {{"tables/conditions.yaml",
        "bad_if_true:\n  accelerator: [GPUMissing]\nbad_unless_true:\n  disk: [StorageReady]\n", false}}));
  return rules;
}

class Cluster {
 public:
  Cluster() { builder_.edit().now = *parse_time("2026-11-21T04:00:00Z"); }
  /// `status`: further fields of the status, with a comma in front; `spec` likewise its content.
  Cluster& node(const std::string& name, const std::string& offered, const std::string& healthy,
                const std::string& labels = "", const std::string& spec = "", const std::string& conditions = "",
                const std::string& ready = "True") {
    return add(R"({"kind":"Node","apiVersion":"v1","metadata":{"name":")" + name + R"(","labels":{)" + labels +
               R"(}},"spec":{)" + spec + R"(},"status":{"capacity":{)" + offered + R"(},"allocatable":{)" + healthy +
               R"(},"conditions":[{"type":"Ready","status":")" + ready + R"(","reason":"KubeletNotReady"})" +
               conditions + "]}}");
  }
  Cluster& gpus(const std::string& name, int offered, int healthy, const std::string& spec = "",
                const std::string& conditions = "") {
    const auto list = [](int n) { return R"("nvidia.com/gpu":")" + std::to_string(n) + "\""; };
    return node(name, list(offered), list(healthy), R"("nvidia.com/gpu.product":"NVIDIA-L4")", spec, conditions);
  }
  Cluster& pod(const std::string& name, const std::string& node, int devices) {
    return add(R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":")" + name +
               R"(","namespace":"ai"},"spec":{"nodeName":")" + node +
               R"(","containers":[{"name":"main","resources":{"limits":{"nvidia.com/gpu":)" + std::to_string(devices) +
               R"(}}}]},"status":{"phase":")" + (node.empty() ? "Pending" : "Running") + "\"}}");
  }
  Cluster& operand(const std::string& app, const std::string& node, const std::string& status) {
    return add(R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":"xyz-)" + app +
               R"(","namespace":"gpu-operator","labels":{"app":")" + app +
               R"("},"ownerReferences":[{"kind":"DaemonSet","apiVersion":"apps/v1","name":")" + app +
               R"(","controller":true}]},"spec":{"nodeName":")" + node +
               R"(","initContainers":[{"name":"wait"}],"containers":[{"name":"main"}]},"status":{)" + status + "}}");
  }
  Cluster& add(const std::string& json) {
    const auto page = builder_.add_json(json);
    REQUIRE_MESSAGE(page.ok(), json);
    return *this;
  }
  Cluster& all_read() {
    for (const char* kind : {"Pod", "Node"}) builder_.set_coverage(kind, "", Coverage::complete);
    return *this;
  }
  Cluster& gap(const std::string& kind) {
    builder_.add_gap({kind, "", "", "", kind + " is forbidden", true});
    return *this;
  }
  AcceleratorReport report(const std::string& selector = "") {
    snapshot_ = builder_.take();
    Scope scope;
    scope.kind = Scope::Kind::accelerators;
    scope.selector = selector;
    return list_accelerators(*snapshot_, scope, no_rules());
  }
  std::string text(const std::string& selector = "") { return write_text(report(selector), {}); }

 private:
  SnapshotBuilder builder_;
  std::unique_ptr<const Snapshot> snapshot_;
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string notes(const AcceleratorRow& row) {
  std::string all;
  for (const auto* list : {&row.notes, &row.node_notes})
    for (const std::string& note : *list) all += note + "; ";
  return all;
}

}  // namespace

TEST_CASE("a row says what is offered, healthy, in use and free, and who holds it") {
  Cluster c;
  c.gpus("n1", 8, 7).pod("a", "n1", 4).pod("b", "n1", 1).pod("c", "n1", 1).all_read();
  const std::string text = c.text();
  CHECK(has(text,
            "NODE   RESOURCE         PRODUCT     OFFERED   HEALTHY   IN USE   FREE   BY WHOM\n"
            "n1     nvidia.com/gpu   NVIDIA-L4   8         7         6        1      ai/a 4, ai/b 1, +1 more\n"));
  CHECK(has(text, "1 device is unhealthy"));
  CHECK(has(text, "nvidia.com/gpu: 8 offered, 7 healthy, 6 in use, 1 free\n"));
}

TEST_CASE("what is free on a node that takes no pods does not count as free") {
  Cluster c;
  c.gpus("n1", 4, 4).gpus("n2", 4, 4, R"("unschedulable":true)").gpus("n3", 8, 8).pod("a", "n3", 6).all_read();
  const AcceleratorReport report = c.report();
  REQUIRE(report.sums.size() == 1);
  CHECK(report.sums[0].free == 6);
  CHECK(report.sums[0].most_free == 4);
  CHECK(report.sums[0].free_but_closed == 4);
  CHECK(has(notes(report.rows[1]), "cordoned"));
  CHECK(has(write_text(report, {}), "6 free (4 more on nodes that take no pods), at most 4 on one node"));
}

TEST_CASE("where pods could not be read the use is a bound and what is free is not known") {
  Cluster c;
  c.gpus("n1", 8, 8).pod("a", "n1", 2).gpus("n2", 4, 4).gap("Pod");
  const AcceleratorReport report = c.report();
  CHECK(report.exit_code == 4);
  CHECK_FALSE(report.sums[0].free.has_value());
  const std::string text = write_text(report, {});
  CHECK(has(text, "at least 2"));
  CHECK(has(text, "at least 2 in use, free not known"));
  CHECK(has(text, "Not seen"));
  CHECK(has(text, "Pod is forbidden; more may be in use, and more may wait"));
}

TEST_CASE("a cluster without accelerators is said in one sentence") {
  Cluster c;
  c.node("n1", R"("cpu":"8")", R"("cpu":"8")").all_read();
  CHECK(has(c.text(), "\n\nNo node of the cluster offers an accelerator or looks as if it had one.\n"));
}

TEST_CASE("nodes that could not be read are not taken for none") {
  Cluster c;
  c.gap("Node");
  const AcceleratorReport report = c.report();
  CHECK(report.exit_code == 4);
  CHECK(has(write_text(report, {}), "The nodes could not be read, so nothing is known of them."));
}

TEST_CASE("a node that looks as if it had a GPU and offers none says what is broken first") {
  Cluster c;
  c.node("n1", R"("cpu":"8")", R"("cpu":"8")", R"("feature.node.kubernetes.io/pci-10de.present":"true")");
  c.operand("nvidia-device-plugin-daemonset", "n1",
            R"("phase":"Pending","initContainerStatuses":[{"name":"wait","state":{"running":{}}}])");
  c.operand("nvidia-driver-daemonset", "n1",
            R"("phase":"Running","initContainerStatuses":[{"name":"wait","state":{"terminated":{"exitCode":0}}}],)"
            R"("containerStatuses":[{"name":"main","state":{"waiting":{"reason":"CrashLoopBackOff"}}}])");
  const AcceleratorReport report = c.all_read().report();
  REQUIRE(report.rows.size() == 1);
  CHECK(report.rows[0].resource == "");
  CHECK(has(notes(report.rows[0]), "offers none, although feature.node.kubernetes.io/pci-10de.present=true"));
  CHECK(has(notes(report.rows[0]),
            "gpu-driver does not work: pod gpu-operator/xyz-nvidia-driver-daemonset CrashLoopBackOff"));
}

TEST_CASE("that no device plugin runs is said only where all pods of the node were read") {
  const std::string label = R"("nvidia.com/gpu.present":"true")";
  Cluster known, unknown;
  known.node("n1", "", "", label).all_read();
  unknown.node("n1", "", "", label);
  CHECK(has(notes(known.report().rows[0]), "no device plugin runs on it"));
  CHECK_FALSE(has(notes(unknown.report().rows[0]), "no device plugin"));
}

TEST_CASE("conditions of agents, taints and a lost kubelet stand in the notes") {
  Cluster c;
  c.gpus("n1", 1, 1, "", R"(,{"type":"GPUMissing","status":"True","reason":"CountMismatch"})");
  c.gpus("n2", 1, 1,
         R"("taints":[{"key":"team","value":"a","effect":"NoSchedule"},)"
         R"({"key":"nvidia.com/gpu","value":"present","effect":"NoSchedule"}])");
  c.node("n3", R"("amd.com/gpu":"8")", R"("amd.com/gpu":"8")", "", "", "", "Unknown");
  const AcceleratorReport report = c.all_read().report();
  REQUIRE(report.rows.size() == 3);
  CHECK(notes(report.rows[0]) == "condition GPUMissing=True CountMismatch; ");
  CHECK(notes(report.rows[1]) == "taint team=a:NoSchedule; ");
  CHECK(report.rows[1].takes_pods);
  CHECK(notes(report.rows[2]) == "not ready: its kubelet does not report; ");
  CHECK_FALSE(report.rows[2].takes_pods);
}

TEST_CASE("waiting pods stand below the sums, who asks for most first") {
  Cluster c;
  c.gpus("n1", 1, 1).pod("small", "", 1).pod("big", "", 8).all_read();
  CHECK(has(c.text(), "\nWaiting: 2 pods ask for 9 nvidia.com/gpu (ai/big 8, ai/small 1)\n"));
}

TEST_CASE("a selector chooses nodes by their labels") {
  Cluster c;
  c.gpus("n1", 1, 1)
      .node("n2", R"("amd.com/gpu":"8")", R"("amd.com/gpu":"8")", R"("pool":"amd")")
      .pod("waits", "", 1)
      .all_read();
  const AcceleratorReport report = c.report("pool=amd");
  REQUIRE(report.rows.size() == 1);
  CHECK(report.rows[0].resource == "amd.com/gpu");
  CHECK(report.nodes == 1);
  CHECK(report.waiting.empty());
}

TEST_CASE("a node whose number of devices is none has a row, and what is free there is unknown") {
  Cluster c;
  c.node("n1", R"("nvidia.com/gpu":"eight")", R"("nvidia.com/gpu":"eight")").all_read();
  const auto report = c.report();
  REQUIRE(report.rows.size() == 1);
  CHECK_FALSE(report.rows[0].free.has_value());
  CHECK(has(notes(report.rows[0]), "cannot be read"));
}

TEST_CASE("names out of the cluster cannot steer the terminal") {
  Cluster c;
  c.node("n1", R"("nvidia.com/gpu":"1")", R"("nvidia.com/gpu":"1")", R"("nvidia.com/gpu.product":"A\u001b[31m100")");
  CHECK_FALSE(has(c.all_read().text(), "\x1b"));
}
