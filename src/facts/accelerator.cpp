// SPDX-License-Identifier: Apache-2.0
// The accelerators of a node: what it has, offers and has given away. A node offers several resources at most times
// (whole devices, MIG slices); the facts speak of the one with the largest capacity.
#include <algorithm>
#include <charconv>

#include "facts/family.hpp"
#include "model/accelerator_offers.hpp"
#include "model/accelerators.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About node = About::node;

constexpr FactLine lines[] = {
    {"node.accelerator.allocatable", number, node, "Node", "Devices it offers to pods: status.allocatable."},
    {"node.accelerator.capacity", number, node, "Node", "Devices its device plugin registered: status.capacity."},
    {"node.accelerator.driver", text, node, "Node", "Driver version, as NVIDIA's or AMD's labels say."},
    {"node.accelerator.free", number, node, "Node Pod", "Healthy devices that no pod holds."},
    {"node.accelerator.holders", texts, node, "Node Pod",
     "Who holds devices, as namespace/pod, those with the most first."},
    {"node.accelerator.in_use", number, node, "Node Pod", "Devices that its pods have been given."},
    {"node.accelerator.installed", number, node, "Node",
     "Devices that feature discovery counts in it: nvidia.com/gpu.count."},
    {"node.accelerator.looks_like_one", boolean, node, "Node",
     "Whether a label or its instance type says it carries an accelerator."},
    {"node.accelerator.missing", boolean, node, "Node",
     "Whether it looks like a node with an accelerator and offers none."},
    {"node.accelerator.product", text, node, "Node",
     "The product, as a label of feature discovery or the cloud names it."},
    {"node.accelerator.replicas", number, node, "Node", "As how many each device is counted; 1 if it is not shared."},
    {"node.accelerator.resource", text, node, "Node", "The accelerator resource it offers; of several the largest."},
    {"node.accelerator.resources", texts, node, "Node", "All accelerator resources it offers."},
    {"node.accelerator.sharing", text, node, "Node",
     "How several pods share a device: time-slicing, mps, or shared if nobody says how."},
    {"node.accelerator.slices", boolean, node, "Node", "Whether it offers MIG slices."},
    {"node.accelerator.unhealthy", number, node, "Node", "Devices in capacity that are not allocatable."},
    {"node.accelerator.vendor", text, node, "Node", "Whose it is: NVIDIA, AMD, Intel, AWS, Google, Huawei, ..."},
    {"node.cuda.driver", text, node, "Node", "Driver version, from labels of GPU feature discovery."},
    {"node.cuda.runtime", text, node, "Node",
     "The newest CUDA that the driver serves, from labels of GPU feature discovery."},
    {"node.mig.config", text, node, "Node", "The MIG layout it is to have.", "metadata.labels[nvidia.com/mig.config]"},
    {"node.mig.state", text, node, "Node", "How far MIG manager is with it: pending, rebooting, success, failed.",
     "metadata.labels[nvidia.com/mig.config.state]"},
    {"node.mig.strategy", text, node, "Node", "none, single or mixed.", "metadata.labels[nvidia.com/mig.strategy]"},
};

