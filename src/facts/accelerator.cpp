// SPDX-License-Identifier: Apache-2.0
// The accelerators of a node: what it has, offers and has given away. A node offers several resources at most times
// (whole devices, MIG slices); the facts speak of the one with the largest capacity.
#include "facts/family.hpp"
#include "facts/object_paths.hpp"
#include "model/accelerators.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About node = About::node;

constexpr FactLine lines[] = {
    {"node.accelerator.allocatable", number, node, "Node", "Devices it offers to pods: status.allocatable."},
    {"node.accelerator.capacity", number, node, "Node", "Devices its device plugin registered: status.capacity."},
    {"node.accelerator.in_use", number, node, "Node Pod", "Devices that its pods have been given."},
    {"node.accelerator.looks_like_one", boolean, node, "Node",
     "Whether a label or its instance type says it carries an accelerator."},
    {"node.accelerator.product", text, node, "Node",
     "The product, as a label of feature discovery or the cloud names it."},
    {"node.accelerator.resource", text, node, "Node", "The accelerator resource it offers."},
    {"node.accelerator.unhealthy", number, node, "Node", "Devices in capacity that are not allocatable."},
    {"node.cuda.driver", text, node, "Node", "Driver version, from labels of GPU feature discovery."},
    {"node.cuda.runtime", text, node, "Node",
     "The newest CUDA that the driver serves, from labels of GPU feature discovery."},
};

struct Offer {
  std::string_view resource;
  std::int64_t capacity = 0;
  std::int64_t allocatable = 0;
};

Offer largest_offer(Json status) {
  Offer best;
  for (const auto& [resource, amount] : status["capacity"].fields()) {
    if (!is_accelerator(resource)) continue;
    const std::int64_t capacity = parse_milli(amount.scalar()).value_or(0) / 1000;
    if (!best.resource.empty() && capacity <= best.capacity) continue;
    best = {resource, capacity, parse_milli(status["allocatable"][resource].scalar()).value_or(0) / 1000};
  }
  return best;
}

std::int64_t requested(const Snapshot& s, const Object& carrier, std::string_view resource) {
  std::int64_t milli = 0;
  for (const Object* pod : s.pods_on(carrier.name)) {
    if (pod->pod->phase == "Succeeded" || pod->pod->phase == "Failed" || pod->pod->requests == nullptr) continue;
    for (const auto& [name, amount] : *pod->pod->requests) milli += name == resource ? amount : 0;
  }
  return milli / 1000;
}

std::string dotted(const Object& carrier, std::string_view prefix) {
  std::string out;
  for (const char* part : {"major", "minor", "rev"}) {
    const std::string_view value = carrier.label(std::string(prefix) + part);
    if (!value.empty()) out += (out.empty() ? "" : ".") + std::string(value);
  }
  return out;
}

std::string resource_path(std::string_view list, std::string_view resource) {
  return "status." + std::string(list) + "[" + std::string(resource) + "]";
}

void fill_labels(const Object& object, FactSink& out) {
  std::string_view key;
  const std::string_view product = accelerator_label(object, key);
  const std::string path = "metadata.labels[" + std::string(key) + "]";
  out.boolean("node.accelerator.looks_like_one", !product.empty(),
              product.empty() ? Where("metadata.labels") : Where(path));
  if (product != "true") out.text("node.accelerator.product", product, path);
  const std::string full(object.label("nvidia.com/cuda.driver-version.full"));
  out.text("node.cuda.driver", full.empty() ? dotted(object, "nvidia.com/cuda.driver.") : full,
           full.empty() ? "metadata.labels[nvidia.com/cuda.driver.major]"
                        : "metadata.labels[nvidia.com/cuda.driver-version.full]");
  out.text("node.cuda.runtime", dotted(object, "nvidia.com/cuda.runtime."),
           "metadata.labels[nvidia.com/cuda.runtime.major]");
}

void fill_accelerator(const Facts& facts, const Subject& subject, FactSink& out) {
  const Object& object = *subject.object;
  fill_labels(object, out);
  const Offer offer = largest_offer(object.json()["status"]);
  out.number("node.accelerator.capacity", offer.capacity, "status.capacity");
  out.number("node.accelerator.allocatable", offer.allocatable, "status.allocatable");
  if (offer.resource.empty()) return;
  out.text("node.accelerator.resource", offer.resource, resource_path("capacity", offer.resource));
  out.number("node.accelerator.capacity", offer.capacity, resource_path("capacity", offer.resource));
  out.number("node.accelerator.allocatable", offer.allocatable, resource_path("allocatable", offer.resource));
  out.number("node.accelerator.unhealthy", std::max<std::int64_t>(offer.capacity - offer.allocatable, 0),
             resource_path("allocatable", offer.resource));
  out.number("node.accelerator.in_use", requested(facts.snapshot(), object, offer.resource), "spec");
  if (!missing_kind(facts.snapshot(), "Pod", "").empty()) out.bound("node.accelerator.in_use", Bound::at_least);
}

}  // namespace

constinit const Family accelerator_family{lines, fill_accelerator};

}  // namespace aidiag
