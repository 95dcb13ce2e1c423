// SPDX-License-Identifier: Apache-2.0
// What the facts of what is in the way of a waiting pod share (pod_obstacle.cpp, pod_shortage.cpp).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "facts/family.hpp"
#include "facts/fit.hpp"

namespace aidiag {

using NodesInTheWay = std::vector<const NodeOutlook*>;

struct Obstacle {
  const PodOutlook& of;
  Hindrance hindrance;
};

/// What is in the way of the pod, if anything is. Where that cannot be told all of `lines` are unknown.
inline std::optional<Obstacle> obstacle_of(const Facts& facts, const Object& pod, std::span<const FactLine> lines,
                                           FactSink& out) {
  const PodOutlook* known = outlook_of(facts, pod);
  const std::string_view missing = known != nullptr           ? known->missing
                                   : nodes_unread(facts, pod) ? std::string_view("Node")
                                                              : std::string_view();
  if (!missing.empty()) {
    for (const FactLine& line : lines) out.unknown(line.name, missing);
    return std::nullopt;
  }
  if (known == nullptr || !known->outlook.obstacle) return std::nullopt;
  return Obstacle{*known, *known->outlook.obstacle};
}

/// For what is concluded rather than read, which is no evidence.
inline const Where nowhere{Place{}};

inline Where path_of(const Object& object, std::string path) { return {object, std::move(path)}; }

}  // namespace aidiag
