// SPDX-License-Identifier: Apache-2.0
// Which nodes a pod or volume may use by their labels and names: nodeSelector, required node affinity, and the same
// terms in a volume's nodeAffinity. Semantics: k8s.io/component-helpers/scheduling/corev1/nodeaffinity.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aidiag/json.hpp"
#include "aidiag/snapshot.hpp"

namespace aidiag {

/// One test of a label, or of the node's name.
struct NodeRequirement {
  enum class Op { in, not_in, exists, not_exists, greater, less };
  std::string key;
  Op op = Op::in;
  std::vector<std::string> values;
  bool is_name = false;  ///< a field, of which there is only metadata.name

  [[nodiscard]] bool takes(const Object& node) const;
  [[nodiscard]] std::string text() const;  ///< "gpu=a100", "zone in (a, b)", "!spot", "cores > 8"
};

/// `terms`: one of them must hold whole; an empty term holds for no node.
class NodeTerms {
 public:
  using Term = std::vector<NodeRequirement>;
  NodeTerms() = default;
  /// {"nodeSelectorTerms": [{"matchExpressions": ..., "matchFields": ...}]}; missing: every node is taken.
  explicit NodeTerms(Json node_selector);
  /// [{"matchLabelExpressions": [{"key": ..., "values": [...]}]}]: a StorageClass's allowedTopologies.
  static NodeTerms of_topologies(Json topologies);
  [[nodiscard]] bool takes(const Object& node) const;
  [[nodiscard]] bool given() const { return given_; }
  /// Whether every term names its nodes and none of them this one: the scheduler then does not look at the node.
  [[nodiscard]] bool names_others_than(const Object& node) const;
  [[nodiscard]] const std::vector<Term>& terms() const { return terms_; }
  [[nodiscard]] std::string text() const;  ///< "zone=a and gpu or zone=b"

 private:
  bool given_ = false;
  std::vector<Term> terms_;
};

/// A pod's nodeSelector and required node affinity together.
class NodeSelection {
 public:
  explicit NodeSelection(Json pod_spec);
  [[nodiscard]] bool takes(const Object& node) const;
  [[nodiscard]] bool given() const { return !selector_.empty() || terms_.given(); }
  [[nodiscard]] bool names_others_than(const Object& node) const { return terms_.names_others_than(node); }
  [[nodiscard]] std::string text() const;  ///< "gpu=h100 and zone in (a, b)"; empty: anything
  /// The requirements that this node does not meet: of its nodeSelector, and of the term that comes nearest.
  [[nodiscard]] std::vector<const NodeRequirement*> unmet(const Object& node) const;

 private:
  NodeTerms::Term selector_;
  NodeTerms terms_;
};

}  // namespace aidiag
