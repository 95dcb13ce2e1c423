// SPDX-License-Identifier: Apache-2.0
// Facts of a namespace and of the cluster as a whole.
#include <algorithm>

#include "facts/devices.hpp"
#include "facts/family.hpp"
#include "facts/object_paths.hpp"
#include "model/accelerators.hpp"

namespace aidiag {
namespace {

using enum Type;

constexpr FactLine ns_lines[] = {
    {"namespace.phase", text, About::ns, "Namespace", "Active or Terminating."},
    {"namespace.quota.exhausted", texts, About::ns, "ResourceQuota",
     "Resources of its quotas that are used up, as \"resource used of hard\"."},
};

void fill_ns(const Facts& facts, const Subject& subject, FactSink& out) {
  const Snapshot& s = facts.snapshot();
  if (const Object* object = s.find("Namespace", "", subject.ns)) {
    out.text("namespace.phase", object->json()["status"]["phase"].text(), Where(*object, "status.phase"));
  }
  std::vector<std::string> exhausted;
  const Object* first = nullptr;
  for (const Object* quota : s.of_kind("ResourceQuota", subject.ns)) {
    const Json status = quota->json()["status"];
    for (const auto& [resource, hard] : status["hard"].fields()) {
      const auto limit = parse_milli(hard.scalar());
      const auto used = parse_milli(status["used"][resource].scalar());
      if (!limit || !used || *used < *limit || *limit == 0) continue;
      exhausted.push_back(std::string(resource) + " " + status["used"][resource].scalar() + " of " + hard.scalar());
      if (first == nullptr) first = quota;
    }
  }
  if (first != nullptr) out.texts("namespace.quota.exhausted", std::move(exhausted), Where(*first, "status.used"));
  if (first == nullptr && s.coverage("ResourceQuota", subject.ns) != Coverage::complete) {
    out.unknown("namespace.quota.exhausted", "ResourceQuota");
  }
}

constexpr FactLine cluster_lines[] = {
    {"cluster.accelerator.nodes_looking_like_one", number, About::cluster, "Node",
     "Nodes whose labels or type say they carry an accelerator."},
    {"cluster.accelerator.nodes_offering_any", number, About::cluster, "Node",
     "Nodes with an accelerator in status.allocatable."},
    {"cluster.accelerator.waiting_pods", number, About::cluster, "Pod",
     "Pods without a node that ask for accelerators."},
    {"cluster.nodes", number, About::cluster, "Node", "Nodes there are."},
    {"cluster.nodes.ready", number, About::cluster, "Node", "Nodes that are ready."},
};

bool offers_accelerator(const Object& node) {
  for (const auto& [resource, amount] : node.json()["status"]["allocatable"].fields()) {
    if (is_accelerator(resource) && parse_milli(amount.scalar()).value_or(0) > 0) return true;
  }
  return false;
}

void fill_cluster(const Facts& facts, const Subject&, FactSink& out) {
  const Snapshot& s = facts.snapshot();
  std::int64_t ready = 0;
  std::int64_t offering = 0;
  std::int64_t looking = 0;
  for (const Object* node : s.of_kind("Node")) {
    std::string_view key;
    ready += condition_of(*node, "Ready")["status"].text() == "True";
    offering += offers_accelerator(*node);
    looking += !accelerator_label(*node, key).empty();
  }
  const Where where(
      Place{.object = "Nodes", .path = {}, .log = {}, .previous = false, .line = 0, .time = std::nullopt});
  std::int64_t waiting = 0;
  for (const PodRow& row : s.pod_rows())
    waiting += row.node.empty() && !row.finished && devices_of(*row.requests).count > 0;
  out.number("cluster.accelerator.waiting_pods", waiting, where);
  out.number("cluster.nodes", static_cast<std::int64_t>(s.count("Node")), where);
  out.number("cluster.nodes.ready", ready, where);
  out.number("cluster.accelerator.nodes_offering_any", offering, where);
  out.number("cluster.accelerator.nodes_looking_like_one", looking, where);
  if (s.coverage("Pod", "") != Coverage::complete) out.bound("cluster.accelerator.waiting_pods", Bound::at_least);
  if (s.coverage("Node", "") == Coverage::complete) return;
  for (const FactLine& line : cluster_lines)
    if (line.reads == "Node") out.bound(line.name, Bound::at_least);
}

}  // namespace

constinit const Family ns_family{ns_lines, fill_ns};
constinit const Family cluster_family{cluster_lines, fill_cluster};

}  // namespace aidiag
