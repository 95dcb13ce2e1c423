// SPDX-License-Identifier: Apache-2.0
#include "source/plan_surroundings.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "model/selector.hpp"
#include "model/workload_tie.hpp"

namespace aidiag {
namespace {

constexpr std::size_t kNamespacesByName = 8;  // of more the ReplicaSets are read over all

class Surroundings {
 public:
  Surroundings(const Picture& picture, Asks& asks) : picture_(picture), asks_(asks) {}

  void run() {
    owners();
    claims();
    devices();
    queues();
  }

 private:
  void owners() {
    std::set<std::string> namespaces;
    for (const Object* workload : picture_.lacking) {
      climb(*workload);
      if (workload->kind == "Deployment") namespaces.insert(workload->ns.str());
      service_account_of(*workload);
    }
    const bool idle = has_idle_service();
    if (idle) namespaces.insert(picture_.scope.ns);
    if (namespaces.size() > kNamespacesByName) namespaces = {""};
    for (const std::string& ns : namespaces) asks_.list("ReplicaSet", ns);
    for (const char* kind : {"CronJob", "Rollout"}) {
      if (idle) asks_.list(kind, picture_.scope.ns);
    }
    for (const Object* pod : picture_.looked_at) climb(*pod);
    for (const Scope::Target& target : picture_.scope.targets) between(target);
  }

  // Controllers between the workload asked for and pods that may be its.
  void between(const Scope::Target& target) {
    if (target.kind == "Pod") return;
    for (const Object* pod : picture_.snapshot.of_kind("Pod", picture_.scope.ns)) {
      const WorkloadTie tie = tie_to_workload(picture_.snapshot, *pod, target.kind, target.name);
      if (tie.state == WorkloadTie::State::open) asks_.object(tie.unread.kind, pod->ns, tie.unread.name);
    }
  }

  // Whether the namespace asked for has pods, and a Service that selects none of them. Whether it was meant for some of
  // them is known once no template, of a ReplicaSet either, has the labels that it asks for.
  [[nodiscard]] bool has_idle_service() const {
    const std::string& ns = picture_.scope.ns;
    if (ns.empty() || picture_.snapshot.coverage("Pod", ns) != Coverage::complete) return false;
    const auto& pods = picture_.snapshot.of_kind("Pod", ns);
    const auto& services = picture_.snapshot.of_kind("Service", ns);
    return !pods.empty() && std::any_of(services.begin(), services.end(), [&](const Object* service) {
      const Selector selector = Selector::of_map(service->json()["spec"]["selector"]);
      return !selector.empty() &&
             std::none_of(pods.begin(), pods.end(), [&](const Object* pod) { return selector.matches(*pod->labels); });
    });
  }

  // Asks for the first controller above the object that has not been read.
  void climb(const Object& object) {
    constexpr int deepest = 8;
    const Object* at = &object;
    for (int depth = 0; depth < deepest && !at->owner.kind.empty() && at->owner.kind != "Node"; ++depth) {
      const Object* next = picture_.snapshot.owner_of(*at);
      if (next == nullptr) next = picture_.snapshot.find("Deployment", at->ns, deployment_by_hash(*at));
      if (next == nullptr) {
        asks_.object(at->owner.kind, at->ns, at->owner.name);
        asks_.object("Deployment", at->ns, deployment_by_hash(*at));  // saves a round trip
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
    asks_.object("ServiceAccount", workload.ns, name.empty() ? "default" : name);
  }

  void claims() {
    std::vector<const Object*> unbound;
    for (const Object* claim : picture_.snapshot.of_kind("PersistentVolumeClaim", picture_.scope.ns)) {
      if (claim->json()["status"]["phase"].text() != "Bound") unbound.push_back(claim);
    }
    for (const Object* pod : picture_.looked_at) claims_of(*pod);
    for (const Object* claim : unbound) {
      asks_.list("StorageClass", "");
      const Json spec = claim->json()["spec"];
      asks_.object("PersistentVolume", "", spec["volumeName"].text());
      const Object* of_class = picture_.snapshot.find("StorageClass", "", spec["storageClassName"].text());
      const bool by_hand = of_class == nullptr
                               ? spec["storageClassName"].is_string() && spec["storageClassName"].text().empty()
                               : of_class->json()["provisioner"].text() == "kubernetes.io/no-provisioner";
      if (by_hand) asks_.list("PersistentVolume", "");
    }
  }

  void claims_of(const Object& pod) {
    for (const Json& volume : pod.json()["spec"]["volumes"].items()) {
      std::string name(volume["persistentVolumeClaim"]["claimName"].text());
      if (volume["ephemeral"].exists()) name = pod.name.str() + "-" + std::string(volume["name"].text());
      if (name.empty()) continue;
      asks_.object("PersistentVolumeClaim", pod.ns, name);
      const Object* claim = picture_.snapshot.find("PersistentVolumeClaim", pod.ns, name);
      if (claim == nullptr || pod.pod->phase != "Pending") continue;
      asks_.object("PersistentVolume", "", claim->json()["spec"]["volumeName"].text());
    }
  }

  void devices() {
    for (const Object* pod : picture_.looked_at) {
      const Json spec = pod->json()["spec"];
      const bool pending = pod->pod->phase == "Pending";
      if (pending) asks_.object("RuntimeClass", "", spec["runtimeClassName"].text());
      if (spec["resourceClaims"].size() == 0) continue;
      for (const char* kind : {"ResourceClaim", "ResourceClaimTemplate"}) asks_.list(kind, pod->ns);
      if (!pending) continue;
      for (const char* kind : {"DeviceClass", "ResourceSlice"}) asks_.list(kind, "");
    }
  }

  // What is held back until a queue lets it go.
  void queues() {
    std::set<std::string> namespaces;
    for (const Object* pod : picture_.looked_at) {
      if (pod->json()["spec"]["schedulingGates"].size() > 0) namespaces.insert(pod->ns.str());
      if (waits_for_node(*pod) && pod->pod->scheduler == "volcano") asks_.list("PodGroup", pod->ns);
    }
    for (const Object* job : picture_.snapshot.of_kind("Job", picture_.scope.ns)) {
      const bool queued = job->has_label("kueue.x-k8s.io/queue-name");
      if (queued && job->json()["spec"]["suspend"].boolean_or(false)) namespaces.insert(job->ns.str());
    }
    for (const std::string& ns : namespaces) {
      asks_.list("Workload", ns);
      asks_.list("LocalQueue", ns);
      asks_.list("ClusterQueue", "");
    }
  }

  const Picture& picture_;
  Asks& asks_;
};

}  // namespace

void ask_for_surroundings(const Picture& picture, Asks& asks) { Surroundings(picture, asks).run(); }

}  // namespace aidiag
