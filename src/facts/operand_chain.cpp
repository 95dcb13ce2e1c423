// SPDX-License-Identifier: Apache-2.0
#include "facts/operand_chain.hpp"

#include <algorithm>
#include <array>

#include "facts/object_paths.hpp"
#include "facts/pod_status.hpp"
#include "fit/node_selection.hpp"
#include "fit/tolerations.hpp"
#include "model/accelerator_offers.hpp"

namespace aidiag {
namespace {

constexpr std::array<std::string_view, 7> chain = {"gpu-driver",        "container-toolkit", "device-plugin",
                                                   "dra-driver",        "mig-manager",       "gpu-feature-discovery",
                                                   "operator-validator"};

std::size_t place_in_chain(std::string_view role) {
  return static_cast<std::size_t>(std::find(chain.begin(), chain.end(), role) - chain.begin());
}

bool is_in_chain(const OperandKind* operand) {
  return operand != nullptr && place_in_chain(operand->role) < chain.size();
}

bool is_device_plugin(const Object& daemon_set) {
  const OperandKind* operand = daemon_set.kind == "DaemonSet" ? operand_of(daemon_set) : nullptr;
  return operand != nullptr && operand->role == "device-plugin";
}

bool offers_some(const Snapshot& snapshot, const Object& node) {
  const auto offers = accelerator_offers(snapshot, node);
  return std::any_of(offers.begin(), offers.end(), [](const AcceleratorOffer& offer) { return offer.capacity > 0; });
}

bool is_newer(const Object& a, const Object& b) { return a.created.value_or(Time{}) > b.created.value_or(Time{}); }

void add_pods(const Snapshot& snapshot, const Object& node, std::vector<OperandOnNode>& operands) {
  for (const Object* pod : snapshot.pods_on(node.name)) {
    if (pod->pod->phase == "Succeeded" || pod->pod->phase == "Failed") continue;
    const Object* daemon_set = snapshot.owner_of(*pod);
    const OperandKind* operand = operand_of_pod(snapshot, *pod);
    if (!is_in_chain(operand)) continue;
    const auto same = std::find_if(operands.begin(), operands.end(), [&](const OperandOnNode& o) {
      return o.pod->ns == pod->ns && o.pod->owner.name == pod->owner.name;
    });
    if (same == operands.end()) {
      operands.push_back({OperandOnNode::State::works, operand->role, daemon_set, pod, {}, {}});
    } else if (is_newer(*pod, *same->pod)) {
      same->pod = pod;
    }
  }
  for (OperandOnNode& operand : operands) {
    if (operand.pod->pod->ready) continue;
    operand.state = OperandOnNode::State::broken;
    operand.why = pod_status_word(*operand.pod);
    operand.since = unready_since(*operand.pod).value_or(Time{});
  }
}

/// DaemonSets that have no pod on the node. One that is for other nodes matters only if it is a device plugin and no
/// other serves the node: clouds have one for each size of machine.
void add_absent(const Snapshot& snapshot, const Object& node, std::vector<OperandOnNode>& operands) {
  const std::string_view vendor = node_vendor(node);
  std::vector<OperandOnNode> excluded;
  for (const Object* daemon_set : snapshot.of_kind("DaemonSet")) {
    const OperandKind* operand = operand_of(*daemon_set);
    if (!is_in_chain(operand) || vendor.empty() || operand_vendor(*daemon_set) != vendor) continue;
    const bool is_there = std::any_of(operands.begin(), operands.end(), [&](const OperandOnNode& o) {
      return o.pod != nullptr && o.pod->ns == daemon_set->ns && o.pod->owner.name == daemon_set->name;
    });
    if (is_there) continue;
    const std::string why = keeps_pods_off(*daemon_set, node);
    const Time since = std::max(node.created.value_or(Time{}), daemon_set->created.value_or(Time{}));
    if (why.empty()) {
      operands.push_back({OperandOnNode::State::missing, operand->role, daemon_set, nullptr, {}, since});
    } else if (operand->role == "device-plugin") {
      excluded.push_back({OperandOnNode::State::excluded, operand->role, daemon_set, nullptr, why, {}});
    }
  }
  const bool served =
      std::any_of(operands.begin(), operands.end(), [](const OperandOnNode& o) { return o.role == "device-plugin"; });
  if (!served) operands.insert(operands.end(), excluded.begin(), excluded.end());
}

}  // namespace

const OperandKind* operand_of_pod(const Snapshot& snapshot, const Object& pod) {
  if (const OperandKind* operand = operand_of(pod)) return operand;
  const Object* daemon_set = snapshot.owner_of(pod);
  return daemon_set != nullptr ? operand_of(*daemon_set) : nullptr;
}

std::vector<OperandOnNode> operands_on(const Snapshot& snapshot, const Object& node) {
  std::vector<OperandOnNode> operands;
  add_pods(snapshot, node, operands);
  if (snapshot.pods_complete_on(node.name)) add_absent(snapshot, node, operands);
  std::stable_sort(operands.begin(), operands.end(), [](const OperandOnNode& a, const OperandOnNode& b) {
    return place_in_chain(a.role) < place_in_chain(b.role);
  });
  return operands;
}

const OperandOnNode* first_broken(const std::vector<OperandOnNode>& operands) {
  const auto broken = std::find_if(operands.begin(), operands.end(), [](const OperandOnNode& o) {
    return o.state == OperandOnNode::State::broken || o.state == OperandOnNode::State::missing;
  });
  return broken == operands.end() ? nullptr : &*broken;
}

std::string keeps_pods_off(const Object& daemon_set, const Object& node) {
  const Json pod_spec = daemon_set.json()["spec"]["template"]["spec"];
  const NodeSelection selection(pod_spec);
  if (!selection.takes(node)) {
    std::string labels;
    for (const NodeRequirement* unmet : selection.unmet(node)) labels += (labels.empty() ? "" : ", ") + unmet->text();
    return "label " + labels;
  }
  const Tolerations tolerations(pod_spec);
  for (const Taint& taint : node.node->taints) {
    // What Kubernetes sets itself passes, and its controller lets DaemonSets tolerate most of it.
    if (!keeps_off(taint) || taint.key.view().starts_with("node.kubernetes.io/") || tolerations.tolerate(taint))
      continue;
    return "taint " + taint_text(taint);
  }
  return {};
}

std::vector<const Object*> nodes_left_out(const Snapshot& snapshot, const Object& daemon_set) {
  std::vector<const Object*> nodes;
  const std::string_view vendor = operand_vendor(daemon_set);
  if (vendor.empty() || !is_device_plugin(daemon_set)) return nodes;
  for (const Object* node : snapshot.of_kind("Node")) {
    if (node_vendor(*node) != vendor || offers_some(snapshot, *node) || keeps_pods_off(daemon_set, *node).empty())
      continue;
    const auto all = snapshot.of_kind("DaemonSet");
    const bool served = std::any_of(all.begin(), all.end(), [&](const Object* other) {
      return is_device_plugin(*other) && operand_vendor(*other) == vendor && keeps_pods_off(*other, *node).empty();
    });
    if (!served) nodes.push_back(node);
  }
  return nodes;
}

}  // namespace aidiag
