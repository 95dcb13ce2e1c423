// SPDX-License-Identifier: Apache-2.0
#include "facts/fit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "facts/scheduling.hpp"
#include "facts/state.hpp"
#include "model/amount.hpp"

namespace aidiag {
namespace {

bool waits_for_node(const Object& pod) {
  return pod.pod->node.empty() && takes_place(*pod.pod) && pod.has_detail() &&
         pod.json()["spec"]["schedulingGates"].size() == 0;
}

/// All that the model asks of a pod: replicas are alike, and hundreds of them may wait at once.
std::string likeness(const Object& pod, std::string_view message) {
  const Json spec = pod.json()["spec"];
  std::string out = fmt::format("{}|{}|{}|{}|{}|", pod.ns.view(), static_cast<const void*>(pod.pod->requests),
                                pod.pod->priority, pod.pod->scheduler.view(), message);
  for (const Json& part : {spec["nodeSelector"], spec["affinity"]["nodeAffinity"], spec["tolerations"]})
    out += part.dump() + "|";
  if (pod.pod->host_ports != nullptr)
    for (const HostPort& port : *pod.pod->host_ports)
      out += fmt::format("{}/{}/{},", port.port, port.protocol.view(), port.ip.view());
  if (pod.pod->claims != nullptr)
    for (const Name claim : *pod.pod->claims) out += "|" + claim.str();
  return pod.pod->nominated.empty() ? out : out + "|" + pod.name.str();
}

const NodeUsage& node_usage_of(Facts::State& state) {
  if (!state.node_usage) state.node_usage = std::make_unique<NodeUsage>(state.snapshot);
  return *state.node_usage;
}

/// What pods of lower priority hold of a resource on the node; of "pods": how many they are.
std::int64_t held_below(const Snapshot& snapshot, const Object& node, const Lack& lack, std::int64_t priority) {
  std::int64_t held = 0;
  for (const Object* other : snapshot.pods_on(node.name)) {
    if (other->pod->priority >= priority || !takes_place(*other->pod)) continue;
    if (lack.ground == Ground::pods) held += 1000;
    for (const auto& [name, amount] : *other->pod->requests)
      if (name == lack.resource && amount > 0) held = plus(held, amount);
  }
  return held;
}

std::int64_t if_preempted(const Snapshot& snapshot, const Object& waiting, const Outlook& outlook) {
  constexpr unsigned full = static_cast<unsigned>(Hindrance::room) | static_cast<unsigned>(Hindrance::pods);
  std::int64_t nodes = 0;
  for (const NodeOutlook& node : outlook.nodes) {
    const auto& lacks = node.fit->lacks;
    nodes += node.only(full) && std::all_of(lacks.begin(), lacks.end(), [&](const Lack& lack) {
               return lack.said == nullptr && lack.wanted <= plus(lack.free, held_below(snapshot, *node.fit->node, lack,
                                                                                        waiting.pod->priority));
             });
  }
  return nodes;
}

/// The kind of the object that says what is no amount.
std::string_view whose_amount(const NodeFit& node) {
  for (const auto* amounts : {&*node.node->node->capacity, &*node.node->node->allocatable})
    for (const auto& [resource, amount] : *amounts)
      if (resource == node.unreadable && amount == unreadable_amount) return "Node";
  return "Pod";
}

std::unique_ptr<PodOutlook> compute(Facts::State& state, const Object& pod, std::string_view message) {
  const NodeUsage& usage = node_usage_of(state);
  auto out = std::make_unique<PodOutlook>(PodOutlook{fit_of(pod, state.snapshot, usage, message), {}, 0, 0, {}});
  out->outlook = outlook_of(out->fit);
  out->if_preempted = if_preempted(state.snapshot, pod, out->outlook);
  for (const NodeFit& node : out->fit.nodes) out->uncertain += node.lacks.empty() && !node.usage_known;
  if (out->uncertain > 0) out->missing = "Pod";
  if (out->outlook.now > 0 && !out->fit.missing.empty()) out->missing = *out->fit.missing.begin();
  for (const NodeFit& node : out->fit.nodes)
    if (node.lacks.empty() && !node.unreadable.empty()) out->missing = whose_amount(node);
  return out;
}

}  // namespace

const PodOutlook* outlook_of(const Facts& facts, const Object& pod) {
  Facts::State& state = facts.state();
  if (!waits_for_node(pod) || state.snapshot.coverage("Node", "") != Coverage::complete) return nullptr;
  const auto [at, fresh] = state.outlook_of.try_emplace(&pod, nullptr);
  if (!fresh) return at->second;
  const auto word = scheduler_word(state.snapshot, pod);
  const std::string_view message = word ? std::string_view(word->message) : "";
  auto& known = state.outlooks[likeness(pod, message)];
  if (!known) known = compute(state, pod, message);
  return at->second = known.get();
}

const NodeUsage& node_usage(const Facts& facts) { return node_usage_of(facts.state()); }

bool nodes_unread(const Facts& facts, const Object& pod) {
  return waits_for_node(pod) && facts.snapshot().coverage("Node", "") != Coverage::complete;
}

}  // namespace aidiag
