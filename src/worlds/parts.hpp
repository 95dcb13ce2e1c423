// SPDX-License-Identifier: Apache-2.0
// A world while it is built: the JSON of its objects, its events and logs. The files of this folder each read one part
// of the world's lines into it, in the order of build.cpp.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "worlds/build.hpp"
#include "worlds/templates.hpp"

namespace aidiag {

/// A mistake in a world's lines: thrown where it is seen, caught in build_world.
struct Mistake {
  int line;
  std::string sentence;
};

struct WorldParts {
  /// The logs of one container, by which run.
  struct LogKey {
    std::string ns, pod, container;
    bool previous;
    friend auto operator<=>(const LogKey&, const LogKey&) = default;
  };

  WorldParts(const Tree& world, About subject) : lines(world), about(subject) {}

  const Tree& lines;
  const About about;                                                ///< what an event without `object` is about
  std::map<std::string, std::map<std::string, WorldJson>> objects;  ///< by kind and name
  std::vector<WorldJson> events;
  std::map<LogKey, std::string> logs;
  std::set<std::string> given_status;  ///< "Kind/name" of workloads whose status the world gives
  std::set<std::string> no_endpoints;  ///< Services that shall have none
  std::string first_node, first_pod;

  /// The objects of a kind that the world names: the singular key is the baseline object `base`, the plural a map.
  /// "train-[0-3]" names four.
  [[nodiscard]] std::vector<std::pair<std::string, const Tree*>> named(std::string_view singular,
                                                                       std::string_view plural,
                                                                       const std::string& base) const;
  /// The object of that kind and name; `fresh` if there was none.
  WorldJson& object(const std::string& kind, const std::string& name, const WorldJson& fresh);
  /// The first log that is given for a run counts.
  void add_log(LogKey key, std::string text);
};

/// The text of a line that may be missing.
std::string text_or(const Tree* tree, const std::string& other);
/// Throws a Mistake at a key that is not allowed.
void check_keys(const Tree& map, const std::set<std::string_view>& allowed);
/// Merges Kubernetes' own fields into the object; what is shorthand is left out.
void merge_fields(WorldJson& target, const Tree& lines, const std::set<std::string_view>& shorthand);
/// Makes the object belong to a workload of that kind and name.
void own(WorldJson& object, const std::string& kind, const std::string& name);
/// The name of the ReplicaSet between a Deployment and its pods.
std::string replica_set_of(const std::string& deployment);

void add_nodes(WorldParts& world);
void add_workloads(WorldParts& world);
void add_pods(WorldParts& world);
void add_services(WorldParts& world);
void add_claims(WorldParts& world);
void add_volumes_autoscalers_budgets(WorldParts& world);
void add_objects_written_out(WorldParts& world);
/// A workload whose status the world does not give gets the status that its pods make.
void write_workload_statuses(WorldParts& world);
void add_endpoints(WorldParts& world);
void add_events(WorldParts& world);
/// What is built, without what the world calls unreadable or `blind` names.
std::unique_ptr<const Snapshot> take_snapshot(const WorldParts& world, const std::vector<Unreadable>& blind);

}  // namespace aidiag
