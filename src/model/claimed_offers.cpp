// SPDX-License-Identifier: Apache-2.0
// Accelerators that are claimed and not counted: a DRA driver publishes them in ResourceSlices, and what is taken
// stands in the allocations of ResourceClaims (resource.k8s.io/v1; in v1beta1 a device's fields stand below "basic").
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "model/accelerator_offers.hpp"

namespace aidiag {
namespace {

using Words = std::string_view;

/// Parts of driver names, and whose devices they publish.
constexpr std::array<std::pair<Words, Words>, 8> drivers = {{{"gpu.nvidia.com", "NVIDIA"},
                                                             {"gpu.amd.com", "AMD"},
                                                             {"gpu.intel.com", "Intel"},
                                                             {"gaudi.", "Intel"},
                                                             {"tpu.", "Google"},
                                                             {"neuron.", "AWS"},
                                                             {"npu.", "Huawei"},
                                                             {"gpu.", ""}}};

const std::pair<Words, Words>* accelerator_driver(Words driver) {
  const auto found =
      std::find_if(drivers.begin(), drivers.end(), [&](const auto& d) { return driver.starts_with(d.first); });
  return found == drivers.end() ? nullptr : &*found;
}

Json field(Json device, Words name) {
  const Json own = device[name];
  return own.exists() ? own : device["basic"][name];
}

bool is_tainted(Json device) {
  for (const Json& taint : field(device, "taints").items())
    if (taint["effect"].text() == "NoSchedule" || taint["effect"].text() == "NoExecute") return true;
  return false;
}

struct Pool {
  std::int64_t generation = -1;
  std::vector<Json> slices;
};
using Pools = std::map<std::pair<Words, Words>, Pool>;  // by driver and name

/// Of each pool the slices of the newest generation; older ones are being taken away.
Pools pools_of(const Snapshot& snapshot, const Object& node) {
  Pools pools;
  for (const Object* slice : snapshot.of_kind("ResourceSlice")) {
    const Json spec = slice->json()["spec"];
    if (spec["nodeName"].text() != node.name || accelerator_driver(spec["driver"].text()) == nullptr) continue;
    Pool& pool = pools[{spec["driver"].text(), spec["pool"]["name"].text()}];
    const std::int64_t generation = spec["pool"]["generation"].integer_or(0);
    if (generation < pool.generation) continue;
    if (generation > pool.generation) pool.slices.clear();
    pool.generation = generation;
    pool.slices.push_back(spec);
  }
  return pools;
}

/// By driver, pool and device, for which pod; null if that was not read.
using Allocations = std::map<std::tuple<Words, Words, Words>, const Object*>;

Allocations allocations_of(const Snapshot& snapshot, const Pools& pools) {
  Allocations all;
  for (const Object* claim : snapshot.of_kind("ResourceClaim")) {
    const Json status = claim->json()["status"];
    for (const Json& result : status["allocation"]["devices"]["results"].items()) {
      const Words driver = result["driver"].text(), pool = result["pool"].text();
      if (result["adminAccess"].boolean_or(false) || !pools.contains({driver, pool})) continue;
      const Words pod = status["reservedFor"].at(0)["name"].text();
      all.try_emplace({driver, pool, result["device"].text()}, snapshot.find("Pod", claim->ns, pod));
    }
  }
  return all;
}

bool claims_are_complete(const Snapshot& snapshot) {
  const auto claims = snapshot.of_kind("ResourceClaim");
  return snapshot.coverage("ResourceClaim", {}) == Coverage::complete &&
         std::all_of(claims.begin(), claims.end(), [](const Object* claim) { return claim->has_detail(); });
}

void add_holder(AcceleratorOffer& offer, const Object* pod) {
  ++offer.in_use;
  if (pod == nullptr) return;
  const auto known =
      std::find_if(offer.holders.begin(), offer.holders.end(), [&](const auto& holder) { return holder.pod == pod; });
  if (known != offer.holders.end()) {
    ++known->devices;
  } else {
    offer.holders.push_back({pod, 1});
  }
}

}  // namespace

std::vector<AcceleratorOffer> claimed_offers(const Snapshot& snapshot, const Object& node) {
  const Pools pools = pools_of(snapshot, node);
  if (pools.empty()) return {};
  const Allocations taken = allocations_of(snapshot, pools);
  const bool complete = claims_are_complete(snapshot);
  std::map<std::pair<Words, bool>, AcceleratorOffer> offers;  // by driver; MIG slices apart
  for (const auto& [name, pool] : pools) {
    for (const Json& slice : pool.slices) {
      for (const Json& device : slice["devices"].items()) {
        const Json attributes = field(device, "attributes");
        const bool is_slice = attributes["type"]["string"].text() == "mig";
        AcceleratorOffer& offer = offers[{name.first, is_slice}];
        offer.node = &node;
        offer.resource = name.first;
        offer.vendor = accelerator_driver(name.first)->second;
        offer.by_claim = true;
        offer.slice = is_slice;
        offer.complete = complete;
        offer.overlapping = offer.overlapping || field(device, "consumesCounters").size() > 0;
        if (offer.product.empty()) offer.product = attributes["productName"]["string"].text();
        ++offer.capacity;
        if (!is_tainted(device)) ++offer.allocatable;
        const auto allocation = taken.find({name.first, name.second, device["name"].text()});
        if (allocation != taken.end()) add_holder(offer, allocation->second);
      }
    }
  }
  std::vector<AcceleratorOffer> out;
  for (auto& [key, offer] : offers) {
    sort_holders(offer.holders);
    out.push_back(std::move(offer));
  }
  return out;
}

bool publishes_accelerators(const Object& resource_slice) {
  return accelerator_driver(resource_slice.json()["spec"]["driver"].text()) != nullptr;
}

}  // namespace aidiag
