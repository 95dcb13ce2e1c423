// SPDX-License-Identifier: Apache-2.0
// Facts of what is in the way of a waiting pod: which taint, label, port or volume. They speak of the nodes behind the
// obstacle (pod.fit.obstacle) and are absent where it is another one.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "facts/obstacle.hpp"
#include "fit/tolerations.hpp"
#include "model/nearest.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About pod = About::pod;
constexpr std::string_view kinds = "Pod Node PersistentVolumeClaim PersistentVolume StorageClass";

constexpr FactLine lines[] = {
    {"pod.fit.nodes_in_the_way", texts, pod, kinds, "Names of the nodes behind the obstacle.", {}, "pod.fit.obstacle"},
    {"pod.fit.taint",
     text,
     pod,
     kinds,
     "The taint that is on most of the nodes and was put there to keep pods off, as key=value:effect.",
     {},
     "pod.fit.also.closed"},
    {"pod.fit.closed_by", text, pod, kinds, "The same for nodes that are cordoned, leaving or not ready."},
    {"pod.fit.taints", texts, pod, kinds, "All taints in its way."},
    {"pod.fit.also.obstacle", text, pod, kinds,
     "Another thing that could be changed on other nodes instead, or has to be on the same ones as well: taint, "
     "cordon, "
     "not-ready or leaving."},
    {"pod.fit.also.behind", number, pod, kinds, "Other nodes, that lie behind that.", {}, "pod.fit.also.taint"},
    {"pod.fit.also.closed", number, pod, kinds,
     "Nodes behind the obstacle that are cordoned, leaving or not ready as well."},
    {"pod.fit.also.taint", text, pod, kinds, "The taint of most of these, if it is one that the pod might tolerate."},
    {"pod.fit.unmatched_label", text, pod, kinds, "What it asks of labels and fewest nodes have, as \"gpu=h100\"."},
    {"pod.fit.nearest_label", text, pod, kinds,
     "What the nodes have in place of it: \"gpu=a100 (3 nodes), gpu=l4 (1 node)\", or a label of nearly that name."},
    {"pod.fit.one_label_away", number, pod, kinds, "Nodes that would take it but for that one label."},
    {"pod.fit.port", number, pod, kinds, "The host port that is taken."},
    {"pod.fit.port_holders", texts, pod, kinds, "Pods that have it."},
    {"pod.fit.pinning_volume", text, pod, kinds, "The volume that lies elsewhere."},
    {"pod.fit.pinned_to", text, pod, kinds, "Where that volume can be used.", {}, "pod.fit.pinning_volume"},
    {"pod.fit.nodes_there", number, pod, kinds, "Nodes on which it can be used."},
    {"pod.fit.said", text, pod, kinds, "Reasons of the scheduler that only it can tell, in its words."},
};

/// What several nodes say.
Where of_nodes(std::string path) {
  return Place{
      .object = "Nodes", .path = std::move(path), .log = {}, .previous = false, .line = 0, .time = std::nullopt};
}

std::string counted(std::int64_t n) { return fmt::format("{} {}", n, n == 1 ? "node" : "nodes"); }

/// By text: how many nodes have it, and the first of them.
using Taints = std::map<std::string, std::pair<std::size_t, const Object*>>;

/// Only those of one of these kinds, where any are named.
Taints taints_of(const NodesInTheWay& nodes, std::initializer_list<Hindrance> kinds_taken = {}) {
  Taints seen;
  const auto taken = [&](const Taint& taint) {
    return kinds_taken.size() == 0 ||
           std::find(kinds_taken.begin(), kinds_taken.end(), kind_of(taint)) != kinds_taken.end();
  };
  for (const NodeOutlook* node : nodes)
    for (const Lack& lack : node->fit->lacks)
      if (lack.taint != nullptr && taken(*lack.taint)) {
        auto& [count, first] = seen[taint_text(*lack.taint)];
        if (count++ == 0) first = node->fit->node;
      }
  return seen;
}

Taints::const_iterator most_common(const Taints& seen) {
  return std::max_element(seen.begin(), seen.end(),
                          [](const auto& a, const auto& b) { return a.second.first < b.second.first; });
}

void fill_taints(const NodesInTheWay& nodes, std::string_view leading, std::initializer_list<Hindrance> kinds_taken,
                 FactSink& out) {
  const Taints leading_ones = taints_of(nodes, kinds_taken);
  if (leading_ones.empty()) return;
  const auto most = most_common(leading_ones);
  out.text(leading, most->first, path_of(*most->second.second, "spec.taints"));
  std::vector<std::string> all;
  for (const auto& [text, where] : taints_of(nodes)) all.push_back(text);
  out.texts("pod.fit.taints", std::move(all), path_of(*most->second.second, "spec.taints"));
}

bool are_behind(const NodesInTheWay& nodes, const Outlook& outlook) {
  return std::all_of(nodes.begin(), nodes.end(), [&](const NodeOutlook* node) {
    return std::find(outlook.behind.begin(), outlook.behind.end(), node) != outlook.behind.end();
  });
}

void fill_also(const Outlook& outlook, FactSink& out) {
  if (!outlook.also) return;
  out.text("pod.fit.also.obstacle", to_text(*outlook.also), nowhere);
  if (*outlook.also != Hindrance::taint && taints_of(outlook.behind, {*outlook.obstacle}).empty()) return;
  const bool same = are_behind(outlook.also_behind, outlook);
  out.number(same ? "pod.fit.also.closed" : "pod.fit.also.behind",
             static_cast<std::int64_t>(outlook.also_behind.size()), nowhere);
  const Taints seen = taints_of(outlook.also_behind, {Hindrance::taint});
  if (*outlook.also == Hindrance::taint && !seen.empty())
    out.text("pod.fit.also.taint", most_common(seen)->first, path_of(*most_common(seen)->second.second, "spec.taints"));
}

