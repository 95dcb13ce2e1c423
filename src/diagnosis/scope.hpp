// SPDX-License-Identifier: Apache-2.0
// What of the snapshot the question is about: which pods count, which findings belong to it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "aidiag/source.hpp"
#include "diagnosis/root.hpp"

namespace aidiag {

class ScopeFilter {
 public:
  ScopeFilter(const Scope& scope, const Facts& facts);

  /// The pods asked about, in order.
  [[nodiscard]] const std::vector<const Object*>& pods() const { return pods_; }
  /// Whether a finding that touches these subjects belongs to the answer.
  [[nodiscard]] bool touches(const std::vector<Subject>& subjects) const;
  [[nodiscard]] bool touches(const Subject& subject) const;
  /// Whether pods or workloads were asked for, and not a namespace or all of them.
  [[nodiscard]] bool has_targets() const { return kind_ == Scope::Kind::pods || kind_ == Scope::Kind::workloads; }
  [[nodiscard]] bool has_pod(const Object* pod) const { return pod_set_.contains(pod); }
  /// Workloads asked about of which no pod is known, while some of the namespace are of controllers that were not read
  /// and that may be theirs: the kinds of those, each with the workload as "InferenceService llm".
  [[nodiscard]] const std::map<std::string, std::string>& open_ties() const { return open_ties_; }

 private:
  void add_pods(const Scope& scope, const Snapshot& snapshot);
  void add_open_ties(const Snapshot& snapshot, const Scope::Target& target);
  void add_linked(const Scope& scope, const Facts& facts);
  Scope::Kind kind_;
  std::string ns_;
  std::vector<const Object*> pods_;
  std::set<const Object*> pod_set_;
  std::map<std::string, std::string> open_ties_;
  std::set<const Object*> linked_;  ///< nodes, owners, Services and claims of the pods asked about
};

}  // namespace aidiag
