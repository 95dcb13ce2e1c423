// SPDX-License-Identifier: Apache-2.0
// The one word for a pod that kubectl users know (pkg/printers/internalversion of Kubernetes, printPod).
#include "facts/pod_status.hpp"

#include "facts/containers.hpp"

namespace aidiag {
namespace {

/// What the state says of a container that is not up; empty if it runs.
std::string word_of(const ContainerView& c) {
  const Json ended = c.state("terminated");
  if (!ended.exists()) return std::string(c.state("waiting")["reason"].text());
  const std::string_view reason = ended["reason"].text();
  return reason.empty() ? "ExitCode:" + std::to_string(ended["exitCode"].integer_or(0)) : std::string(reason);
}

bool is_past(const ContainerView& c) {
  if (c.sidecar) return c.status["started"].boolean_or(false);
  const Json ended = c.state("terminated");
  return ended.exists() && ended["exitCode"].integer_or(1) == 0;
}

/// Empty once all init containers are done or, for sidecars, started.
std::string init_word(const std::vector<ContainerView>& containers) {
  std::size_t done = 0, all = 0;
  const ContainerView* first = nullptr;
  for (const ContainerView& c : containers) {
    if (!c.init && !c.sidecar) continue;
    ++all;
    if (first == nullptr && !is_past(c)) first = &c;
    if (first == nullptr) ++done;
  }
  if (first == nullptr) return {};
  const std::string word = word_of(*first);
  if (!word.empty() && word != "PodInitializing") return "Init:" + word;
  return "Init:" + std::to_string(done) + "/" + std::to_string(all);
}

}  // namespace

std::string pod_status_word(const Object& pod) {
  if (pod.deleted) return "Terminating";
  if (const std::string_view reason = pod.json()["status"]["reason"].text(); !reason.empty())
    return std::string(reason);
  const std::vector<ContainerView> containers = container_views(pod);
  if (std::string word = init_word(containers); !word.empty()) return word;
  for (const ContainerView& c : containers) {
    if (c.init || c.sidecar || c.ephemeral) continue;
    if (std::string word = word_of(c); !word.empty()) return word;
  }
  if (pod.pod->phase != "Running") return pod.pod->phase.str();
  return pod.pod->ready ? "Running" : "NotReady";
}

}  // namespace aidiag
