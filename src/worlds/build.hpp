// SPDX-License-Identifier: Apache-2.0
// From a world's few lines to a Snapshot, through the same decoder as a cluster's JSON.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "aidiag/fact.hpp"
#include "aidiag/snapshot.hpp"
#include "rules/tree.hpp"

namespace aidiag {

/// Something a world leaves out of sight: a kind, or the log of a pod (kind "Log").
struct Unreadable {
  std::string kind;
  std::string name;  ///< a log's pod; empty: all
};

/// Builds the world. `about` is the subject an event without `object` is about. `blind` is left out beside what the
/// world itself calls unreadable. The string is a mistake: `line: sentence`, to be put after the file's name.
std::variant<std::unique_ptr<const Snapshot>, std::string> build_world(const Tree& world, About about,
                                                                       const std::vector<Unreadable>& blind = {});
/// The healthy baseline, as a world with nothing in it.
std::unique_ptr<const Snapshot> baseline_world();

}  // namespace aidiag
