// SPDX-License-Identifier: Apache-2.0
#include "model/operand_chain.hpp"

#include <algorithm>
#include <array>

#include "model/operands.hpp"

namespace aidiag {
namespace {

constexpr std::array<std::string_view, 7> chain = {"gpu-driver",        "container-toolkit", "device-plugin",
                                                   "dra-driver",        "mig-manager",       "gpu-feature-discovery",
                                                   "operator-validator"};

std::optional<Time> not_ready_since(const Object& pod) {
  for (const Json& condition : pod.json()["status"]["conditions"].items())
    if (condition["type"].text() == "Ready") return parse_time(condition["lastTransitionTime"].text());
  return pod.created;
}

/// What the state says of a container that is not up; empty if it runs.
std::string word_of(Json status) {
  const Json waiting = status["state"]["waiting"], ended = status["state"]["terminated"];
  if (ended.exists()) {
    const std::string_view reason = ended["reason"].text();
    return reason.empty() ? "ExitCode:" + std::to_string(ended["exitCode"].integer_or(0)) : std::string(reason);
  }
  return std::string(waiting["reason"].text());
}

/// Empty once all init containers are done or, for sidecars, started.
std::string init_word(Json pod) {
  const auto specs = pod["spec"]["initContainers"].items();
  std::size_t done = 0;
  for (const Json& spec : specs) {
    Json status;
    for (const Json& s : pod["status"]["initContainerStatuses"].items())
      if (s["name"].text() == spec["name"].text()) status = s;
    const Json ended = status["state"]["terminated"];
    const bool over = ended.exists() && ended["exitCode"].integer_or(1) == 0;
    const bool stays = spec["restartPolicy"].text() == "Always" && status["started"].boolean_or(false);
    if (over || stays) {
      ++done;
      continue;
    }
    const std::string word = word_of(status);
    if (!word.empty() && word != "PodInitializing") return "Init:" + word;
    return "Init:" + std::to_string(done) + "/" + std::to_string(specs.size());
  }
  return {};
}

std::size_t place_in_chain(std::string_view role) {
  return static_cast<std::size_t>(std::find(chain.begin(), chain.end(), role) - chain.begin());
}

bool is_newer(const Object& a, const Object& b) { return a.created.value_or(Time{}) > b.created.value_or(Time{}); }

}  // namespace

std::string pod_status_word(const Object& pod) {
  if (pod.deleted) return "Terminating";
  const Json json = pod.json();
  if (const std::string_view reason = json["status"]["reason"].text(); !reason.empty()) return std::string(reason);
  if (std::string word = init_word(json); !word.empty()) return word;
  for (const Json& status : json["status"]["containerStatuses"].items())
    if (std::string word = word_of(status); !word.empty()) return word;
  if (pod.pod->phase != "Running") return pod.pod->phase.str();
  return pod.pod->ready ? "Running" : "NotReady";
}

std::vector<OperandOnNode> operands_on(const Snapshot& snapshot, const Object& node) {
  std::vector<OperandOnNode> operands;
  for (const Object* pod : snapshot.pods_on(node.name)) {
    if (pod->pod->phase == "Succeeded" || pod->pod->phase == "Failed") continue;
    const Operand* operand = operand_of(*pod);
    if (operand == nullptr || place_in_chain(operand->role) == chain.size()) continue;
    const auto same = std::find_if(operands.begin(), operands.end(), [&](const OperandOnNode& o) {
      return o.role == operand->role && o.pod->owner.name == pod->owner.name;
    });
    if (same == operands.end()) {
      operands.push_back({operand->role, pod, {}, {}});
    } else if (is_newer(*pod, *same->pod)) {
      same->pod = pod;
    }
  }
  for (OperandOnNode& operand : operands) {
    if (operand.pod->pod->ready) continue;
    operand.why = pod_status_word(*operand.pod);
    operand.since = not_ready_since(*operand.pod);
  }
  std::stable_sort(operands.begin(), operands.end(), [](const OperandOnNode& a, const OperandOnNode& b) {
    return place_in_chain(a.role) < place_in_chain(b.role);
  });
  return operands;
}

const OperandOnNode* first_broken(const std::vector<OperandOnNode>& operands) {
  const auto broken =
      std::find_if(operands.begin(), operands.end(), [](const OperandOnNode& o) { return !o.why.empty(); });
  return broken == operands.end() ? nullptr : &*broken;
}

}  // namespace aidiag
