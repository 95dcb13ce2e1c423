// SPDX-License-Identifier: Apache-2.0
// What Facts has computed so far. References into it stay valid as long as the Facts, or until forget().
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "aidiag/fact.hpp"
#include "facts/containers.hpp"
#include "facts/fit.hpp"
#include "facts/stage.hpp"

namespace aidiag {

struct Family;

struct Facts::State {
  State(const Snapshot& from, const ServerSheets& known_servers, const PatternSet& known_patterns)
      : snapshot(from), sheets(known_servers), patterns(known_patterns) {}

  const Snapshot& snapshot;
  const ServerSheets& sheets;
  const PatternSet& patterns;

  const PolarityTable* polarity = nullptr;  ///< beside the core conditions; may be null

  /// By identity: the same object is one Object.
  struct Hash {
    std::size_t operator()(const Subject& s) const {
      const std::size_t object = std::hash<const void*>{}(s.object) ^ std::hash<std::string_view>{}(s.ns);
      return object * 31 + static_cast<std::size_t>(s.container + 1) * 16 + static_cast<std::size_t>(s.about);
    }
  };

  /// The logs of a container, and which of them are of the run in question.
  struct ContainerLogs {
    std::vector<RunLog> runs;             ///< the run in question first
    std::vector<std::size_t> in_time;     ///< indexes of the runs in question, oldest first
    const ServerSheet* server = nullptr;  ///< by image or command
    bool complete = true;                 ///< all runs in question were read from first to last line
  };

  struct Computed {
    std::map<const Family*, std::vector<Fact>> families;  ///< by index into the family's lines
    std::array<std::unique_ptr<Records>, 4> records;      ///< by RecordKind
    std::shared_ptr<const ContainerLogs> logs;            ///< containers only; records of its pod and node share it
  };
  std::unordered_map<Subject, Computed, Hash> subjects;
  std::array<std::optional<std::vector<Subject>>, 11> of_kind;  ///< by About
  std::unordered_map<const Object*, std::vector<ContainerView>> containers;
  std::map<std::string, Fact> unknowns;  ///< the unknown fact of each kind that could not be read

  std::unordered_map<const Object*, PodStages> stages;

  std::unique_ptr<NodeUsage> node_usage;
  std::unordered_map<const Object*, const PodOutlook*> outlook_of;
  std::unordered_map<std::string, std::unique_ptr<PodOutlook>> outlooks;  ///< one for pods that are alike

  const PodStages& stages_of(const Object& pod);
  /// The containers of a pod.
  const std::vector<ContainerView>& containers_of(const Object& pod);
  /// The container that a container subject is.
  const ContainerView& container(const Subject& subject);
  /// How to judge a condition; nullptr: not at all.
  const Polarity* polarity_of(std::string_view type) const;
};

}  // namespace aidiag
