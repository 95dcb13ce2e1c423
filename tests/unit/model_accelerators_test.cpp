// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>

#include "model/accelerator_offers.hpp"

using namespace aidiag;

namespace {

class Cluster {
 public:
  Cluster& node(const std::string& labels, const std::string& capacity, const std::string& allocatable) {
    return add(R"({"kind":"Node","apiVersion":"v1","metadata":{"name":"n1","labels":{)" + labels +
               R"(}},"status":{"capacity":{)" + capacity + R"(},"allocatable":{)" + allocatable + "}}}");
  }
  Cluster& node(const std::string& labels, const std::string& offered) { return node(labels, offered, offered); }
  Cluster& pod(const std::string& name, const std::string& resource, int devices,
               const std::string& phase = "Running") {
    return add(R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":")" + name +
               R"(","namespace":"ai"},"spec":{"nodeName":"n1","containers":[{"name":"main","resources":{"limits":{")" +
               resource + "\":\"" + std::to_string(devices) + R"("}}}]},"status":{"phase":")" + phase + "\"}}");
  }
  Cluster& slice(const std::string& name, int generation, const std::string& devices,
                 const std::string& driver = "gpu.nvidia.com") {
    return add(R"({"kind":"ResourceSlice","apiVersion":"resource.k8s.io/v1","metadata":{"name":")" + name +
               R"("},"spec":{"driver":")" + driver + R"(","nodeName":"n1","pool":{"name":"n1","generation":)" +
               std::to_string(generation) + R"(},"devices":[)" + devices + "]}}");
  }
  Cluster& claim(const std::string& name, const std::string& pod, const std::string& results) {
    return add(R"({"kind":"ResourceClaim","apiVersion":"resource.k8s.io/v1","metadata":{"name":")" + name +
               R"(","namespace":"ai"},"status":{"reservedFor":[{"resource":"pods","name":")" + pod +
               R"("}],"allocation":{"devices":{"results":[)" + results + "]}}}}");
  }
  Cluster& all_claims_read() {
    builder_.set_coverage("ResourceClaim", "", Coverage::complete);
    return *this;
  }
  std::vector<AcceleratorOffer> claimed() {
    if (!snapshot_) snapshot_ = builder_.take();
    return claimed_offers(*snapshot_, *snapshot_->find("Node", "", "n1"));
  }
  Cluster& all_pods_read() {
    builder_.set_coverage("Pod", "", Coverage::complete);
    return *this;
  }
  std::vector<AcceleratorOffer> offers() {
    if (!snapshot_) snapshot_ = builder_.take();
    return accelerator_offers(*snapshot_, *snapshot_->find("Node", "", "n1"));
  }
  std::string vendor() {
    if (!snapshot_) snapshot_ = builder_.take();
    return std::string(node_vendor(*snapshot_->find("Node", "", "n1")));
  }

 private:
  Cluster& add(const std::string& json) {
    REQUIRE(builder_.add_json(json).ok());
    return *this;
  }
  SnapshotBuilder builder_;
  std::unique_ptr<const Snapshot> snapshot_;
};

}  // namespace

TEST_CASE("a node that offers whole GPUs and slices has an offer for each") {
  Cluster c;
  c.node(R"("nvidia.com/gpu.product":"NVIDIA-A100-SXM4-40GB","nvidia.com/mig.strategy":"mixed",)"
         R"("nvidia.com/mig-1g.5gb.product":"NVIDIA-A100-SXM4-40GB-MIG-1g.5gb")",
         R"("cpu":"96","nvidia.com/gpu":"4","nvidia.com/mig-1g.5gb":"14","nvidia.com/gpumem":"160000")");
  const auto offers = c.all_pods_read().offers();
  REQUIRE(offers.size() == 2);
  CHECK(offers[0].resource == "nvidia.com/gpu");
  CHECK(offers[0].product == "NVIDIA-A100-SXM4-40GB");
  CHECK_FALSE(offers[0].slice);
  CHECK(offers[1].resource == "nvidia.com/mig-1g.5gb");
  CHECK(offers[1].product == "NVIDIA-A100-SXM4-40GB-MIG-1g.5gb");
  CHECK(offers[1].slice);
  CHECK(offers[1].capacity == 14);
}

