// SPDX-License-Identifier: Apache-2.0
// Label selectors, as kubectl's -l writes them and as objects hold them (matchLabels, matchExpressions, the plain map
// of a Service). Semantics: k8s.io/apimachinery/pkg/labels: `!=` and `notin` also take objects without the key.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aidiag/result.hpp"
#include "aidiag/snapshot.hpp"

namespace aidiag {

struct Requirement {
  enum class Op { in, not_in, exists, not_exists };
  std::string key;
  Op op = Op::exists;
  std::vector<std::string> values;
};

/// All requirements must hold; an empty selector takes everything.
class Selector {
 public:
  Selector() = default;
  /// "app=llm,tier!=dev,env in (a,b),!canary". Error of kind usage.
  static Result<Selector> parse(std::string_view text);
  /// {"matchLabels": ..., "matchExpressions": ...}.
  static Selector of_object(Json label_selector);
  /// {"app": "llm"}: a Service's spec.selector, a nodeSelector.
  static Selector of_map(Json map);

  [[nodiscard]] bool matches(const Labels& labels) const;
  [[nodiscard]] bool empty() const { return requirements_.empty(); }
  [[nodiscard]] const std::vector<Requirement>& requirements() const { return requirements_; }
  /// "app=llm,tier=prod".
  [[nodiscard]] std::string text() const;

 private:
  std::vector<Requirement> requirements_;
};

/// The labels as an object holds them in JSON, such as a pod template's: whether the selector takes them.
bool matches_json(const Selector& selector, Json labels);

}  // namespace aidiag
