// SPDX-License-Identifier: Apache-2.0
// Who can break whom. The line runs container -> pod -> owner, Service, autoscaler; a claim lies before the pods that
// use it. Across infrastructure (node, volume, operand, namespace, the cluster's DNS) only a rule's own `explains` may
// go.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "aidiag/fact.hpp"

namespace aidiag {

/// Subjects that a failure at some places can break, nearest first, each with its distance.
struct Reached {
  Subject subject;
  int distance = 0;
};

class Reach {
 public:
  explicit Reach(const Facts& facts);

  enum class Over {
    line,            ///< what a cause explains of itself
    infrastructure,  ///< and what only `explains` may reach
  };
  /// All that can be reached from `places`, these included (distance 0). A failure of one container does not reach the
  /// other containers of its pod over the line, unless it is an init container.
  [[nodiscard]] std::vector<Reached> from(const std::vector<Subject>& places, Over over) const;

 private:
  void next(const Reached& from, bool may_descend, Over over, std::vector<Subject>& out) const;
  void after_pod(const Subject& pod, std::vector<Subject>& out) const;
  void after_workload(const Subject& workload, bool may_descend, std::vector<Subject>& out) const;
  void containers(const Object& pod, std::vector<Subject>& out) const;

  const Facts& facts_;
  std::map<const Object*, std::vector<Subject>> services_of_pod_;
  std::map<const Object*, std::vector<Subject>> services_of_workload_;
  std::map<const Object*, std::vector<Subject>> autoscalers_of_;
  std::map<const Object*, std::vector<Subject>> users_of_claim_;
  std::map<std::string_view, std::vector<Subject>> on_node_;
  std::map<const Object*, std::vector<Subject>> waiting_for_end_of_;
  std::map<const Object*, std::vector<Subject>> containers_of_;
};

}  // namespace aidiag