std::string values_on(const NodesInTheWay& nodes, std::string_view key) {
  std::map<std::string_view, std::int64_t> values;
  for (const NodeOutlook* node : nodes)
    if (node->fit->node->has_label(key)) ++values[node->fit->node->label(key)];
  std::string out;
  for (const auto& [value, n] : values)
    out += fmt::format("{}{}={} ({})", out.empty() ? "" : ", ", key, value, counted(n));
  return out;
}

std::string nearest_label(const NodesInTheWay& nodes, std::string_view key) {
  if (std::string values = values_on(nodes, key); !values.empty()) return values;
  std::set<std::string_view> keys;
  for (const NodeOutlook* node : nodes)
    for (const auto& [name, value] : *node->fit->node->labels) keys.insert(name);
  const std::string_view other = nearest(key, {keys.begin(), keys.end()});
  return other.empty() ? std::string() : values_on(nodes, other);
}

void fill_labels(const Fit& fit, const NodesInTheWay& nodes, FactSink& out) {
  std::map<std::string, std::pair<std::int64_t, const NodeRequirement*>> unmet;
  std::int64_t one_away = 0;
  for (const NodeOutlook* node : nodes) {
    const auto these = fit.selection.unmet(*node->fit->node);
    for (const NodeRequirement* r : these) {
      auto& [count, requirement] = unmet[r->text()];
      ++count;
      requirement = r;
    }
    one_away += these.size() == 1 && node->only(static_cast<unsigned>(Hindrance::label));
  }
  if (unmet.empty()) return;
  const auto most = std::max_element(unmet.begin(), unmet.end(),
                                     [](const auto& a, const auto& b) { return a.second.first < b.second.first; });
  const bool by_selector = fit.pod->json()["spec"]["nodeSelector"][most->second.second->key].exists();
  const std::string path = by_selector ? "spec.nodeSelector" : "spec.affinity.nodeAffinity";
  out.text("pod.fit.unmatched_label", most->first, path);
  out.number("pod.fit.one_label_away", one_away, path);
  if (!most->second.second->is_name)
    out.text("pod.fit.nearest_label", nearest_label(nodes, most->second.second->key), of_nodes("metadata.labels"));
}

void fill_ports(const NodesInTheWay& nodes, FactSink& out) {
  std::vector<std::string> holders;
  std::optional<std::int64_t> port;
  for (const NodeOutlook* node : nodes)
    for (const Lack& lack : node->fit->lacks) {
      if (lack.ground != Ground::port || lack.said != nullptr) continue;
      if (!port) port = lack.port;
      holders.push_back(fmt::format("{}/{}", lack.object->ns.view(), lack.object->name.view()));
    }
  out.number("pod.fit.port", port, "spec.containers");
  out.texts("pod.fit.port_holders", std::move(holders), "spec.containers");
}

void fill_volume(const Outlook& outlook, FactSink& out) {
  const Object* volume = nullptr;
  std::int64_t there = 0;
  for (const NodeOutlook& node : outlook.nodes) {
    there += !node.has(Hindrance::volume);
    for (const Lack& lack : node.fit->lacks)
      if (volume == nullptr && (lack.ground == Ground::volume_node || lack.ground == Ground::volume_zone))
        volume = lack.object;
  }
  if (volume == nullptr) return;
  out.text("pod.fit.pinning_volume", volume->name, path_of(*volume, "metadata.name"));
  out.text("pod.fit.pinned_to", volume_place(*volume), path_of(*volume, "spec.nodeAffinity"));
  out.number("pod.fit.nodes_there", there, path_of(*volume, "spec.nodeAffinity"));
}

void fill_said(const NodesInTheWay& nodes, FactSink& out) {
  std::set<std::string> said;
  for (const NodeOutlook* node : nodes)
    for (const Lack& lack : node->fit->lacks)
      if (lack.said != nullptr) said.insert(lack.said->text);
  out.text("pod.fit.said", fmt::format("{}", fmt::join(said, "; ")), nowhere);
}

void fill_obstacle(const Facts& facts, const Subject& subject, FactSink& out) {
  const auto obstacle = obstacle_of(facts, *subject.object, lines, out);
  if (!obstacle) return;
  const NodesInTheWay& nodes = obstacle->of.outlook.behind;
  std::vector<std::string> names;
  for (const NodeOutlook* node : nodes) names.push_back(node->fit->node->name.str());
  out.texts("pod.fit.nodes_in_the_way", std::move(names), of_nodes("metadata.name"));
  fill_said(nodes, out);
  fill_also(obstacle->of.outlook, out);
  switch (obstacle->hindrance) {
    case Hindrance::label:
      return fill_labels(obstacle->of.fit, nodes, out);
    case Hindrance::taint:
    case Hindrance::control_plane:
      return fill_taints(nodes, "pod.fit.taint", {obstacle->hindrance}, out);
    case Hindrance::leaving:
    case Hindrance::cordon:
    case Hindrance::not_ready:
      return fill_taints(nodes, "pod.fit.closed_by", {Hindrance::leaving, Hindrance::cordon, Hindrance::not_ready},
                         out);
    case Hindrance::port:
      return fill_ports(nodes, out);
    case Hindrance::volume:
      return fill_volume(obstacle->of.outlook, out);
    default:
      return;
  }
}

}  // namespace

constinit const Family pod_obstacle_family{lines, fill_obstacle};

}  // namespace aidiag
