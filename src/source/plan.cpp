// SPDX-License-Identifier: Apache-2.0
// What to read next. The first wave depends on the question alone. Every later one is computed anew from what has been
// read: which pods are ill, and what these hang on. What was asked for before is taken off, so the plan needs no memory
// and the same snapshot gives the same plan.
//
// Whole lists of a namespace are read where single objects would be fewer bytes, because only a list tells that
// something is NOT there: events of a pod selected by its name would leave it open from when on they are complete.
#include "source/plan.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "model/accelerators.hpp"
#include "model/selector.hpp"
#include "source/api_paths.hpp"
#include "source/plan_logs.hpp"
#include "source/plan_scope.hpp"

namespace aidiag {
namespace {

constexpr std::size_t kNodesByName = 64;       // more are read as the list of all
constexpr std::size_t kObjectsByName = 8;      // the same for other kinds
constexpr std::size_t kOperandNodes = 8;       // nodes whose operands are looked at
constexpr std::size_t kDeviceCandidates = 64;  // nodes whose pods are read for a pod that waits for devices
constexpr std::size_t kOtherCandidates = 20;   // the same for a pod that waits for anything else

constexpr const char* kOfNamespace[] = {"Pod",
                                        "Event",
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
constexpr const char* kWorkloads[] = {"Deployment", "StatefulSet", "DaemonSet", "Job", "ReplicaSet"};

bool waits_for_node(const Object& pod) { return pod.pod->node.empty() && pod.pod->phase == "Pending" && !pod.deleted; }

std::string_view accelerator_of(const Object& pod) {
  for (const auto& [resource, amount] : *pod.pod->requests) {
    if (amount > 0 && is_accelerator(resource)) return resource;
  }
  return {};
}

class Planner {
 public:
  Planner(const Snapshot& snapshot, const Scope& scope, const std::vector<Read>& done, const Limits& limits)
      : snapshot_(snapshot), scope_(scope), done_(done.begin(), done.end()), limits_(limits) {}

  ReadPlan run() {
    const bool is_first = done_.empty();
    first_wave();
    if (!is_first) follow();
    ask_for_objects();
    return std::move(plan_);
  }

 private:
  void first_wave() {
    if (scope_.kind == Scope::Kind::pods) return first_wave_of_pods();
    for (const char* kind : kOfNamespace) list(kind, scope_.ns, "", std::string_view(kind) == "Pod");
    if (scope_.kind == Scope::Kind::all_namespaces) list("Node", "");
    for (const Scope::Target& target : scope_.targets) {
      the_target(target);
      // Its pods are tied to it by the ReplicaSets between them.
      if (target.kind == "Deployment") list("ReplicaSet", scope_.ns);
    }
  }

  void first_wave_of_pods() {
    for (const Scope::Target& target : scope_.targets) the_target(target);
    if (scope_.targets.empty()) list("Pod", scope_.ns, "", true);
    for (const char* kind : {"Event", "Service", "EndpointSlice"}) list(kind, scope_.ns);
  }

  // Files may be asked for a name without its namespace.
  void the_target(const Scope::Target& target) {
    if (scope_.ns.empty()) {
      list(target.kind, "", "", true);
    } else {
      get(target.kind, scope_.ns, target.name, true);
    }
  }

  void follow() {
    pods_ = pods_asked_about(snapshot_, scope_);
    for (const Object* pod : pods_) {
      if (is_sick(snapshot_, *pod)) sick_.push_back(pod);
    }
    // What was asked for by its name is shown with its surroundings, whether it is well or not.
    looked_at_ = scope_.kind == Scope::Kind::pods ? pods_ : sick_;
    for (const char* kind : kWorkloads) {
      for (const Object* workload : snapshot_.of_kind(kind, scope_.ns)) {
        if (is_short(*workload)) short_.push_back(workload);
      }
    }
    the_namespace();
    nodes();
    holders();
    owners();
    claims();
    devices();
    queues();
    logs();
  }

  // Nothing found may mean that there is no such namespace.
  void the_namespace() {
    if (scope_.ns.empty() || scope_.kind == Scope::Kind::pods) return;
    const auto known = snapshot_.namespaces();
    if (std::find(known.begin(), known.end(), scope_.ns) == known.end()) get("Namespace", "", scope_.ns, true);
  }

  void nodes() {
    std::set<std::string> names;
    bool any_waits = false;
    for (const Object* pod : looked_at_) {
      if (!pod->pod->node.empty()) names.insert(pod->pod->node.str());
      any_waits = any_waits || waits_for_node(*pod);
    }
    if (names.empty() && !any_waits) return;
    if (any_waits || names.size() > kNodesByName) {
      list("Node", "");
    } else {
      for (const std::string& name : names) get("Node", "", name);
    }
    // Events about a node are in the namespace default (client-go, tools/record).
    if (!scope_.ns.empty() && scope_.ns != "default") list("Event", "default");
  }

  // Who holds what a pod waits for, and the operands of accelerators in doubt: both are pods on a node, of whatever
  // namespace.
  void holders() {
    std::set<std::string> on;
    for (const Object* pod : sick_) {
      if (!pod->pod->node.empty() && !accelerator_of(*pod).empty() && operand_nodes_.size() < kOperandNodes) {
        add_operand_node(pod->pod->node);
      } else if (waits_for_node(*pod)) {
        candidates_of(*pod, on);
      }
    }
    for (const Name node : operand_nodes_) on.insert(node.str());
    if (scope_.kind == Scope::Kind::all_namespaces) return;
    for (const std::string& node : on) {
      list("Pod", "", "spec.nodeName=" + node + ",status.phase!=Succeeded,status.phase!=Failed");
    }
  }

  void candidates_of(const Object& pod, std::set<std::string>& on) {
    const std::string_view resource = accelerator_of(pod);
    const Selector selector = Selector::of_map(pod.json()["spec"]["nodeSelector"]);
    std::vector<const Object*> candidates;
    for (const Object* node : snapshot_.of_kind("Node")) {
      if (!selector.matches(*node->labels)) continue;
      if (resource.empty() || in_doubt(*node, resource) || offers(*node, "capacity", resource) > 0) {
        candidates.push_back(node);
      }
    }
    const std::size_t most = resource.empty() ? kOtherCandidates : kDeviceCandidates;
    if (resource.empty() && candidates.size() > most) return;
    if (candidates.size() > most) {
      leave_out("Pod", std::to_string(candidates.size() - most) + " of " + std::to_string(candidates.size()) +
                           " nodes that pod " + pod.name.str() + " may use: their pods were not read");
      candidates.resize(most);
    }
    for (const Object* node : candidates) {
      on.insert(node->name.str());
      if (!resource.empty() && in_doubt(*node, resource)) add_operand_node(node->name);
    }
  }

  static std::int64_t offers(const Object& node, const char* field, std::string_view resource) {
    return parse_milli(node.json()["status"][field][resource].scalar()).value_or(0);
  }

  // The node looks as if it had the device, or has more of it than it lets be used.
  static bool in_doubt(const Object& node, std::string_view resource) {
    const std::int64_t capacity = offers(node, "capacity", resource);
    std::string_view key;
    return capacity > 0 ? offers(node, "allocatable", resource) < capacity : !accelerator_label(node, key).empty();
  }

  void add_operand_node(Name node) {
    if (operand_nodes_.size() >= kOperandNodes) return;
    if (std::find(operand_nodes_.begin(), operand_nodes_.end(), node) == operand_nodes_.end()) {
      operand_nodes_.push_back(node);
    }
  }

  void owners() {
    std::set<std::string> namespaces;
    for (const Object* workload : short_) {
      climb(*workload);
      if (workload->kind == "Deployment") namespaces.insert(workload->ns.str());
      service_account_of(*workload);
    }
    if (namespaces.size() > kObjectsByName) namespaces = {""};
    for (const std::string& ns : namespaces) list("ReplicaSet", ns);
    for (const Object* pod : looked_at_) climb(*pod);
  }

  // Asks for the first controller above the object that has not been read.
  void climb(const Object& object) {
    constexpr int deepest = 8;
    const Object* at = &object;
    for (int depth = 0; depth < deepest && !at->owner.kind.empty() && at->owner.kind != "Node"; ++depth) {
      const Object* next = snapshot_.owner_of(*at);
      if (next == nullptr) next = snapshot_.find("Deployment", at->ns, deployment_by_hash(*at));
      if (next == nullptr) {
        object_wanted(at->owner.kind, at->ns, at->owner.name);
        object_wanted("Deployment", at->ns, deployment_by_hash(*at));  // saves a round trip
        return;
      }
      at = next;
    }
  }

  // A workload that cannot make a single pod may lack its account.
  void service_account_of(const Object& workload) {
    const Json spec = workload.json()["spec"]["template"]["spec"];
    const Json status = workload.json()["status"];
    std::int64_t made = 0;
    for (const char* count : {"replicas", "currentNumberScheduled", "active", "succeeded", "failed"}) {
      made += status[count].integer_or(0);
    }
    if (!spec.exists() || made > 0) return;
    const std::string_view name = spec["serviceAccountName"].text();
    object_wanted("ServiceAccount", workload.ns, name.empty() ? "default" : name);
  }

  void claims() {
    std::vector<const Object*> unbound;
    for (const Object* claim : snapshot_.of_kind("PersistentVolumeClaim", scope_.ns)) {
      if (claim->json()["status"]["phase"].text() != "Bound") unbound.push_back(claim);
    }
    for (const Object* pod : looked_at_) claims_of(*pod);
    for (const Object* claim : unbound) {
      list("StorageClass", "");
      const Json spec = claim->json()["spec"];
      object_wanted("PersistentVolume", "", spec["volumeName"].text());
      const Object* of_class = snapshot_.find("StorageClass", "", spec["storageClassName"].text());
      const bool by_hand = of_class == nullptr
                               ? spec["storageClassName"].is_string() && spec["storageClassName"].text().empty()
                               : of_class->json()["provisioner"].text() == "kubernetes.io/no-provisioner";
      if (by_hand) list("PersistentVolume", "");
    }
  }

  void claims_of(const Object& pod) {
    for (const Json& volume : pod.json()["spec"]["volumes"].items()) {
      std::string name(volume["persistentVolumeClaim"]["claimName"].text());
      if (volume["ephemeral"].exists()) name = pod.name.str() + "-" + std::string(volume["name"].text());
      if (name.empty()) continue;
      object_wanted("PersistentVolumeClaim", pod.ns, name);
      const Object* claim = snapshot_.find("PersistentVolumeClaim", pod.ns, name);
      if (claim == nullptr || pod.pod->phase != "Pending") continue;
      object_wanted("PersistentVolume", "", claim->json()["spec"]["volumeName"].text());
    }
  }

  void devices() {
    for (const Object* pod : looked_at_) {
      const Json spec = pod->json()["spec"];
      const bool pending = pod->pod->phase == "Pending";
      if (pending) object_wanted("RuntimeClass", "", spec["runtimeClassName"].text());
      if (spec["resourceClaims"].size() == 0) continue;
      for (const char* kind : {"ResourceClaim", "ResourceClaimTemplate"}) list(kind, pod->ns);
      if (!pending) continue;
      for (const char* kind : {"DeviceClass", "ResourceSlice"}) list(kind, "");
    }
  }

  // What is held back until a queue lets it go.
  void queues() {
    std::set<std::string> namespaces;
    for (const Object* pod : looked_at_) {
      if (pod->json()["spec"]["schedulingGates"].size() > 0) namespaces.insert(pod->ns.str());
      if (waits_for_node(*pod) && pod->pod->scheduler == "volcano") list("PodGroup", pod->ns);
    }
    for (const Object* job : snapshot_.of_kind("Job", scope_.ns)) {
      const bool queued = job->has_label("kueue.x-k8s.io/queue-name");
      if (queued && job->json()["spec"]["suspend"].boolean_or(false)) namespaces.insert(job->ns.str());
    }
    for (const std::string& ns : namespaces) {
      list("Workload", ns);
      list("LocalQueue", ns);
      list("ClusterQueue", "");
    }
  }

  void logs() {
    if (!scope_.logs) return;
    LogPlan logs = plan_logs(snapshot_, scope_, pods_, operand_nodes_, limits_);
    for (Read& read : logs.reads) add(std::move(read));
    if (logs.left_out == 0) return;
    leave_out("Log", std::to_string(logs.left_out) + " containers are beyond the limit of " +
                         std::to_string(limits_.logs) + " logs (--limit logs=N)");
  }

  void list(std::string_view kind, std::string_view ns, std::string field_selector = "", bool asked_for = false) {
    Read read;
    read.kind = kind;
    read.ns = ns;
    read.field_selector = std::move(field_selector);
    read.asked_for = asked_for;
    add(std::move(read));
  }

  void get(std::string_view kind, std::string_view ns, std::string_view name, bool asked_for = false) {
    Read read;
    read.what = Read::What::get;
    read.kind = kind;
    read.ns = ns;
    read.name = name;
    read.asked_for = asked_for;
    add(std::move(read));
  }

  // An object that others name, unless it is known by now. Kinds that this program does not read are left alone.
  void object_wanted(std::string_view kind, std::string_view ns, std::string_view name) {
    const ApiKind* known = api_kind(kind);
    if (name.empty() || known == nullptr) return;
    const std::string_view where = known->namespaced ? ns : std::string_view();
    if (snapshot_.find(kind, where, name) != nullptr || snapshot_.known_absent(kind, where, name)) return;
    wanted_[{std::string(kind), std::string(where)}].insert(std::string(name));
  }

  void ask_for_objects() {
    for (const auto& [where, names] : wanted_) {
      if (names.size() > kObjectsByName) {
        list(where.first, where.second);
      } else {
        for (const std::string& name : names) get(where.first, where.second, name);
      }
    }
  }

  void add(Read read) {
    if (done_.insert(read).second) plan_.reads.push_back(std::move(read));
  }

  void leave_out(const char* kind, std::string reason) {
    Gap gap;
    gap.kind = kind;
    gap.ns = scope_.ns;
    gap.reason = std::move(reason);
    plan_.left_out.push_back(std::move(gap));
  }

  const Snapshot& snapshot_;
  const Scope& scope_;
  std::set<Read> done_;  // and what this wave asks for
  const Limits& limits_;
  ReadPlan plan_;
  std::vector<const Object*> pods_, sick_, looked_at_, short_;
  std::vector<Name> operand_nodes_;
  std::map<std::pair<std::string, std::string>, std::set<std::string>> wanted_;
};

}  // namespace

ReadPlan plan_reads(const Snapshot& snapshot, const Scope& scope, const std::vector<Read>& done, const Limits& limits) {
  return Planner(snapshot, scope, done, limits).run();
}

std::vector<Read> plan(const Snapshot& snapshot, const Scope& scope, const std::vector<Read>& done,
                       const Limits& limits) {
  return plan_reads(snapshot, scope, done, limits).reads;
}

}  // namespace aidiag