TEST_CASE("slices under the name of whole GPUs are known by the product") {
  Cluster c;
  c.node(R"("nvidia.com/mig.strategy":"single","nvidia.com/gpu.product":"NVIDIA-H100-80GB-HBM3-MIG-1g.10gb")",
         R"("nvidia.com/gpu":"7","nvidia.com/mig-1g.10gb":"0")");
  const auto offers = c.offers();
  REQUIRE(offers.size() == 1);
  CHECK(offers[0].slice);
}

TEST_CASE("who shares a device is told by labels, product or name") {
  Cluster sliced;
  sliced.node(R"("nvidia.com/gpu.product":"Tesla-T4-SHARED","nvidia.com/gpu.replicas":"4")", R"("nvidia.com/gpu":"8")");
  CHECK(sliced.offers()[0].sharing == "time-slicing");
  CHECK(sliced.offers()[0].replicas == 4);
  Cluster mps;
  mps.node(R"("nvidia.com/gpu.product":"Tesla-T4-SHARED","nvidia.com/gpu.replicas":"10",)"
           R"("nvidia.com/gpu.sharing-strategy":"mps")",
           R"("nvidia.com/gpu.shared":"10")");
  CHECK(mps.offers()[0].sharing == "mps");
  Cluster unsaid;
  unsaid.node("", R"("nvidia.com/gpu.shared":"10")");
  CHECK(unsaid.offers()[0].sharing == "shared");
  Cluster whole;
  whole.node(R"("nvidia.com/gpu.replicas":"1","nvidia.com/gpu.sharing-strategy":"none")", R"("nvidia.com/gpu":"1")");
  CHECK(whole.offers()[0].sharing == "");
}

TEST_CASE("holders come with the most devices first, and finished pods hold nothing") {
  Cluster c;
  c.node("", R"("amd.com/gpu":"8")", R"("amd.com/gpu":"7")");
  c.pod("b", "amd.com/gpu", 1).pod("a", "amd.com/gpu", 1).pod("big", "amd.com/gpu", 4);
  c.pod("done", "amd.com/gpu", 2, "Succeeded").pod("other", "nvidia.com/gpu", 1).all_pods_read();
  const auto offers = c.offers();
  REQUIRE(offers.size() == 1);
  const AcceleratorOffer& offer = offers[0];
  CHECK(offer.vendor == "AMD");
  CHECK(offer.in_use == 6);
  CHECK(offer.unhealthy() == 1);
  CHECK(offer.free() == 1);
  REQUIRE(offer.holders.size() == 3);
  CHECK(offer.holders[0].pod->name == "big");
  CHECK(offer.holders[1].pod->name == "a");
}

TEST_CASE("what is free is unknown while pods are missing, unless nothing can be left") {
  Cluster some;
  some.node("", R"("nvidia.com/gpu":"8")").pod("a", "nvidia.com/gpu", 6);
  CHECK_FALSE(some.offers()[0].complete);
  CHECK_FALSE(some.offers()[0].free().has_value());
  Cluster none;
  none.node("", R"("nvidia.com/gpu":"8")").pod("a", "nvidia.com/gpu", 8);
  CHECK(none.offers()[0].free() == 0);
}

TEST_CASE("of a number of devices that is none it is not known how many are free") {
  Cluster c;
  c.node("", R"("nvidia.com/gpu":"eight")").all_pods_read();
  REQUIRE(c.offers().size() == 1);
  CHECK(c.offers()[0].unreadable);
  CHECK_FALSE(c.offers()[0].free().has_value());
}

