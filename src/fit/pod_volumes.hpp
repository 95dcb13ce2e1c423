// SPDX-License-Identifier: Apache-2.0
// Where a pod's claims let it run: pkg/scheduler/framework/plugins/{volumebinding,volumezone,volumerestrictions} of
// Kubernetes. Left to the scheduler's message: limits of attached volumes, storage capacity, and whether several
// claims compete for one volume.
#pragma once

#include <string>
#include <vector>

#include "aidiag/snapshot.hpp"
#include "fit/node_selection.hpp"
#include "fit/node_usage.hpp"

namespace aidiag {

class PodVolumes {
 public:
  PodVolumes(const Object& pod, const Snapshot& snapshot, const NodeUsage& usage);

  /// Why no node at all is looked at: a claim that is missing, is being deleted, waits to be bound, or may be used by
  /// one pod only and is. Empty: none.
  [[nodiscard]] bool held_back() const { return held_back_; }
  [[nodiscard]] bool claim_in_use() const { return claim_in_use_; }
  /// The kind that would be needed to tell more, such as "PersistentVolume"; empty: all was read.
  [[nodiscard]] std::string_view missing() const { return missing_; }

  enum class Answer { yes, other_node, other_zone };
  struct Place {
    Answer answer = Answer::yes;
    const Object* volume = nullptr;  ///< the one that lies elsewhere
    const Object* claim = nullptr;
  };
  /// The first way in which the node is out of reach.
  [[nodiscard]] Place at(const Object& node) const;
  /// No volume there can be bound to one of its claims.
  [[nodiscard]] bool nothing_to_bind_at(const Object& node) const;

 private:
  struct Bound {
    const Object* claim;
    const Object* volume;
    NodeTerms nodes;
    /// Topology label to the values it may have; zones "a__b" are two.
    std::vector<std::pair<std::string_view, std::vector<std::string_view>>> zones;
  };
  struct Unbound {
    const Object* claim;
    std::vector<NodeTerms> candidates;  ///< volumes that could be bound, or where the class may make one
  };

  void add_claim(const Object& claim, const Snapshot& snapshot, const NodeUsage& usage);
  void add_volume(const Object& claim, const Object& volume);
  void add_unbound(const Object& claim, const Snapshot& snapshot);

  bool held_back_ = false, claim_in_use_ = false;
  std::string_view missing_;
  std::vector<Bound> bound_;
  std::vector<Unbound> unbound_;
};

/// "topology.kubernetes.io/zone in (a, b)", "kubernetes.io/hostname=node-1": where a volume can be used; empty:
/// anywhere.
std::string volume_place(const Object& volume);

}  // namespace aidiag
