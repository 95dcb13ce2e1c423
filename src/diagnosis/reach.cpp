// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/reach.hpp"

#include <algorithm>
#include <deque>
#include <set>

#include "diagnosis/cluster_dns.hpp"
#include "facts/containers.hpp"
#include "facts/fit.hpp"
#include "facts/links.hpp"
#include "facts/operand_chain.hpp"
#include "model/amount.hpp"
#include "model/operands.hpp"
#include "model/selector.hpp"

namespace aidiag {
namespace {

Subject of(About about, const Object* object) { return Subject{.about = about, .object = object}; }

bool is_init(const Subject& container) {
  const auto all = container_views(*container.object);
  const auto index = static_cast<std::size_t>(container.container);
  return index < all.size() && all[index].init;
}

/// The nodes that could take a waiting pod but for what is wrong with the nodes themselves.
std::vector<const Object*> nodes_it_waits_for(const Facts& facts, const Object& pod) {
  std::vector<const Object*> out;
  const PodOutlook* known = outlook_of(facts, pod);
  if (known == nullptr || !known->outlook.obstacle) return out;
  const auto take = [&](Hindrance hindrance, const std::vector<const NodeOutlook*>& behind) {
    for (const Hindrance of_nodes :
         {Hindrance::not_offered, Hindrance::ill_devices, Hindrance::cordon, Hindrance::not_ready})
      if (hindrance == of_nodes)
        for (const NodeOutlook* node : behind) out.push_back(node->fit->node);
  };
  take(*known->outlook.obstacle, known->outlook.behind);
  if (known->outlook.also) take(*known->outlook.also, known->outlook.also_behind);
  return out;
}

/// What the pod holds of what is short.
std::int64_t held(const Object& pod, const Lack& lack) {
  constexpr std::int64_t one = 1000;
  if (lack.ground == Ground::pods) return one;
  for (const auto& [name, amount] : *pod.pod->requests)
    if (name == lack.resource) return amount;
  return 0;
}

/// Whether the node would take the pod once what is being deleted there is gone.
bool opens_when_they_go(const NodeOutlook& node) {
  return std::all_of(node.fit->lacks.begin(), node.fit->lacks.end(), [](const Lack& lack) {
    const bool of_resources = lack.ground == Ground::resource || lack.ground == Ground::pods;
    return of_resources && lack.said == nullptr && lack.wanted <= lack.free_without_leaving;
  });
}

using Pods = std::vector<const Object*>;

/// Whether those are enough that are not overdue by more than what is ordinary.
bool goes_by_itself(const NodeOutlook& node, const Pods& leaving, Time now) {
  constexpr Duration ordinary = minutes(2);
  return std::all_of(node.fit->lacks.begin(), node.fit->lacks.end(), [&](const Lack& lack) {
    std::int64_t free = lack.free;
    for (const Object* other : leaving)
      if (*other->deleted + ordinary >= now) free = plus(free, held(*other, lack));
    return lack.wanted <= free;
  });
}

/// Pods that are being deleted and hold what this one waits for; none where it only has to wait a little.
Pods leaving_pods_it_waits_for(const Facts& facts, const Object& pod) {
  Pods out;
  const PodOutlook* known = outlook_of(facts, pod);
  if (known == nullptr || known->outlook.if_terminating_gone == 0) return out;
  for (const NodeOutlook* node : known->outlook.behind) {
    if (!opens_when_they_go(*node)) continue;
    Pods leaving;
    for (const Object* other : facts.snapshot().pods_on(node->fit->node->name)) {
      const auto holds = [&](const Lack& lack) { return held(*other, lack) > 0; };
      const auto& lacks = node->fit->lacks;
      if (other->deleted && takes_place(*other->pod) && std::any_of(lacks.begin(), lacks.end(), holds))
        leaving.push_back(other);
    }
    if (goes_by_itself(*node, leaving, facts.snapshot().now)) return {};
    out.insert(out.end(), leaving.begin(), leaving.end());
  }
  return out;
}

}  // namespace

Reach::Reach(const Facts& facts) : facts_(facts) {
  const Snapshot& s = facts.snapshot();
  for (const Subject& pod : facts.subjects(About::pod)) {
    if (!pod.object->pod->node.empty()) on_node_[pod.object->pod->node].push_back(pod);
    for (const Object* node : nodes_it_waits_for(facts, *pod.object)) on_node_[node->name].push_back(pod);
    for (const Object* other : leaving_pods_it_waits_for(facts, *pod.object)) waiting_for_end_of_[other].push_back(pod);
    for (const Json& volume : pod.object->json()["spec"]["volumes"].items()) {
      const std::string_view claim = volume["persistentVolumeClaim"]["claimName"].text();
      if (const Object* c = claim.empty() ? nullptr : s.find("PersistentVolumeClaim", pod.object->ns, claim)) {
        users_of_claim_[c].push_back(pod);
      }
    }
  }
  for (const Subject& container : facts.subjects(About::container))
    containers_of_[container.object].push_back(container);
  const auto& workloads = facts.subjects(About::workload);
  for (const Subject& service : facts.subjects(About::service)) {
    const Selector selector = Selector::of_map(service.object->json()["spec"]["selector"]);
    if (selector.empty()) continue;
    for (const Object* pod : s.of_kind("Pod", service.object->ns)) {
      if (selector.matches(*pod->labels)) services_of_pod_[pod].push_back(service);
    }
    for (const Subject& workload : workloads) {
      if (workload.object->ns == service.object->ns &&
          matches_json(selector, workload.object->json()["spec"]["template"]["metadata"]["labels"])) {
        services_of_workload_[workload.object].push_back(service);
      }
    }
  }
  for (const Subject& autoscaler : facts.subjects(About::autoscaler)) {
    const Link target = facts.link(autoscaler, About::workload);
    if (target.state == Link::State::known) autoscalers_of_[target.subject.object].push_back(autoscaler);
  }
}

void Reach::containers(const Object& pod, std::vector<Subject>& out) const {
  const auto found = containers_of_.find(&pod);
  if (found != containers_of_.end()) out.insert(out.end(), found->second.begin(), found->second.end());
}

void Reach::after_pod(const Subject& pod, std::vector<Subject>& out) const {
  const Object* owner = facts_.snapshot().owner_of(*pod.object);
  if (owner == nullptr) owner = deployment_by_hash(facts_.snapshot(), *pod.object);  // ReplicaSets were not read
  if (owner != nullptr) out.push_back(of(About::workload, owner));
  const auto services = services_of_pod_.find(pod.object);
  if (services != services_of_pod_.end()) out.insert(out.end(), services->second.begin(), services->second.end());
}

void Reach::after_workload(const Subject& workload, bool may_descend, std::vector<Subject>& out) const {
  if (const Object* owner = facts_.snapshot().owner_of(*workload.object)) out.push_back(of(About::workload, owner));
  for (const auto* table : {&services_of_workload_, &autoscalers_of_}) {
    const auto found = table->find(workload.object);
    if (found != table->end()) out.insert(out.end(), found->second.begin(), found->second.end());
  }
  if (!may_descend) return;
  for (const Object* owned : facts_.snapshot().owned_by(*workload.object)) {
    out.push_back(of(owned->kind == "Pod" ? About::pod : About::workload, owned));
  }
}

void Reach::next(const Reached& from, bool may_descend, Over over, std::vector<Subject>& out) const {
  const Subject& at = from.subject;
  const bool wide = over == Over::infrastructure;
  switch (at.about) {
    case About::container:
      out.push_back(of(About::pod, at.object));
      break;
    case About::pod:
      after_pod(at, out);
      if (may_descend || wide) containers(*at.object, out);
      if (const auto found = waiting_for_end_of_.find(at.object); wide && found != waiting_for_end_of_.end())
        out.insert(out.end(), found->second.begin(), found->second.end());
      if (wide && !at.object->pod->node.empty()) {
        if (const Object* node = facts_.snapshot().find("Node", "", at.object->pod->node);
            node != nullptr && operand_of(*at.object) != nullptr) {
          out.push_back(of(About::node, node));
        }
      }
      break;
    case About::workload:
      after_workload(at, may_descend, out);
      if (wide)
        for (const Object* node : nodes_left_out(facts_.snapshot(), *at.object)) out.push_back(of(About::node, node));
      break;
    case About::service:  // not by way of one of its pods: the others may answer
      if (wide && from.distance == 0 && is_cluster_dns(*at.object)) out = pods_without_names(facts_, *at.object);
      break;
    case About::claim:
      if (const auto users = users_of_claim_.find(at.object); users != users_of_claim_.end()) {
        out.insert(out.end(), users->second.begin(), users->second.end());
      }
      break;
    case About::node:
      if (const auto pods = on_node_.find(at.object->name); wide && pods != on_node_.end()) {
        out.insert(out.end(), pods->second.begin(), pods->second.end());
      }
      break;
    case About::volume:
      for (const Subject& claim : wide ? facts_.subjects(About::claim) : std::vector<Subject>{}) {
        if (claim.object->json()["spec"]["volumeName"].text() == at.object->name.view()) out.push_back(claim);
      }
      break;
    case About::ns:
      for (const Subject& workload : wide ? facts_.subjects(About::workload) : std::vector<Subject>{}) {
        if (workload.object->ns == at.ns) out.push_back(workload);
      }
      break;
    case About::cluster:
      for (const Subject& pod : wide ? facts_.subjects(About::pod) : std::vector<Subject>{}) out.push_back(pod);
      break;
    case About::autoscaler:
    case About::budget:
      break;
  }
}

std::vector<Reached> Reach::from(const std::vector<Subject>& places, Over over) const {
  std::vector<Reached> out;
  std::set<Subject> seen;
  std::deque<std::pair<Reached, bool>> queue;  // and whether the way may go down into a pod's containers
  for (const Subject& place : places) {
    const bool down = place.about != About::container || is_init(place);
    if (seen.insert(place).second) queue.push_back({{place, 0}, down});
  }
  while (!queue.empty()) {
    const auto [at, down] = queue.front();
    queue.pop_front();
    out.push_back(at);
    std::vector<Subject> following;
    next(at, down, over, following);
    for (const Subject& to : following) {
      // What came up from a pod to its owner does not go down again to the owner's other pods.
      const bool upward = at.subject.about == About::pod && to.about == About::workload;
      if (seen.insert(to).second) queue.push_back({{to, at.distance + 1}, down && !upward});
    }
  }
  return out;
}

}  // namespace aidiag