TEST_CASE("a Neuron core that is taken takes its device away under the other names too") {
  Cluster c;
  c.node(R"("node.kubernetes.io/instance-type":"trn1.32xlarge")",
         R"("aws.amazon.com/neuron":"16","aws.amazon.com/neuroncore":"32","aws.amazon.com/neurondevice":"16")");
  c.pod("a", "aws.amazon.com/neuroncore", 3).pod("b", "aws.amazon.com/neuron", 4).all_pods_read();
  const auto offers = c.offers();
  REQUIRE(offers.size() == 3);
  CHECK(offers[0].resource == "aws.amazon.com/neuron");
  CHECK(offers[0].in_use == 4);
  CHECK(offers[0].free() == 10);  // 3 cores are on 2 devices
  CHECK(offers[1].free() == 21);
  CHECK(offers[2].free() == 10);
  CHECK(offers[0].same_as.size() == 2);
  CHECK(offers[0].product == "trn1.32xlarge");
}

TEST_CASE("a device plugin that has gone leaves its resource with 0") {
  Cluster c;
  c.node("", R"("nvidia.com/gpu":"0")");
  REQUIRE(c.offers().size() == 1);
  CHECK(c.offers()[0].capacity == 0);
}

TEST_CASE("the vendor of a node that offers nothing is told by its labels") {
  Cluster labels;
  labels.node(R"("feature.node.kubernetes.io/pci-1002.present":"true")", R"("cpu":"8")");
  CHECK(labels.vendor() == "AMD");
  Cluster instance;
  instance.node(R"("node.kubernetes.io/instance-type":"inf2.xlarge")", R"("cpu":"8")");
  CHECK(instance.vendor() == "AWS");
  Cluster azure;
  azure.node(R"("node.kubernetes.io/instance-type":"Standard_ND96isr_MI300X_v5")", R"("cpu":"8")");
  CHECK(azure.vendor() == "AMD");
  Cluster plain;
  plain.node(R"("nvidia.com/gpu.deploy.driver":"false")", R"("cpu":"8")");
  CHECK(plain.vendor() == "");
}

namespace {

std::string device(const std::string& name, const std::string& more = "") {
  return R"({"name":")" + name + R"(","attributes":{"type":{"string":"gpu"},"productName":{"string":"NVIDIA GB200"}})" +
         more + "}";
}
std::string result(const std::string& device, const std::string& more = "") {
  return R"({"driver":"gpu.nvidia.com","pool":"n1","device":")" + device + "\"" + more + "}";
}

}  // namespace

TEST_CASE("devices of a DRA driver are counted in its slices, and what is taken in the claims") {
  Cluster c;
  c.node("", R"("cpu":"8")").pod("a", "cpu", 1);
  c.slice("old", 1, device("gone"))
      .slice("new", 2,
             device("gpu-0") + "," + device("gpu-1") + "," + device("gpu-2") + "," +
                 device("gpu-3", R"(,"taints":[{"key":"gpu.nvidia.com/xid","effect":"NoExecute"}])"));
  c.claim("two", "a", result("gpu-0") + "," + result("gpu-1"));
  c.claim("watch", "monitor", result("gpu-2", R"(,"adminAccess":true)")).all_claims_read();
  const auto offers = c.claimed();
  REQUIRE(offers.size() == 1);
  CHECK(offers[0].resource == "gpu.nvidia.com");
  CHECK(offers[0].vendor == "NVIDIA");
  CHECK(offers[0].product == "NVIDIA GB200");
  CHECK(offers[0].capacity == 4);
  CHECK(offers[0].unhealthy() == 1);
  CHECK(offers[0].in_use == 2);
  CHECK(offers[0].free() == 1);
  REQUIRE(offers[0].holders.size() == 1);
  CHECK(offers[0].holders[0].devices == 2);
}

TEST_CASE("of devices that consist of others it is not known how many are free") {
  Cluster c;
  c.node("", R"("cpu":"8")").all_claims_read();
  c.slice("s", 1, device("gpu-0", R"(,"consumesCounters":[{"counterSet":"gpu-0"}])"));
  CHECK_FALSE(c.claimed()[0].free().has_value());
}

TEST_CASE("slices of network drivers are no accelerators") {
  Cluster c;
  c.node("", R"("cpu":"8")").slice("s", 1, device("eth1"), "dra.net");
  CHECK(c.claimed().empty());
}
