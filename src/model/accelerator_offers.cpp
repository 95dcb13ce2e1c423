// SPDX-License-Identifier: Apache-2.0
#include "model/accelerator_offers.hpp"

#include <algorithm>
#include <tuple>

#include "model/accelerator_labels.hpp"
#include "model/accelerators.hpp"
#include "model/amount.hpp"
#include "model/pod_requests.hpp"

namespace aidiag {
namespace {

/// A device plugin that has gone, or has cut its devices anew, leaves its old resource behind with 0.
void drop_left_behind(std::vector<AcceleratorOffer>& offers) {
  const auto is_empty = [](const AcceleratorOffer& offer) {
    return offer.capacity == 0 && offer.allocatable == 0 && !offer.unreadable;
  };
  if (!std::all_of(offers.begin(), offers.end(), is_empty)) std::erase_if(offers, is_empty);
}

/// Absent and null are 0, too.
std::optional<std::int64_t> devices(Json list, std::string_view resource) {
  const std::int64_t milli = amount_of(list[resource]);
  return milli == unreadable_amount ? std::nullopt : std::optional(milli / 1000);
}

bool has_finished(const PodRow& pod) { return pod.phase == "Succeeded" || pod.phase == "Failed"; }

void add_holders(const Snapshot& snapshot, AcceleratorOffer& offer) {
  for (const Object* pod : snapshot.pods_on(offer.node->name)) {
    if (has_finished(*pod->pod) || pod->pod->requests == nullptr) continue;
    for (const auto& [name, milli] : *pod->pod->requests) {
      if (name != offer.resource || milli < 1000) continue;
      offer.holders.push_back({pod, milli / 1000});
      offer.in_use += milli / 1000;
    }
  }
  sort_holders(offer.holders);
}

/// The Neuron device plugin registers devices and their cores, and once more under an older name; a pod that takes
/// some under one name takes them away under the others.
bool is_view(std::string_view resource) { return resource.starts_with("aws.amazon.com/neuron"); }

void join_views(std::vector<AcceleratorOffer>& offers) {
  for (AcceleratorOffer& offer : offers) {
    if (!is_view(offer.resource)) continue;
    for (const AcceleratorOffer& other : offers) {
      if (&other == &offer || !is_view(other.resource) || other.capacity == 0) continue;
      offer.same_as.push_back(other.resource);
      // Part of a device is a device that nobody else can have whole.
      offer.in_use_by_views += (other.in_use * offer.capacity + other.capacity - 1) / other.capacity;
    }
  }
}

}  // namespace

void sort_holders(std::vector<AcceleratorHolder>& holders) {
  std::sort(holders.begin(), holders.end(), [](const AcceleratorHolder& a, const AcceleratorHolder& b) {
    return std::tie(b.devices, a.pod->ns, a.pod->name) < std::tie(a.devices, b.pod->ns, b.pod->name);
  });
}

std::optional<std::int64_t> AcceleratorOffer::free() const {
  if (unreadable) return std::nullopt;
  const std::int64_t left = std::max<std::int64_t>(allocatable - in_use - in_use_by_views, 0);
  if ((!complete || overlapping) && left > 0) return std::nullopt;
  return left;
}

std::vector<AcceleratorOffer> accelerator_offers(const Snapshot& snapshot, const Object& node) {
  std::vector<AcceleratorOffer> offers;
  const Json status = node.json()["status"];
  const bool complete = snapshot.pods_complete_on(node.name);
  for (const auto& [resource, amount] : status["capacity"].fields()) {
    if (!is_accelerator(resource)) continue;
    AcceleratorOffer offer;
    offer.node = &node;
    offer.resource = resource;
    offer.vendor = accelerator_vendor(resource);
    const auto capacity = devices(status["capacity"], resource), healthy = devices(status["allocatable"], resource);
    offer.capacity = capacity.value_or(0);
    offer.allocatable = healthy.value_or(0);
    offer.unreadable = !capacity || !healthy;
    offer.complete = complete;
    describe_by_labels(node, offer);
    add_holders(snapshot, offer);
    offers.push_back(std::move(offer));
  }
  std::sort(offers.begin(), offers.end(),
            [](const AcceleratorOffer& a, const AcceleratorOffer& b) { return a.resource < b.resource; });
  drop_left_behind(offers);
  join_views(offers);
  return offers;
}

}  // namespace aidiag
