// SPDX-License-Identifier: Apache-2.0
#include "worlds/build.hpp"

#include <fmt/format.h>

#include "worlds/parts.hpp"

namespace aidiag {
namespace {

std::unique_ptr<const Snapshot> build(const Tree& lines, About about, const std::vector<Unreadable>& blind) {
  check_keys(lines, {"name",   "title",    "finds",        "explains",    "node",       "nodes",   "pod",
                     "pods",   "workload", "workloads",    "service",     "services",   "claim",   "claims",
                     "volume", "volumes",  "autoscaler",   "autoscalers", "budget",     "budgets", "event",
                     "events", "log",      "previous_log", "endpoints",   "unreadable", "objects"});
  WorldParts world(lines, about);
  add_nodes(world);
  add_workloads(world);
  add_pods(world);
  add_services(world);
  add_claims(world);
  add_volumes_autoscalers_budgets(world);
  add_objects_written_out(world);
  write_workload_statuses(world);
  add_endpoints(world);
  add_events(world);
  return take_snapshot(world, blind);
}

}  // namespace

std::variant<std::unique_ptr<const Snapshot>, std::string> build_world(const Tree& world, About about,
                                                                       const std::vector<Unreadable>& blind) {
  try {
    return build(world, about, blind);
  } catch (const Mistake& mistake) {
    return fmt::format("{}: {}", mistake.line, mistake.sentence);
  } catch (const WorldJson::exception&) {
    return fmt::format("{}: a field has another shape than the object it is merged into", world.line);
  }
}

std::unique_ptr<const Snapshot> baseline_world() {
  Tree nothing;
  nothing.kind = Tree::Kind::map;
  return build(nothing, About::container, {});
}

}  // namespace aidiag
