// SPDX-License-Identifier: Apache-2.0
// What the pods of each node take of it, summed up once for all nodes. Counted are pods that are bound and have not
// finished, also while they are shut down: pkg/scheduler/framework/types.go of Kubernetes, NodeInfo.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aidiag/snapshot.hpp"

namespace aidiag {

class NodeUsage {
 public:
  struct Sum {
    std::vector<std::int64_t>
        amounts;  ///< by resource index, in thousandths (model/amount.hpp); shorter where the rest is 0
    std::int64_t pods = 0;
    [[nodiscard]] std::int64_t of(std::size_t resource) const {
      return resource < amounts.size() ? amounts[resource] : 0;
    }
  };
  struct Use {
    Sum all;
    Sum leaving;   ///< of these, pods that are being deleted
    Sum standing;  ///< of these, pods that an empty node has as well: of DaemonSets, and static ones
    std::vector<const Object*> port_holders;
  };

  explicit NodeUsage(const Snapshot& snapshot);
  /// Of a node without pods: all zero.
  [[nodiscard]] const Use& of(Name node) const;
  /// npos if no pod asks for it.
  [[nodiscard]] std::size_t index_of(std::string_view resource) const;
  /// Pods without a node for which others are shut down on one: status.nominatedNodeName.
  [[nodiscard]] const std::vector<const Object*>& nominated() const { return nominated_; }
  /// Pods of any node that mount the claim and have not finished.
  [[nodiscard]] std::int64_t users_of_claim(std::string_view ns, std::string_view claim) const;

  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

 private:
  void add(Sum& sum, const Resources& requests);
  const std::vector<std::pair<std::size_t, std::int64_t>>& indexed(const Resources& requests);

  struct ByText {  // interned, so that the place of the text stands for it
    std::size_t operator()(Name name) const { return std::hash<const void*>()(name.view().data()); }
  };
  std::unordered_map<Name, Use, ByText> by_node_;
  std::unordered_map<const Resources*, std::vector<std::pair<std::size_t, std::int64_t>>> indexed_;
  std::vector<Name> resources_;
  std::vector<const Object*> nominated_;
  std::unordered_map<std::string, std::int64_t> claim_users_;
};

/// Whether it still takes its place on a node.
inline bool takes_place(const PodRow& pod) { return !pod.finished; }

}  // namespace aidiag
