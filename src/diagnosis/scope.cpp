// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/scope.hpp"

#include <algorithm>

#include "model/selector.hpp"

namespace aidiag {
namespace {

bool descends_from(const Snapshot& s, const Object* object, const Object* ancestor) {
  for (int depth = 0; object != nullptr && depth < 8; ++depth) {
    if (object == ancestor) return true;
    object = s.owner_of(*object);
  }
  return false;
}

bool asked_for(const Scope& scope, const Snapshot& s, const Object* pod) {
  return std::any_of(scope.targets.begin(), scope.targets.end(), [&](const Scope::Target& target) {
    if (target.kind == "Pod") return pod->name == target.name;
    const Object* workload = s.find(target.kind, pod->ns, target.name);
    return workload != nullptr && descends_from(s, pod, workload);
  });
}

}  // namespace

ScopeFilter::ScopeFilter(const Scope& scope, const Facts& facts) : kind_(scope.kind), ns_(scope.ns) {
  const Snapshot& s = facts.snapshot();
  const bool by_name = kind_ == Scope::Kind::pods || kind_ == Scope::Kind::workloads;
  const auto selector = Selector::parse(scope.selector);
  for (const Object* pod : s.of_kind("Pod", kind_ == Scope::Kind::all_namespaces ? "" : ns_)) {
    if (by_name && !asked_for(scope, s, pod)) continue;
    if (selector && !selector.value().matches(*pod->labels)) continue;
    pods_.push_back(pod);
  }
  pod_set_.insert(pods_.begin(), pods_.end());
  for (const Object* pod : pods_) {
    if (!pod->pod->node.empty()) linked_.insert(s.find("Node", "", pod->pod->node));
    for (const Object* owner = s.owner_of(*pod); owner != nullptr; owner = s.owner_of(*owner)) {
      if (!linked_.insert(owner).second) break;
    }
  }
  for (const Scope::Target& target : scope.targets) linked_.insert(s.find(target.kind, ns_, target.name));
  if (by_name || !scope.selector.empty()) {
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
