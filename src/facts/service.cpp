// SPDX-License-Identifier: Apache-2.0
// Facts of a Service: which pods its selector takes, what its endpoints hold, and whether its ports lead anywhere.
// How endpoints come about: pkg/controller/endpointslice of Kubernetes.
#include <algorithm>
#include <set>

#include "facts/family.hpp"
#include "facts/near_miss.hpp"
#include "facts/object_paths.hpp"
#include "facts/state.hpp"
#include "model/selector.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About service = About::service;

constexpr FactLine lines[] = {
    {"service.age", duration, service, "Service", "Since its creation."},
    {"service.endpoints.not_ready", number, service, "EndpointSlice", "Addresses in its endpoints that are not ready."},
    {"service.endpoints.read", boolean, service, "EndpointSlice", "Whether its EndpointSlices or Endpoints were read."},
    {"service.endpoints.ready", number, service, "EndpointSlice", "Addresses in its endpoints that are ready."},
    {"service.headless", boolean, service, "Service", "Whether its clusterIP is None."},
    {"service.namespace", text, service, "Service", "Its namespace."},
    {"service.nearest_selector", text, service, "Service Pod",
     "The label of its selector that pods with its other labels carry with another value."},
    {"service.pods.not_ready", number, service, "Pod",
     "Pods its selector takes that are not ready and have not finished."},
    {"service.pods.ready", number, service, "Pod", "Pods its selector takes that are ready."},
    {"service.pods.total", number, service, "Pod", "Pods its selector takes that have not finished."},
    {"service.ports", texts, service, "Service", "Its ports as port->targetPort."},
    {"service.publish_not_ready", boolean, service, "Service", "Whether it publishes addresses that are not ready.",
     "spec.publishNotReadyAddresses"},
    {"service.selector", text, service, "Service", "Its selector as a=b,c=d."},
    {"service.selector.exists", boolean, service, "Service",
     "Whether it has a selector; without one somebody else makes its endpoints."},
    {"service.type", text, service, "Service", "ClusterIP, NodePort, LoadBalancer or ExternalName.", "spec.type"},
    {"service.unready_for", duration, service, "Service Pod",
     "How long at least none of the pods its selector takes has been ready; absent while one is."},
    {"service.unresolved_port", text, service, "Service Pod",
     "A targetPort by name that no container of its pods declares."},
    {"service.unresolved_port.all", boolean, service, "Service Pod", "Whether that is so of all its ports."},
    {"service.unserved_port", text, service, "Service Pod Log",
     "A targetPort by number that no container of its pods declares, while their logs say that they listen elsewhere."},
    {"service.unserved_port.instead", text, service, "Service Pod Log", "The ports on which they say they listen."},
    {"service.workload_matches", boolean, service, "Service Deployment",
     "Whether the pod template of a workload that was read carries the labels it selects."},
};

bool living(const Object& pod) { return pod.pod->phase != "Succeeded" && pod.pod->phase != "Failed" && !pod.deleted; }

std::vector<const Object*> selected(const Snapshot& s, const Object& object, const Selector& selector) {
  std::vector<const Object*> out;
  for (const Object* pod : s.of_kind("Pod", object.ns)) {
    if (living(*pod) && selector.matches(*pod->labels)) out.push_back(pod);
  }
  return out;
}

void fill_pods(const Facts& facts, const Object& object, const std::vector<const Object*>& pods, FactSink& out) {
  const auto ready = std::count_if(pods.begin(), pods.end(), [](const Object* pod) { return pod->pod->ready; });
  const auto total = static_cast<std::int64_t>(pods.size());
  out.number("service.pods.total", total, "spec.selector");
  out.number("service.pods.ready", ready, "spec.selector");
  out.number("service.pods.not_ready", total - ready, "spec.selector");
  if (missing_kind(facts.snapshot(), "Pod", object.ns).empty()) return;
  for (const char* name : {"service.pods.total", "service.pods.ready", "service.pods.not_ready"})
    out.bound(name, Bound::at_least);
}

