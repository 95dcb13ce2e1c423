// SPDX-License-Identifier: Apache-2.0
// What to read next. The first wave depends on the question alone. Every later one is computed anew from what has been
// read: which pods are ill, and what these hang on. What was asked for before is taken off, so the plan needs no memory
// and the same snapshot gives the same plan.
//
// Whole lists of a namespace are read where single objects would be fewer bytes, because only a list tells that
// something is NOT there: events of a pod selected by its name would leave it open from when on they are complete.
#include "source/plan.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "source/plan_accelerators.hpp"
#include "source/plan_asks.hpp"
#include "source/plan_logs.hpp"
#include "source/plan_nodes.hpp"
#include "source/plan_scope.hpp"
#include "source/plan_surroundings.hpp"

namespace aidiag {
namespace {

constexpr const char* kOfNamespace[] = {"Event",
                                        "Service",
                                        "EndpointSlice",
                                        "Deployment",
                                        "StatefulSet",
                                        "DaemonSet",
                                        "Job",
                                        "PersistentVolumeClaim",
                                        "ResourceQuota",
                                        "HorizontalPodAutoscaler",
                                        "PodDisruptionBudget"};

// Files may be asked for a name without its namespace.
void ask_for_target(const Scope& scope, const Scope::Target& target, Asks& asks) {
  if (scope.ns.empty()) {
    asks.list(target.kind, "", "", true);
  } else {
    asks.get(target.kind, scope.ns, target.name, true);
  }
}

void first_wave_of_pods(const Scope& scope, Asks& asks) {
  for (const Scope::Target& target : scope.targets) ask_for_target(scope, target, asks);
  if (scope.targets.empty()) asks.list("Pod", scope.ns, "", true);
  for (const char* kind : {"Event", "Service", "EndpointSlice"}) asks.list(kind, scope.ns);
}

void first_wave(const Scope& scope, Asks& asks) {
  if (scope.kind == Scope::Kind::pods) return first_wave_of_pods(scope, asks);
  asks.list("Pod", scope.ns, "", true);
  for (const char* kind : kOfNamespace) asks.list(kind, scope.ns);
  if (scope.kind == Scope::Kind::all_namespaces) asks.list("Node", "");
  for (const Scope::Target& target : scope.targets) {
    ask_for_target(scope, target, asks);
    // Its pods are tied to it by the ReplicaSets between them.
    if (target.kind == "Deployment") asks.list("ReplicaSet", scope.ns);
  }
}

// Nothing found may mean that there is no such namespace.
void ask_for_namespace(const Picture& picture, Asks& asks) {
  const std::string& ns = picture.scope.ns;
  if (ns.empty() || picture.scope.kind == Scope::Kind::pods) return;
  const auto known = picture.snapshot.namespaces();
  if (std::find(known.begin(), known.end(), ns) == known.end()) asks.get("Namespace", "", ns, true);
}

void ask_for_logs(const Picture& picture, const std::vector<Name>& operand_nodes, const Limits& limits, Asks& asks,
                  std::vector<Gap>& left_out) {
  LogPlan logs = plan_logs(picture, operand_nodes, limits);
  for (Read& read : logs.reads) asks.add(std::move(read));
  if (logs.left_out == 0) return;
  left_out.push_back({"Log", picture.scope.ns, "", "",
                      std::to_string(logs.left_out) + " containers are beyond the limit of " +
                          std::to_string(limits.logs) + " logs (--limit logs=N)",
                      false});
}

}  // namespace

ReadPlan plan_reads(const Snapshot& snapshot, const Scope& scope, const std::vector<Read>& done, const Limits& limits) {
  ReadPlan plan;
  Asks asks(snapshot, done);
  if (scope.kind == Scope::Kind::accelerators) {
    ask_for_accelerators(snapshot, scope, asks, plan.left_out);
    plan.reads = asks.take();
    return plan;
  }
  first_wave(scope, asks);
  if (!done.empty()) {
    const Picture picture(snapshot, scope);
    ask_for_namespace(picture, asks);
    const std::vector<Name> operand_nodes = ask_for_nodes(picture, asks, plan.left_out);
    ask_for_surroundings(picture, asks);
    if (scope.logs) ask_for_logs(picture, operand_nodes, limits, asks, plan.left_out);
  }
  plan.reads = asks.take();
  return plan;
}

std::vector<Read> plan(const Snapshot& snapshot, const Scope& scope, const std::vector<Read>& done,
                       const Limits& limits) {
  return plan_reads(snapshot, scope, done, limits).reads;
}

}  // namespace aidiag
