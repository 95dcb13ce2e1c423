// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/cluster_dns.hpp"

#include <algorithm>

#include "facts/object_paths.hpp"
#include "model/selector.hpp"

namespace aidiag {
namespace {

constexpr Duration notice = minutes(1);  // a readiness probe takes this long to see it

/// When the last of its pods ceased to be ready.
std::optional<Time> down_since(const Snapshot& snapshot, const Object& dns) {
  const Selector selector = Selector::of_map(dns.json()["spec"]["selector"]);
  std::optional<Time> since;
  for (const Object* pod : snapshot.of_kind("Pod", dns.ns))
    if (!selector.empty() && selector.matches(*pod->labels)) since = std::max(since, unready_since(*pod));
  return since;
}

bool asks_cluster_dns(const Object& pod) {
  const Json spec = pod.json()["spec"];
  const std::string_view policy = spec["dnsPolicy"].text();
  if (policy.empty() || policy == "ClusterFirst") return !spec["hostNetwork"].boolean_or(false);
  return policy == "ClusterFirstWithHostNet";
}

}  // namespace

bool is_cluster_dns(const Object& service) {
  return (service.ns == "kube-system" && service.label("k8s-app") == "kube-dns") ||
         (service.ns == "openshift-dns" && service.name == "dns-default");
}

std::vector<Subject> pods_without_names(const Facts& facts, const Object& dns) {
  std::vector<Subject> out;
  const auto down = down_since(facts.snapshot(), dns);
  if (!down) return out;
  for (const Subject& pod : facts.subjects(About::pod)) {
    const auto since = unready_since(*pod.object);
    if (since && *since + notice >= *down && asks_cluster_dns(*pod.object)) out.push_back(pod);
  }
  return out;
}

}  // namespace aidiag
