// SPDX-License-Identifier: Apache-2.0
#include "source/plan_nodes.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "model/accelerators.hpp"
#include "model/selector.hpp"

namespace aidiag {
namespace {

constexpr std::size_t kNodesByName = 64;       // more are read as the list of all
constexpr std::size_t kOperandNodes = 8;       // nodes whose operands are looked at
constexpr std::size_t kDeviceCandidates = 64;  // nodes whose pods are read for a pod that waits for devices
constexpr std::size_t kOtherCandidates = 20;   // the same for a pod that waits for anything else

std::string_view accelerator_of(const Object& pod) {
  for (const auto& [resource, amount] : *pod.pod->requests) {
    if (amount > 0 && is_accelerator(resource)) return resource;
  }
  return {};
}

std::int64_t amount_of(const Resources& resources, std::string_view name) {
  const auto found = std::find_if(resources.begin(), resources.end(), [&](const auto& r) { return r.first == name; });
  return found == resources.end() ? 0 : found->second;
}

// The node looks as if it had the device, or has more of it than it lets be used.
bool in_doubt(const Object& node, std::string_view resource) {
  const std::int64_t capacity = amount_of(*node.node->capacity, resource);
  std::string_view key;
  return capacity > 0 ? amount_of(*node.node->allocatable, resource) < capacity : !accelerator_label(node, key).empty();
}

}  // namespace

// Finished pods hold nothing.
std::string select_pods_of(std::string_view node) {
  return "spec.nodeName=" + std::string(node) + ",status.phase!=Succeeded,status.phase!=Failed";
}

namespace {

class NodePlanner {
 public:
  NodePlanner(const Picture& picture, Asks& asks, std::vector<Gap>& left_out)
      : picture_(picture), asks_(asks), left_out_(left_out) {}

  std::vector<Name> run() {
    nodes();
    holders();
    return std::move(operand_nodes_);
  }

 private:
  void nodes() {
    std::set<std::string> names;
    bool any_waits = false;
    for (const Object* pod : picture_.looked_at) {
      if (!pod->pod->node.empty()) names.insert(pod->pod->node.str());
      any_waits = any_waits || waits_for_node(*pod);
    }
    const bool any_ill = !names.empty() || any_waits;
    add_nodes_under_budgets(names);
    if (any_waits || names.size() > kNodesByName) {
      asks_.list("Node", "");
    } else {
      for (const std::string& name : names) asks_.get("Node", "", name);
    }
    // Events about a node are in the namespace default (client-go, tools/record).
    if (any_ill && !picture_.scope.ns.empty() && picture_.scope.ns != "default") asks_.list("Event", "default");
  }

  // A budget that lets no pod go stands in the way where one of its nodes is to be emptied.
  void add_nodes_under_budgets(std::set<std::string>& names) {
    for (const Object* budget : picture_.snapshot.of_kind("PodDisruptionBudget")) {
      const Json json = budget->json();
      if (json["status"]["disruptionsAllowed"].integer_or(1) > 0) continue;
      const Selector selector = Selector::of_object(json["spec"]["selector"]);
      for (const Object* pod : picture_.snapshot.of_kind("Pod", budget->ns)) {
        if (names.size() >= kNodesByName) return;
        if (!pod->pod->node.empty() && selector.matches(*pod->labels)) names.insert(pod->pod->node.str());
      }
    }
  }

  // Who holds what a pod waits for, and the operands of accelerators in doubt: both are pods on a node, of whatever
  // namespace.
  void holders() {
    std::set<std::string> on;
    for (const Object* pod : picture_.sick) {
      if (!pod->pod->node.empty() && !accelerator_of(*pod).empty() && operand_nodes_.size() < kOperandNodes) {
        add_operand_node(pod->pod->node);
      } else if (waits_for_node(*pod)) {
        candidates_of(*pod, on);
      }
    }
    for (const Name node : operand_nodes_) on.insert(node.str());
    if (!operand_nodes_.empty()) asks_.list("DaemonSet", "");  // the operands' own, also where they have no pod
    const bool some_left_out = picture_.snapshot.coverage("Pod", "") == Coverage::partial;
    if (picture_.scope.kind == Scope::Kind::all_namespaces && !some_left_out) return;
    for (const std::string& node : on) {
      asks_.list("Pod", "", select_pods_of(node));
    }
  }

  void candidates_of(const Object& pod, std::set<std::string>& on) {
    const std::string_view resource = accelerator_of(pod);
    const Selector selector = Selector::of_map(pod.json()["spec"]["nodeSelector"]);
    std::vector<const Object*> candidates;
    for (const Object* node : picture_.snapshot.of_kind("Node")) {
      if (!selector.matches(*node->labels)) continue;
      if (resource.empty() || in_doubt(*node, resource) || amount_of(*node->node->capacity, resource) > 0) {
        candidates.push_back(node);
      }
    }
    const std::size_t most = resource.empty() ? kOtherCandidates : kDeviceCandidates;
    if (resource.empty() && candidates.size() > most) return;
    if (candidates.size() > most) {
      left_out_.push_back({"Pod", "", "", "",
                           std::to_string(candidates.size() - most) + " of " + std::to_string(candidates.size()) +
                               " nodes that pod " + pod.name.str() + " may use: their pods were not read",
                           false});
      candidates.resize(most);
    }
    for (const Object* node : candidates) {
      on.insert(node->name.str());
      if (!resource.empty() && in_doubt(*node, resource)) add_operand_node(node->name);
    }
  }

  void add_operand_node(Name node) {
    if (operand_nodes_.size() >= kOperandNodes) return;
    if (std::find(operand_nodes_.begin(), operand_nodes_.end(), node) == operand_nodes_.end()) {
      operand_nodes_.push_back(node);
    }
  }

  const Picture& picture_;
  Asks& asks_;
  std::vector<Gap>& left_out_;
  std::vector<Name> operand_nodes_;
};

}  // namespace

std::vector<Name> ask_for_nodes(const Picture& picture, Asks& asks, std::vector<Gap>& left_out) {
  return NodePlanner(picture, asks, left_out).run();
}

}  // namespace aidiag
