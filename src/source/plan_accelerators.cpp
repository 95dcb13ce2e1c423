// SPDX-License-Identifier: Apache-2.0
#include "source/plan_accelerators.hpp"

#include <set>
#include <string>

#include "model/accelerator_offers.hpp"
#include "model/accelerators.hpp"
#include "model/selector.hpp"
#include "source/plan_nodes.hpp"

namespace aidiag {
namespace {

constexpr std::size_t kNodes = 500;  // nodes whose pods are read

bool has_accelerators(const Object& node) {
  for (const auto& [resource, amount] : node.json()["status"]["capacity"].fields())
    if (is_accelerator(resource)) return true;
  std::string_view key;
  return !accelerator_label(node, key).empty();
}

void ask_for_nodes_and_queue(const Scope& scope, Asks& asks) {
  Read nodes;
  nodes.kind = "Node";
  nodes.label_selector = scope.selector;
  nodes.asked_for = true;
  asks.add(std::move(nodes));
  asks.list("Pod", "", select_pods_of(""));
  asks.list("DaemonSet", "");  // the device plugin's, also where it has no pod
  asks.list("ResourceSlice", "");
}

}  // namespace

void ask_for_accelerators(const Snapshot& snapshot, const Scope& scope, Asks& asks, std::vector<Gap>& left_out) {
  ask_for_nodes_and_queue(scope, asks);
  std::set<std::string_view> published;
  for (const Object* slice : snapshot.of_kind("ResourceSlice"))
    if (publishes_accelerators(*slice)) published.insert(slice->json()["spec"]["nodeName"].text());
  if (!published.empty()) asks.list("ResourceClaim", "");
  const auto selector = Selector::parse(scope.selector);
  std::size_t found = 0;
  for (const Object* node : snapshot.of_kind("Node")) {
    if (selector.ok() && !selector.value().matches(*node->labels)) continue;
    if (!has_accelerators(*node) && !published.contains(node->name)) continue;
    if (++found <= kNodes) asks.list("Pod", "", select_pods_of(node->name), true);
  }
  if (found <= kNodes) return;
  left_out.push_back({"Pod", "", "", "",
                      std::to_string(found - kNodes) + " of " + std::to_string(found) +
                          " nodes with accelerators are beyond the first " + std::to_string(kNodes) +
                          " by name: their pods were not read (-l chooses nodes)",
                      true});
}

}  // namespace aidiag
