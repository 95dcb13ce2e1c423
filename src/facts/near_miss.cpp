// SPDX-License-Identifier: Apache-2.0
#include "facts/near_miss.hpp"

#include <algorithm>

namespace aidiag {
namespace {

bool living(const Object& pod) { return pod.pod->phase != "Succeeded" && pod.pod->phase != "Failed" && !pod.deleted; }

/// Labels that controllers move from pod to pod: a Service that follows one is empty for a while by design.
bool moves(std::string_view key) {
  return key == "statefulset.kubernetes.io/pod-name" || key == "ray.io/serve" || key.ends_with("pod-template-hash") ||
         key.ends_with("role");
}

/// Releases beside the one that serves: their Services are empty but for the time of a rollout. Argo Rollouts, Flagger,
/// and what people call theirs.
bool names_a_second_release(std::string_view word) {
  for (const std::string_view release : {"canary", "preview", "primary", "blue", "green", "shadow", "candidate"}) {
    if (word == release || (word.ends_with(release) && word[word.size() - release.size() - 1] == '-')) return true;
  }
  return false;
}

bool has_service(const Snapshot& s, const Object& pod) {
  for (const Object* other : s.of_kind("Service", pod.ns)) {
    const Selector selector = Selector::of_map(other->json()["spec"]["selector"]);
    if (!selector.empty() && selector.matches(*pod.labels)) return true;
  }
  return false;
}

bool alike(std::string_view a, std::string_view b) { return !a.empty() && a.substr(0, 3) == b.substr(0, 3); }

bool is_near(const Object& pod, const Selector& selector, const Requirement& wrong) {
  const bool others_fit =
      std::all_of(selector.requirements().begin(), selector.requirements().end(),
                  [&](const Requirement& r) { return r.key == wrong.key || pod.label(r.key) == r.values.front(); });
  if (!others_fit) return false;
  return selector.requirements().size() > 1 || alike(pod.label(wrong.key), wrong.values.front());
}

}  // namespace

std::optional<NearMiss> near_miss(const Snapshot& snapshot, const Object& service, const Selector& selector) {
  if (names_a_second_release(service.name)) return std::nullopt;
  for (const Requirement& wrong : selector.requirements()) {
    if (moves(wrong.key) || names_a_second_release(wrong.values.front())) continue;
    for (const Object* pod : snapshot.of_kind("Pod", service.ns)) {
      if (!living(*pod) || !is_near(*pod, selector, wrong)) continue;
      if (!alike(pod->label(wrong.key), wrong.values.front()) && has_service(snapshot, *pod)) continue;
      return NearMiss{pod, wrong.key};
    }
  }
  return std::nullopt;
}

}  // namespace aidiag