const AcceleratorOffer* largest(const std::vector<AcceleratorOffer>& offers) {
  const auto most = std::max_element(offers.begin(), offers.end(),
                                     [](const auto& a, const auto& b) { return a.capacity < b.capacity; });
  return most == offers.end() ? nullptr : &*most;
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

std::optional<std::int64_t> parse_whole(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

void fill_versions(const Object& object, FactSink& out) {
  const std::string full(object.label("nvidia.com/cuda.driver-version.full"));
  const std::string cuda = full.empty() ? dotted(object, "nvidia.com/cuda.driver.") : full;
  const char* cuda_path = full.empty() ? "metadata.labels[nvidia.com/cuda.driver.major]"
                                       : "metadata.labels[nvidia.com/cuda.driver-version.full]";
  out.text("node.cuda.driver", cuda, cuda_path);
  out.text("node.accelerator.driver", cuda, cuda_path);
  out.text("node.accelerator.driver", object.label("amd.com/gpu.driver-version"),
           "metadata.labels[amd.com/gpu.driver-version]");
  out.text("node.cuda.runtime", dotted(object, "nvidia.com/cuda.runtime."),
           "metadata.labels[nvidia.com/cuda.runtime.major]");
}

void fill_labels(const Object& object, FactSink& out) {
  std::string_view key;
  const std::string_view product = accelerator_label(object, key);
  const std::string path = "metadata.labels[" + std::string(key) + "]";
  out.boolean("node.accelerator.looks_like_one", !product.empty(),
              product.empty() ? Where("metadata.labels") : Where(path));
  if (product != "true") out.text("node.accelerator.product", product, path);
  out.text("node.accelerator.vendor", node_vendor(object), product.empty() ? "status.capacity" : path);
  out.number("node.accelerator.installed", parse_whole(object.label("nvidia.com/gpu.count")),
             "metadata.labels[nvidia.com/gpu.count]");
  fill_versions(object, out);
}

void fill_use(const AcceleratorOffer& offer, FactSink& out) {
  out.number("node.accelerator.in_use", offer.in_use, "spec");
  out.number("node.accelerator.free",
             std::max<std::int64_t>(offer.allocatable - offer.in_use - offer.in_use_by_views, 0), "spec");
  std::vector<std::string> holders;
  for (const AcceleratorHolder& holder : offer.holders)
    holders.push_back(holder.pod->ns.str() + "/" + holder.pod->name.str());
  out.texts("node.accelerator.holders", std::move(holders), "spec");
  if (offer.complete) return;
  out.bound("node.accelerator.in_use", Bound::at_least);
  out.bound("node.accelerator.free", Bound::at_most);
  if (offer.holders.empty()) out.unknown("node.accelerator.holders", "Pod");
}

void fill_offer(const AcceleratorOffer& offer, FactSink& out) {
  const std::string capacity = resource_path("capacity", offer.resource);
  const std::string allocatable = resource_path("allocatable", offer.resource);
  out.text("node.accelerator.resource", offer.resource, capacity);
  out.number("node.accelerator.capacity", offer.capacity, capacity);
  out.number("node.accelerator.allocatable", offer.allocatable, allocatable);
  out.number("node.accelerator.unhealthy", offer.unhealthy(), allocatable);
  out.number("node.accelerator.replicas", offer.replicas, capacity);
  out.text("node.accelerator.sharing", offer.sharing, capacity);
  fill_use(offer, out);
  if (!offer.unreadable) return;
  for (const char* name : {"capacity", "allocatable", "unhealthy", "free"})
    out.unknown("node.accelerator." + std::string(name), "Node");
}

void fill_accelerator(const Facts& facts, const Subject& subject, FactSink& out) {
  const Object& object = *subject.object;
  fill_labels(object, out);
  const std::vector<AcceleratorOffer> offers = accelerator_offers(facts.snapshot(), object);
  out.number("node.accelerator.capacity", 0, "status.capacity");
  out.number("node.accelerator.allocatable", 0, "status.allocatable");
  std::string_view key;
  const bool looks_like_one = !accelerator_label(object, key).empty();
  const bool offers_nothing = std::all_of(offers.begin(), offers.end(), [](const auto& o) { return o.capacity == 0; });
  out.boolean("node.accelerator.missing",
              looks_like_one && offers_nothing && claimed_offers(facts.snapshot(), object).empty(), "status.capacity");
  std::vector<std::string> resources;
  for (const AcceleratorOffer& offer : offers) resources.emplace_back(offer.resource);
  out.texts("node.accelerator.resources", std::move(resources), "status.capacity");
  out.boolean("node.accelerator.slices",
              std::any_of(offers.begin(), offers.end(), [](const auto& offer) { return offer.slice; }),
              "status.capacity");
  if (const AcceleratorOffer* offer = largest(offers)) fill_offer(*offer, out);
}

}  // namespace

constinit const Family accelerator_family{lines, fill_accelerator};

}  // namespace aidiag
