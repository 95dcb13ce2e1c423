// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/scope.hpp"

#include <algorithm>

#include "model/selector.hpp"
#include "model/workload_tie.hpp"

namespace aidiag {
namespace {

using Tie = WorkloadTie::State;

Tie tie_of(const Snapshot& s, const Object& pod, const Scope::Target& target) {
  return tie_to_workload(s, pod, target.kind, target.name).state;
}

/// Whether its own status says that it has no pods.
bool says_it_has_none(const Object* workload) {
  if (workload == nullptr || (workload->kind != "Deployment" && workload->kind != "Rollout")) return false;
  return workload->json()["status"]["replicas"].integer_or(0) == 0;
}

}  // namespace

ScopeFilter::ScopeFilter(const Scope& scope, const Facts& facts) : kind_(scope.kind), ns_(scope.ns) {
  add_pods(scope, facts.snapshot());
  add_linked(scope, facts);
}

void ScopeFilter::add_pods(const Scope& scope, const Snapshot& s) {
  const bool by_name = !scope.targets.empty();
  const auto selector = Selector::parse(scope.selector);
  std::vector<const Scope::Target*> without;
  for (const Scope::Target& target : scope.targets) without.push_back(&target);
  for (const Object* pod : s.of_kind("Pod", kind_ == Scope::Kind::all_namespaces ? "" : ns_)) {
    const auto is_its = [&](const Scope::Target& target) { return tie_of(s, *pod, target) == Tie::yes; };
    std::erase_if(without, [&](const Scope::Target* target) { return is_its(*target); });
    if (by_name && std::none_of(scope.targets.begin(), scope.targets.end(), is_its)) continue;
    if (selector && !selector.value().matches(*pod->labels)) continue;
    pods_.push_back(pod);
  }
  pod_set_.insert(pods_.begin(), pods_.end());
  for (const Scope::Target* target : without) add_open_ties(s, *target);
}

void ScopeFilter::add_open_ties(const Snapshot& s, const Scope::Target& target) {
  if (says_it_has_none(s.find(target.kind, ns_, target.name))) return;
  for (const Object* pod : s.of_kind("Pod", ns_)) {
    const WorkloadTie tie = tie_to_workload(s, *pod, target.kind, target.name);
    if (tie.state == Tie::open) open_ties_.emplace(tie.unread.kind, target.kind + " " + target.name);
  }
}

void ScopeFilter::add_linked(const Scope& scope, const Facts& facts) {
  const Snapshot& s = facts.snapshot();
  for (const Object* pod : pods_) {
    if (!pod->pod->node.empty()) linked_.insert(s.find("Node", "", pod->pod->node));
    for (const Object* owner = s.owner_of(*pod); owner != nullptr; owner = s.owner_of(*owner)) {
      if (!linked_.insert(owner).second) break;
    }
  }
  for (const Scope::Target& target : scope.targets) linked_.insert(s.find(target.kind, ns_, target.name));
  if (!scope.targets.empty() || !scope.selector.empty()) {
    const Reach reach(facts);
    std::vector<Subject> places;
    for (const Object* pod : pods_) places.push_back({.about = About::pod, .object = pod});
    for (const Reached& reached : reach.from(places, Reach::Over::line)) linked_.insert(reached.subject.object);
    for (const Object* pod : pods_) {
      for (const Json& volume : pod->json()["spec"]["volumes"].items()) {
        linked_.insert(s.find("PersistentVolumeClaim", pod->ns, volume["persistentVolumeClaim"]["claimName"].text()));
      }
    }
  }
  linked_.erase(nullptr);
}

bool ScopeFilter::touches(const Subject& subject) const {
  if (kind_ == Scope::Kind::all_namespaces) return true;
  if (subject.object == nullptr) return subject.about == About::cluster ? !pods_.empty() : subject.ns == ns_;
  if (subject.object->pod != nullptr) return has_pod(subject.object);
  if (linked_.contains(subject.object)) return true;
  return kind_ == Scope::Kind::one_namespace && !subject.object->ns.empty() && subject.object->ns == ns_;
}

bool ScopeFilter::touches(const std::vector<Subject>& subjects) const {
  return std::any_of(subjects.begin(), subjects.end(), [&](const Subject& s) { return touches(s); });
}

}  // namespace aidiag
