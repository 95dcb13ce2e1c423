// SPDX-License-Identifier: Apache-2.0
#include "model/accelerator_labels.hpp"

#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "knowledge/accelerators.hpp"
#include "model/accelerators.hpp"

namespace aidiag {
namespace {

using Words = std::string_view;

/// Labels that name the product, by vendor; the first that is set.
constexpr std::array<std::pair<Words, Words>, 9> products = {{{"NVIDIA", "nvidia.com/gpu.product"},
                                                              {"NVIDIA", "cloud.google.com/gke-accelerator"},
                                                              {"NVIDIA", "karpenter.k8s.aws/instance-gpu-name"},
                                                              {"AMD", "amd.com/gpu.product-name"},
                                                              {"AMD", "beta.amd.com/gpu.product-name"},
                                                              {"Intel", "gpu.intel.com/product"},
                                                              {"Google", "cloud.google.com/gke-tpu-accelerator"},
                                                              {"AWS", "karpenter.k8s.aws/instance-accelerator-name"},
                                                              {"Huawei", "accelerator"}}};

/// Beginnings of label keys that only nodes of the vendor carry.
constexpr std::array<std::pair<Words, Words>, 9> marks = {{{"nvidia.com/gpu.", "NVIDIA"},
                                                           {"feature.node.kubernetes.io/pci-10de.", "NVIDIA"},
                                                           {"feature.node.kubernetes.io/pci-0300_10de.", "NVIDIA"},
                                                           {"feature.node.kubernetes.io/pci-0302_10de.", "NVIDIA"},
                                                           {"amd.com/gpu.", "AMD"},
                                                           {"feature.node.kubernetes.io/pci-1002.", "AMD"},
                                                           {"feature.node.kubernetes.io/pci-0380_1002.", "AMD"},
                                                           {"cloud.google.com/gke-tpu-accelerator", "Google"},
                                                           {"karpenter.k8s.aws/instance-accelerator-name", "AWS"}}};

/// "nvidia.com/gpu.shared" is offered in place of "nvidia.com/gpu", which is what its labels are named after.
std::string base_of(Words resource) {
  constexpr Words shared = ".shared";
  if (resource.ends_with(shared)) resource.remove_suffix(shared.size());
  return std::string(resource);
}

std::int64_t number(Words text, std::int64_t otherwise) {
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  return problem == std::errc() && end == text.data() + text.size() ? value : otherwise;
}

Words product_of(const Object& node, Words resource, Words vendor) {
  // With MIG strategy mixed every slice has its own: nvidia.com/mig-1g.5gb.product.
  if (const Words own = node.label(base_of(resource) + ".product"); !own.empty()) return own;
  for (const auto& [whose, label] : products)
    if (whose == vendor)
      if (const Words product = node.label(label); !product.empty()) return product;
  if (vendor == "AWS" || resource.starts_with("habana.ai/")) return node.label("node.kubernetes.io/instance-type");
  return {};
}

/// Strategies of NVIDIA's device plugin. Before 0.15 it wrote no strategy, and time-slicing was the only one.
Words sharing_of(const Object& node, const AcceleratorOffer& offer) {
  const Words strategy = node.label(base_of(offer.resource) + ".sharing-strategy");
  if (strategy == "time-slicing" || strategy == "mps") return strategy;
  const Words on_gke = node.label("cloud.google.com/gke-gpu-sharing-strategy");
  if (on_gke == "time-sharing") return "time-slicing";
  if (on_gke == "mps") return on_gke;
  if (offer.product.ends_with("-SHARED") || offer.replicas > 1) return "time-slicing";
  return offer.resource.ends_with(".shared") ? "shared" : Words();
}

}  // namespace

void describe_by_labels(const Object& node, AcceleratorOffer& offer) {
  offer.product = product_of(node, offer.resource, offer.vendor);
  offer.slice = offer.resource.starts_with("nvidia.com/mig-") || offer.product.find("-MIG-") != Words::npos;
  offer.replicas = number(node.label(base_of(offer.resource) + ".replicas"), 1);
  if (offer.replicas <= 1) offer.replicas = number(node.label("cloud.google.com/gke-max-shared-clients-per-gpu"), 1);
  offer.sharing = sharing_of(node, offer);
}

std::string_view accelerator_vendor(std::string_view resource) {
  const Words vendor = knowledge::accelerator_vendor(resource);
  return vendor.empty() ? resource.substr(0, resource.find('/')) : vendor;
}

std::string_view node_vendor(const Object& node) {
  for (const auto& [resource, amount] : node.json()["status"]["capacity"].fields())
    if (is_accelerator(resource) && parse_milli(amount.scalar()).value_or(0) > 0) return accelerator_vendor(resource);
  for (const auto& [key, value] : *node.labels)
    for (const auto& [mark, vendor] : marks)
      if (key.view().starts_with(mark) && value != "false") return vendor;
  Words key;
  const Words value = accelerator_label(node, key);
  if (value.empty()) return {};
  if (key != "node.kubernetes.io/instance-type") return "NVIDIA";
  for (const Words family : {"inf", "trn"})
    if (value.starts_with(family)) return "AWS";
  return value.starts_with("g4ad.") || value.find("MI300X") != Words::npos ? "AMD" : "NVIDIA";
}

}  // namespace aidiag