void fill_unready(const Facts& facts, const std::vector<const Object*>& pods, FactSink& out) {
  std::optional<Time> newest;
  const Object* last = nullptr;
  for (const Object* pod : pods) {
    const auto since = unready_since(*pod);
    if (pod->pod->ready || !since) return;
    if (newest && *since <= *newest) continue;
    newest = since;
    last = pod;
  }
  if (!newest) return;
  if (!missing_kind(facts.snapshot(), "Pod", last->ns).empty()) return out.unknown("service.unready_for", "Pod");
  out.duration("service.unready_for", facts.snapshot().now - *newest, Where(*last, "status.conditions"));
}

/// Every slice of the Service: label kubernetes.io/service-name (discovery/v1). A pod that declares none of the ports
/// the Service names stands in a slice without ports, which takes no traffic.
void fill_endpoints(const Facts& facts, const Object& object, FactSink& out) {
  const Snapshot& s = facts.snapshot();
  std::int64_t ready = 0;
  std::int64_t not_ready = 0;
  const Object* source = nullptr;
  for (const Object* slice : s.of_kind("EndpointSlice", object.ns)) {
    if (slice->label("kubernetes.io/service-name") != object.name.view()) continue;
    source = slice;
    if (slice->json()["ports"].size() == 0 && object.json()["spec"]["ports"].size() > 0) continue;
    for (const Json& endpoint : slice->json()["endpoints"].items()) {
      const auto addresses = static_cast<std::int64_t>(endpoint["addresses"].size());
      (endpoint["conditions"]["ready"].boolean_or(true) ? ready : not_ready) += addresses;
    }
  }
  if (const Object* old = s.find("Endpoints", object.ns, object.name); source == nullptr && old != nullptr) {
    source = old;
    for (const Json& subset : old->json()["subsets"].items()) {
      ready += static_cast<std::int64_t>(subset["addresses"].size());
      not_ready += static_cast<std::int64_t>(subset["notReadyAddresses"].size());
    }
  }
  const bool known = source != nullptr || s.coverage("EndpointSlice", object.ns) == Coverage::complete;
  out.boolean("service.endpoints.read", known, "metadata.name");
  if (!known) {
    out.unknown("service.endpoints.ready", "EndpointSlice");
    out.unknown("service.endpoints.not_ready", "EndpointSlice");
    return;
  }
  const Where where = source != nullptr ? Where(*source, "endpoints") : Where("metadata.name");
  out.number("service.endpoints.ready", ready, where);
  out.number("service.endpoints.not_ready", not_ready, where);
}

/// Names of the ports that the containers of a pod declare (native sidecars too).
std::set<std::string_view> declared_names(const Object& pod) {
  std::set<std::string_view> names;
  for (const char* list : {"containers", "initContainers"}) {
    for (const Json& container : pod.json()["spec"][list].items()) {
      for (const Json& port : container["ports"].items()) names.insert(port["name"].text());
    }
  }
  return names;
}

void fill_ports(const Object& object, const std::vector<const Object*>& pods, FactSink& out) {
  std::vector<std::string> ports;
  std::size_t index = 0, unresolved = 0;
  for (const Json& port : object.json()["spec"]["ports"].items()) {
    const Json target = port["targetPort"];
    ports.push_back(port["port"].scalar() + "->" + (target ? target.scalar() : port["port"].scalar()));
    const std::string path = "spec.ports[" + std::to_string(index++) + "].targetPort";
    if (!target.is_string() || pods.empty()) continue;
    const bool declared = std::any_of(pods.begin(), pods.end(), [&](const Object* pod) {
      return !pod->has_detail() || declared_names(*pod).contains(target.text());
    });
    if (!declared) out.text("service.unresolved_port", target.text(), path);
    unresolved += declared ? 0 : 1;
  }
  if (unresolved > 0) out.boolean("service.unresolved_port.all", unresolved == index, "spec.ports");
  out.texts("service.ports", std::move(ports), "spec.ports");
}

void fill_nearest(const Snapshot& s, const Object& object, const Selector& selector, FactSink& out) {
  const auto miss = near_miss(s, object, selector);
  if (!miss) return;
  const std::string_view has = miss->pod->label(miss->key);
  out.text("service.nearest_selector", miss->key + (has.empty() ? " not set" : "=" + std::string(has)),
           Where(*miss->pod, "metadata.labels[" + miss->key + "]"));
}

