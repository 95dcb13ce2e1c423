// SPDX-License-Identifier: Apache-2.0
#include "facts/near_miss.hpp"

#include <algorithm>

namespace aidiag {
namespace {

bool living(const Object& pod) { return pod.pod->phase != "Succeeded" && pod.pod->phase != "Failed" && !pod.deleted; }

/// Labels that controllers move from pod to pod: a Service that follows one is empty for a while by design.
bool moves(std::string_view key) {
  return key == "statefulset.kubernetes.io/pod-name" || key.ends_with("pod-template-hash") || key.ends_with("role");
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
  for (const Requirement& wrong : selector.requirements()) {
    if (moves(wrong.key)) continue;
    for (const Object* pod : snapshot.of_kind("Pod", service.ns)) {
      if (!living(*pod) || !is_near(*pod, selector, wrong)) continue;
      if (!alike(pod->label(wrong.key), wrong.values.front()) && has_service(snapshot, *pod)) continue;
      return NearMiss{pod, wrong.key};
    }
  }
  return std::nullopt;
}

}  // namespace aidiag
