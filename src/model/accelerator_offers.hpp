// SPDX-License-Identifier: Apache-2.0
// What a node offers of accelerators: one value per node and extended resource, with who holds how many. A node may
// offer several at once: whole devices, MIG slices of several sizes, or the same devices under several names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/snapshot.hpp"

namespace aidiag {

struct AcceleratorHolder {
  const Object* pod = nullptr;
  std::int64_t devices = 0;
};

/// Texts live as long as the snapshot.
struct AcceleratorOffer {
  const Object* node = nullptr;
  std::string_view resource;
  std::string_view vendor;    ///< NVIDIA, AMD, Intel, AWS, Google, Huawei, ...
  std::string_view product;   ///< of feature discovery or the cloud; empty if nothing says
  bool slice = false;         ///< a MIG slice, not a whole device
  std::string_view sharing;   ///< "time-slicing", "mps", "shared" (nobody says how); empty: one pod has a device alone
  std::int64_t replicas = 1;  ///< as how many each device is counted
  std::int64_t capacity = 0;  ///< registered by the device plugin: status.capacity
  std::int64_t allocatable = 0;            ///< of these healthy: status.allocatable
  std::int64_t in_use = 0;                 ///< requested by pods bound to the node that have not finished
  std::int64_t in_use_by_views = 0;        ///< taken under another name of the same devices, in units of this one
  bool complete = false;                   ///< all pods of the node were read; else in_use is at least that
  bool unreadable = false;                 ///< capacity or allocatable says something that is no number
  std::vector<AcceleratorHolder> holders;  ///< most devices first, then by namespace and name
  bool by_claim = false;                   ///< of a DRA driver, whose name `resource` is
  bool overlapping = false;                ///< devices that consist of others: taking one takes those away
  std::vector<std::string_view> same_as;   ///< other resources of the node that are the same devices

  [[nodiscard]] std::int64_t unhealthy() const { return capacity > allocatable ? capacity - allocatable : 0; }
  /// Healthy and held by nobody. nullopt: some may be free, and not all pods (claims) were read, or devices overlap.
  [[nodiscard]] std::optional<std::int64_t> free() const;
};

/// Sorted by resource. Empty for a node without detail, and for one where no device plugin has ever registered; where
/// all have gone, what they left behind with capacity 0.
std::vector<AcceleratorOffer> accelerator_offers(const Snapshot& snapshot, const Object& node);

/// What DRA drivers publish for the node in ResourceSlices, by driver; MIG slices stand apart.
std::vector<AcceleratorOffer> claimed_offers(const Snapshot& snapshot, const Object& node);

/// Whether the ResourceSlice holds accelerators, as the name of its driver tells.
bool publishes_accelerators(const Object& resource_slice);

/// Most devices first, then by namespace and name.
void sort_holders(std::vector<AcceleratorHolder>& holders);

/// Whose accelerator the resource is; its domain if it is none of the known vendors.
std::string_view accelerator_vendor(std::string_view resource);

/// Whose accelerators the node has, by what it offers, else by its labels; empty if nothing says.
std::string_view node_vendor(const Object& node);

}  // namespace aidiag