bool declares(const Object& pod, const std::string& number) {
  for (const char* list : {"containers", "initContainers"})
    for (const Json& container : pod.json()["spec"][list].items())
      for (const Json& port : container["ports"].items())
        if (port["containerPort"].scalar() == number) return true;
  return false;
}

struct Listened {
  std::set<std::string> ports;
  Place place;
};

/// On which ports the containers of the pods say they listen.
Listened listened(const Facts& facts, const std::vector<const Object*>& pods) {
  Listened all;
  for (const Object* pod : pods) {
    const auto count = static_cast<int>(facts.state().containers_of(*pod).size());
    for (int index = 0; index < count; ++index) {
      const Fact& said = facts.get({About::container, pod, index, {}}, "container.listening.ports");
      if (said.state != Fact::State::known) continue;
      all.ports.insert(said.value.texts.begin(), said.value.texts.end());
      all.place = said.place;
    }
  }
  return all;
}

void fill_unserved(const Facts& facts, const Object& object, const std::vector<const Object*>& pods, FactSink& out) {
  for (const Json& port : object.json()["spec"]["ports"].items()) {
    const Json target = port["targetPort"];
    const std::string number = target ? target.scalar() : port["port"].scalar();
    const bool may_be_served = std::any_of(
        pods.begin(), pods.end(), [&](const Object* pod) { return !pod->has_detail() || declares(*pod, number); });
    if (target.is_string() || may_be_served) continue;
    const Listened said = listened(facts, pods);
    if (said.ports.empty() || said.ports.contains(number)) continue;
    std::string instead;
    for (const std::string& other : said.ports) instead += (instead.empty() ? "" : ", ") + other;
    out.text("service.unserved_port", number, "spec.ports");
    out.text("service.unserved_port.instead", instead, Where(said.place));
    return;
  }
}

constexpr const char* template_kinds[] = {"Deployment", "StatefulSet",           "DaemonSet", "ReplicaSet",
                                          "Job",        "ReplicationController", "Rollout",   "CronJob"};
/// What serves is mostly one of these; the others leave dumps out as often as not.
constexpr const char* needed_kinds[] = {"Deployment", "ReplicaSet"};

void fill_workload_match(const Snapshot& s, const Object& object, const Selector& selector, FactSink& out) {
  for (const char* kind : template_kinds) {
    for (const Object* workload : s.of_kind(kind, object.ns)) {
      const bool by_schedule = workload->kind == "CronJob";
      const Json spec = workload->json()["spec"];
      const Json pod = (by_schedule ? spec["jobTemplate"]["spec"] : spec)["template"];
      if (!matches_json(selector, pod["metadata"]["labels"])) continue;
      const char* path =
          by_schedule ? "spec.jobTemplate.spec.template.metadata.labels" : "spec.template.metadata.labels";
      return out.boolean("service.workload_matches", true, Where(*workload, path));
    }
  }
  for (const char* kind : needed_kinds) {
    if (s.coverage(kind, object.ns) != Coverage::complete) return out.unknown("service.workload_matches", kind);
  }
  out.boolean("service.workload_matches", false, "spec.selector");
}

void fill_service(const Facts& facts, const Subject& subject, FactSink& out) {
  const Object& object = *subject.object;
  const Json spec = object.json()["spec"];
  const Selector selector = Selector::of_map(spec["selector"]);
  out.text("service.namespace", object.ns, "metadata.namespace");
  if (object.created) out.duration("service.age", facts.snapshot().now - *object.created, "metadata.creationTimestamp");
  out.boolean("service.headless", spec["clusterIP"].text() == "None", "spec.clusterIP");
  out.text("service.selector", selector.text(), "spec.selector");
  out.boolean("service.selector.exists", !selector.empty(), "spec.selector");
  fill_endpoints(facts, object, out);
  if (selector.empty()) return;
  const auto pods = selected(facts.snapshot(), object, selector);
  fill_pods(facts, object, pods, out);
  fill_unready(facts, pods, out);
  fill_ports(object, pods, out);
  fill_unserved(facts, object, pods, out);
  fill_workload_match(facts.snapshot(), object, selector, out);
  if (pods.empty()) fill_nearest(facts.snapshot(), object, selector, out);
}

}  // namespace

constinit const Family service_family{lines, fill_service};

}  // namespace aidiag
