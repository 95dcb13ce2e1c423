// SPDX-License-Identifier: Apache-2.0
#include "source/container_state.hpp"

namespace aidiag {
namespace {

std::optional<EndedRun> ended_run(Json terminated) {
  if (!terminated) return std::nullopt;
  return EndedRun{terminated["reason"].text(), terminated["exitCode"].integer_or(0),
                  parse_time(terminated["startedAt"].text()), parse_time(terminated["finishedAt"].text())};
}

Json status_of(const std::vector<Json>& statuses, std::string_view name) {
  for (const Json& status : statuses) {
    if (status["name"].text() == name) return status;
  }
  return {};
}

void add(std::vector<ContainerState>& all, Json pod, std::string_view specs, std::string_view statuses) {
  const std::vector<Json> known = pod["status"][statuses].items();
  for (const Json& spec : pod["spec"][specs].items()) {
    ContainerState c;
    c.name = spec["name"].text();
    c.spec = spec;
    c.initialises = specs == "initContainers" && spec["restartPolicy"].text() != "Always";
    const Json status = status_of(known, c.name), state = status["state"];
    c.waiting_reason = state["waiting"]["reason"].text();
    c.running = state["running"].exists();
    c.ready = status["ready"].boolean_or(false);
    c.ended = ended_run(state["terminated"]);
    c.before = ended_run(status["lastState"]["terminated"]);
    all.push_back(c);
  }
}

}  // namespace

std::vector<ContainerState> container_states(const Object& pod) {
  std::vector<ContainerState> all;
  const Json json = pod.json();
  add(all, json, "initContainers", "initContainerStatuses");
  add(all, json, "containers", "containerStatuses");
  return all;
}

bool ended_lately(const ContainerState& container, Time now) {
  const auto& run = container.before;
  if (!run || !run->finished || hours(1) < now - *run->finished) return false;
  return !container.initialises || run->exit_code != 0 || run->reason == "OOMKilled";
}

}  // namespace aidiag
