// SPDX-License-Identifier: Apache-2.0
#include "model/pod.hpp"

namespace aidiag {
namespace {

std::optional<Termination> termination(Json terminated) {
  if (!terminated) return std::nullopt;
  return Termination{terminated["reason"].text(),
                     terminated["message"].text(),
                     terminated["exitCode"].integer_or(0),
                     terminated["signal"].integer_or(0),
                     parse_time(terminated["startedAt"].text()),
                     parse_time(terminated["finishedAt"].text())};
}

void read_status(ContainerStatus& out) {
  const Json state = out.status["state"];
  if (const Json waiting = state["waiting"]) {
    out.state = ContainerStatus::State::waiting;
    out.waiting_reason = waiting["reason"].text();
    out.waiting_message = waiting["message"].text();
  } else if (const Json running = state["running"]) {
    out.state = ContainerStatus::State::running;
    out.running_since = parse_time(running["startedAt"].text());
  } else if ((out.ended = termination(state["terminated"]))) {
    out.state = ContainerStatus::State::terminated;
  }
  out.last_ended = termination(out.status["lastState"]["terminated"]);
  out.restarts = out.status["restartCount"].integer_or(0);
  out.ready = out.status["ready"].boolean_or(false);
  out.started = out.status["started"].boolean_or(false);
}

/// One list of the spec with its list of the status, whose order may be another.
void add_list(std::vector<ContainerStatus>& out, Json pod, std::string_view list, std::string_view status_list) {
  const auto statuses = pod["status"][status_list].items();
  std::size_t index = 0;
  for (const Json& spec : pod["spec"][list].items()) {
    ContainerStatus container;
    container.name = spec["name"].text();
    container.image = spec["image"].text();
    container.init = list == "initContainers";
    container.sidecar = container.init && spec["restartPolicy"].text() == "Always";
    container.ephemeral = list == "ephemeralContainers";
    container.index = index++;
    container.spec = spec;
    for (std::size_t i = 0; i < statuses.size(); ++i) {
      if (statuses[i]["name"].text() != container.name) continue;
      container.status = statuses[i];
      container.status_path = "status." + std::string(status_list) + "[" + std::to_string(i) + "]";
      break;
    }
    read_status(container);
    out.push_back(std::move(container));
  }
}

}  // namespace

std::vector<ContainerStatus> containers_of(const Object& pod) {
  std::vector<ContainerStatus> out;
  const Json json = pod.json();
  add_list(out, json, "initContainers", "initContainerStatuses");
  add_list(out, json, "containers", "containerStatuses");
  add_list(out, json, "ephemeralContainers", "ephemeralContainerStatuses");
  return out;
}

}  // namespace aidiag
