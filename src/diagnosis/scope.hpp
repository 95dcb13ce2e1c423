// SPDX-License-Identifier: Apache-2.0
// What of the snapshot the question is about: which pods count, which findings belong to it.
#pragma once

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
  [[nodiscard]] bool has_pod(const Object* pod) const { return pod_set_.contains(pod); }

 private:
  [[nodiscard]] bool touches(const Subject& subject) const;
  Scope::Kind kind_;
  std::string ns_;
  std::vector<const Object*> pods_;
  std::set<const Object*> pod_set_;
  std::set<const Object*> linked_;  ///< nodes, owners, Services and claims of the pods asked about
};

}  // namespace aidiag
