// SPDX-License-Identifier: Apache-2.0
#include "worlds/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "worlds/templates.hpp"

namespace aidiag {
namespace {

/// A mistake in a world, caught in build_world.
struct Mistake {
  int line;
  std::string sentence;
};

/// "train-[0-3]" to train-0 ... train-3; any other name to itself.
std::vector<std::string> expand(const std::string& name) {
  const auto open = name.find('[');
  const auto dash = name.find('-', open == std::string::npos ? name.size() : open);
  const auto close = name.find(']', dash == std::string::npos ? name.size() : dash);
  if (open == std::string::npos || close == std::string::npos) return {name};
  std::vector<std::string> out;
  const int from = std::atoi(name.c_str() + open + 1);
  const int to = std::atoi(name.c_str() + dash + 1);
  for (int i = from; i <= to && i < from + 100; ++i)
    out.push_back(fmt::format("{}{}{}", name.substr(0, open), i, name.substr(close + 1)));
  return out;
}

std::string text_or(const Tree* tree, const std::string& other) {
  return tree != nullptr ? std::string(tree->text) : other;
}

class WorldBuilder {
 public:
  WorldBuilder(const Tree& world, About about) : world_(world), about_(about) {}

  std::unique_ptr<const Snapshot> build(const std::vector<Unreadable>& blind) {
    check_keys(world_, {"name",   "title",    "finds",        "explains",    "node",       "nodes",   "pod",
                        "pods",   "workload", "workloads",    "service",     "services",   "claim",   "claims",
                        "volume", "volumes",  "autoscaler",   "autoscalers", "budget",     "budgets", "event",
                        "events", "log",      "previous_log", "endpoints",   "unreadable", "objects"});
    nodes();
    workloads();
    pods();
    services();
    claims();
    others("volume", "volumes", "PersistentVolume", volume_template);
    others("autoscaler", "autoscalers", "HorizontalPodAutoscaler", autoscaler_template);
    others("budget", "budgets", "PodDisruptionBudget", budget_template);
    extra_objects();
    finish_workloads();
    endpoints();
    events();
    std::vector<Unreadable> hidden = blind;
    read_unreadable(hidden);
    return assemble(hidden);
  }

 private:
  // --- reading the world's lines

  static void check_keys(const Tree& map, const std::set<std::string_view>& allowed) {
    for (const Tree& child : map.children) {
      if (!allowed.contains(child.key)) throw Mistake{child.line, fmt::format("a world has no key \"{}\"", child.key)};
    }
  }

  /// The objects of a kind that the world names: the singular key is the baseline object `base`, the plural a map.
  std::vector<std::pair<std::string, const Tree*>> named(const char* singular, const char* plural,
                                                         const std::string& base) const {
    std::vector<std::pair<std::string, const Tree*>> out;
    if (const Tree* one = world_.find(singular)) {
      out.emplace_back(text_or(one->find("name"), base), one);
    }
    if (const Tree* many = world_.find(plural)) {
      for (const Tree& child : many->children) {
        for (const std::string& name : expand(std::string(child.key))) out.emplace_back(name, &child);
      }
    }
    return out;
  }

  WorldJson& object(const std::string& kind, const std::string& name, const WorldJson& fresh) {
    auto& slot = objects_[kind];
    return slot.try_emplace(name, fresh).first->second;
  }

  /// Merges Kubernetes' own fields; what is shorthand is left out.
  static void merge_fields(WorldJson& target, const Tree& lines, const std::set<std::string_view>& shorthand) {
    for (const Tree& child : lines.children) {
      if (shorthand.contains(child.key)) continue;
      const std::string key(child.key);
      WorldJson patch;
      if (key == "labels" || key == "annotations" || key == "finalizers") {
        patch["metadata"][key] = world_json(child);
      } else if (key == "metadata" || key == "spec" || key == "status" || key == "data" || key == "provisioner" ||
                 key == "volumeBindingMode" || key == "handler") {
        patch[key] = world_json(child);
      } else {
        throw Mistake{child.line, fmt::format("\"{}\" is neither shorthand nor metadata, spec or status", key)};
      }
      merge_into(target, patch);
    }
  }

  // --- nodes

  void nodes() {
    if (world_.find("nodes") == nullptr) object("Node", "node-1", node_template("node-1"));
    for (const auto& [name, lines] : named("node", "nodes", "node-1")) {
      WorldJson& node = object("Node", name, node_template(name));
      node_lines(node, name, *lines);
    }
    first_node_ = objects_["Node"].empty() ? "node-1" : objects_["Node"].begin()->first;
  }

  void node_lines(WorldJson& node, const std::string& name, const Tree& lines) {
    if (const Tree* is = lines.find("is"); is != nullptr && !apply_node_preset(node, std::string(is->text))) {
      throw Mistake{is->line, "a node is cordoned or lost"};
    }
    if (const Tree* count = lines.find("accelerators")) {
      node["metadata"]["labels"]["nvidia.com/gpu.present"] = "true";
      node["status"]["capacity"]["nvidia.com/gpu"] = std::string(count->text);
      node["status"]["allocatable"]["nvidia.com/gpu"] = std::string(count->text);
    }
    if (const Tree* zone = lines.find("zone"))
      node["metadata"]["labels"]["topology.kubernetes.io/zone"] = std::string(zone->text);
    for (const char* list : {"allocatable", "capacity"}) {
      if (const Tree* amounts = lines.find(list)) merge_into(node["status"][list], world_json(*amounts));
    }
    for (const char* field : {"taints", "unschedulable"}) {
      if (const Tree* value = lines.find(field)) node["spec"][field] = world_json(*value);
    }
    if (const Tree* conditions = lines.find("conditions"))
      merge_into(node["status"]["conditions"], world_json(*conditions));
    if (const Tree* log = lines.find("log")) operand(name, std::string(log->text));
    merge_fields(node, lines,
                 {"name", "is", "accelerators", "zone", "allocatable", "capacity", "taints", "unschedulable",
                  "conditions", "log"});
  }

  /// A node's log is what the device plugin on it writes.
  void operand(const std::string& node, const std::string& text) {
    const std::string app = "nvidia-device-plugin-daemonset";
    WorldJson pod = pod_template(app + "-" + node, app);
    pod["metadata"]["namespace"] = "kube-system";
    pod["spec"]["nodeName"] = node;
    pod["spec"]["containers"][0]["image"] = "nvcr.io/nvidia/k8s-device-plugin:v0.17.0";
    own(pod, "DaemonSet", app);
    write_pod_status(pod, {});
    const std::string name = pod["metadata"]["name"];
    objects_["Pod"].emplace(name, pod);
    WorldJson daemon = workload_template("DaemonSet", app);
    daemon["metadata"]["namespace"] = "kube-system";
    daemon["status"].update({{"desiredNumberScheduled", 1},
                             {"currentNumberScheduled", 1},
                             {"numberReady", 1},
                             {"numberAvailable", 1},
                             {"updatedNumberScheduled", 1}});
    objects_["DaemonSet"].emplace(app, daemon);
    given_status_.insert("DaemonSet/" + app);
    add_log(name, "main", false, text, "kube-system");
  }

  // --- workloads and pods

  static void own(WorldJson& object, const std::string& kind, const std::string& name) {
    const bool app = kind == "Deployment" || kind == "ReplicaSet" || kind == "StatefulSet" || kind == "DaemonSet";
    object["metadata"]["ownerReferences"] = WorldJson::array({{{"apiVersion", app ? "apps/v1" : "batch/v1"},
                                                               {"kind", kind},
                                                               {"name", name},
                                                               {"uid", "uid-" + name},
                                                               {"controller", true}}});
  }

  /// Makes the owner of a pod and, for a Deployment, the ReplicaSet between; returns what the pod is owned by.
  std::pair<std::string, std::string> make_owner(const std::string& reference) {
    const auto slash = reference.find('/');
    const std::string kind = reference.substr(0, slash);
    const std::string name = slash == std::string::npos ? "app" : reference.substr(slash + 1);
    object(kind, name, workload_template(kind, name));
    if (kind != "Deployment") return {kind, name};
    const std::string set = name + "-5d8f7c9b6";
    WorldJson& replica_set = object("ReplicaSet", set, workload_template("ReplicaSet", set));
    replica_set["metadata"]["labels"] = {{"app", name}};
    replica_set["spec"]["template"]["metadata"]["labels"] = {{"app", name}};
    own(replica_set, "Deployment", name);
    return {"ReplicaSet", set};
  }

  void workloads() {
    for (const auto& [name, lines] : named("workload", "workloads", "app")) {
      const std::string kind = text_or(lines->find("kind"), "Deployment");
      WorldJson& workload = object(kind, name, workload_template(kind, name));
      if (const Tree* owner = lines->find("owner")) {
        const auto [owner_kind, owner_name] = make_owner(std::string(owner->text));
        own(workload, owner_kind, owner_name);
      }
      if (lines->find("status") != nullptr) given_status_.insert(kind + "/" + name);
      merge_fields(workload, *lines, {"name", "kind", "owner"});
    }
  }

  void pods() {
    std::map<std::string, std::vector<const Tree*>> lines_of;
    std::vector<std::string> order;
    for (const auto& [name, lines] : named("pod", "pods", "app-0")) {
      if (lines_of[name].empty()) order.push_back(name);
      lines_of[name].push_back(lines);
    }
    const bool only_plural = world_.find("pods") != nullptr && world_.find("pod") == nullptr;
    const Tree* workload = world_.find("workload");
    const bool other_workload = workload != nullptr && text_or(workload->find("name"), "app") != "app";
    if (order.empty() && !only_plural && !other_workload) {
      order.emplace_back("app-0");
      lines_of["app-0"];
    }
    for (const std::string& name : order) pod(name, lines_of[name]);
  }

  static const Tree* last_of(const std::vector<const Tree*>& all, std::string_view key) {
    const Tree* found = nullptr;
    for (const Tree* lines : all) {
      if (const Tree* value = lines->find(key)) found = value;
    }
    return found;
  }

  void pod(const std::string& name, const std::vector<const Tree*>& lines) {
    if (first_pod_.empty()) first_pod_ = name;
    const std::string owner = text_or(last_of(lines, "owner"), name == "app-0" ? "Deployment/app" : "");
    const std::string app = owner.empty() ? name : owner.substr(owner.find('/') + 1);
    WorldJson pod = pod_template(name, app);
    if (!owner.empty() && owner != "none") {
      const auto [kind, owner_name] = make_owner(owner);
      own(pod, kind, owner_name);
    }
    pod["spec"]["nodeName"] = text_or(last_of(lines, "node"), first_node_);
    pod_shorthand(pod, lines);
    WorldJson given_status;
    for (const Tree* part : lines) {
      merge_fields(pod, *part,
                   {"name", "is", "node", "owner", "requests", "accelerators", "claims", "message", "log",
                    "previous_log", "ended", "code", "status"});
      if (const Tree* status = part->find("status")) {
        if (given_status.is_null()) given_status = WorldJson::object();
        merge_into(given_status, world_json(*status));
      }
    }
    write_pod_status(pod, preset(lines));
    if (!given_status.is_null()) merge_into(pod["status"], given_status);
    logs_of(name, pod, lines);
    objects_["Pod"][name] = pod;
  }

  PodPreset preset(const std::vector<const Tree*>& lines) const {
    PodPreset out;
    if (const Tree* is = last_of(lines, "is")) {
      out.is = std::string(is->text);
      const auto& known = pod_presets();
      if (std::find(known.begin(), known.end(), out.is) == known.end())
        throw Mistake{is->line, fmt::format("there is no preset \"{}\"", out.is)};
    }
    out.message = text_or(last_of(lines, "message"), "");
    out.ended = text_or(last_of(lines, "ended"), "-1m");
    if (const Tree* code = last_of(lines, "code")) out.code = std::atoi(std::string(code->text).c_str());
    return out;
  }

  void pod_shorthand(WorldJson& pod, const std::vector<const Tree*>& lines) {
    WorldJson& resources = pod["spec"]["containers"][0]["resources"];
    if (const Tree* requests = last_of(lines, "requests")) merge_into(resources["requests"], world_json(*requests));
    if (const Tree* count = last_of(lines, "accelerators")) {
      resources["limits"]["nvidia.com/gpu"] = std::string(count->text);
      resources["requests"]["nvidia.com/gpu"] = std::string(count->text);
    }
    if (const Tree* claims = last_of(lines, "claims")) {
      for (const Tree& claim : claims->children) {
        const std::string name(claim.text);
        pod["spec"]["volumes"].push_back({{"name", name}, {"persistentVolumeClaim", {{"claimName", name}}}});
      }
    }
  }

  void logs_of(const std::string& pod_name, const WorldJson& pod, const std::vector<const Tree*>& lines) {
    const bool first = pod_name == first_pod_;
    for (const bool previous : {false, true}) {
      const char* key = previous ? "previous_log" : "log";
      const Tree* log = last_of(lines, key);
      if (log == nullptr && first) log = world_.find(key);
      if (log == nullptr) continue;
      if (log->is_map()) {
        for (const Tree& child : log->children)
          add_log(pod_name, std::string(child.key), previous, std::string(child.text));
      } else {
        add_log(pod_name, pod["spec"]["containers"][0].value("name", "main"), previous, std::string(log->text));
      }
    }
    for (const char* list : {"containers", "initContainers"}) {
      for (const WorldJson& container : pod["spec"].value(list, WorldJson::array()))
        add_log(pod_name, container.value("name", ""), false, "");
    }
  }

  void add_log(const std::string& pod, const std::string& container, bool previous, const std::string& text,
               const std::string& ns = std::string(world_ns)) {
    Log log;
    log.previous = previous;
    log.text = text;
    log.from_start = true;
    logs_.try_emplace(fmt::format("{}\n{}\n{}\n{}", ns, pod, container, previous), log);
  }

  // --- what lies around

  void others(const char* singular, const char* plural, const char* kind, WorldJson (*fresh)(const std::string&)) {
    for (const auto& [name, lines] : named(singular, plural, singular == std::string("volume") ? "pv-1" : "app")) {
      WorldJson& it = object(kind, name, fresh(name));
      if (const Tree* zone = lines->find("zone")) {
        it["spec"]["nodeAffinity"]["required"]["nodeSelectorTerms"] =
            WorldJson::array({{{"matchExpressions", WorldJson::array({{{"key", "topology.kubernetes.io/zone"},
                                                                       {"operator", "In"},
                                                                       {"values", {std::string(zone->text)}}}})}}});
      }
      merge_fields(it, *lines, {"name", "zone"});
    }
  }

  void services() {
    for (const auto& [name, lines] : named("service", "services", "app")) {
      WorldJson& service = object("Service", name, service_template(name));
      if (const Tree* spec = lines->find("spec"); spec != nullptr && spec->find("selector") != nullptr)
        service["spec"].erase("selector");
      merge_fields(service, *lines, {"name", "endpoints"});
      if (const Tree* list = lines->find("endpoints")) no_endpoints_[name] = list->text == "none";
    }
    if (const Tree* list = world_.find("endpoints")) no_endpoints_["app"] = list->text == "none";
  }

  void claims() {
    std::set<std::string> used;
    for (const auto& [name, lines] : named("claim", "claims", "data")) {
      claim(name, lines);
      used.insert(name);
    }
    object("StorageClass", "standard", class_template("standard"));
  }

  void claim(const std::string& name, const Tree* lines) {
    WorldJson& it = object("PersistentVolumeClaim", name, claim_template(name));
    const std::string is = text_or(lines->find("is"), "bound");
    if (is != "bound" && is != "pending") throw Mistake{lines->find("is")->line, "a claim is bound or pending"};
    if (const Tree* name_of_class = lines->find("class")) {
      it["spec"]["storageClassName"] = std::string(name_of_class->text);
      if (name_of_class->null || name_of_class->text == "none") it["spec"].erase("storageClassName");
    }
    if (is == "pending") {
      it["status"]["phase"] = "Pending";
    } else {
      const std::string volume = text_or(lines->find("volume"), "pv-" + name);
      it["spec"]["volumeName"] = volume;
      object("PersistentVolume", volume, volume_template(volume))["spec"]["claimRef"] = {{"namespace", world_ns},
                                                                                         {"name", name}};
    }
    merge_fields(it, *lines, {"name", "is", "class", "volume"});
  }

  void extra_objects() {
    const Tree* list = world_.find("objects");
    if (list == nullptr) return;
    for (const Tree& lines : list->children) {
      WorldJson it = world_json(lines);
      const std::string name = it.value("name", it.contains("metadata") ? it["metadata"].value("name", "") : "");
      const std::string kind = it.value("kind", "");
      if (kind.empty() || name.empty()) throw Mistake{lines.line, "an object needs a kind and a name"};
      it.erase("name");
      WorldJson meta = {{"name", name}, {"uid", "uid-" + name}, {"creationTimestamp", world_time("-1h")}};
      if (!it.value("cluster_scope", false)) meta["namespace"] = world_ns;
      it.erase("cluster_scope");
      merge_into(meta, it.value("metadata", WorldJson::object()));
      it["metadata"] = meta;
      if (it.contains("status")) given_status_.insert(kind + "/" + name);
      objects_[kind][name] = it;
    }
  }

  /// A workload whose status the world does not give has the status that its pods make.
  void finish_workloads() {
    for (const char* kind : {"ReplicaSet", "StatefulSet", "DaemonSet", "Job", "Deployment"}) {
      for (auto& [name, workload] : objects_[kind]) {
        if (!given_status_.contains(std::string(kind) + "/" + name)) write_workload_status(kind, name, workload);
      }
    }
  }

  static bool is_ready(const WorldJson& pod) {
    for (const WorldJson& c : pod["status"].value("conditions", WorldJson::array())) {
      if (c.value("type", "") == "Ready") return c.value("status", "") == "True";
    }
    return false;
  }

  [[nodiscard]] bool below(const WorldJson& pod, const std::string& kind, const std::string& name) const {
    const WorldJson owners = pod["metadata"].value("ownerReferences", WorldJson::array());
    if (owners.empty()) return false;
    if (owners[0]["kind"] == kind && owners[0]["name"] == name) return true;
    return kind == "Deployment" && owners[0]["kind"] == "ReplicaSet" && owners[0]["name"] == name + "-5d8f7c9b6";
  }

  void write_workload_status(const std::string& kind, const std::string& name, WorldJson& workload) {
    int pods = 0;
    int ready = 0;
    int failed = 0;
    int succeeded = 0;
    for (const auto& [pod_name, pod] : objects_["Pod"]) {
      if (!below(pod, kind, name)) continue;
      const std::string phase = pod["status"].value("phase", "");
      failed += phase == "Failed";
      succeeded += phase == "Succeeded";
      pods += phase != "Failed" && phase != "Succeeded";
      ready += is_ready(pod);
    }
    WorldJson& status = workload["status"];
    if (kind == "Job") {
      status.update({{"active", pods}, {"ready", ready}, {"failed", failed}, {"succeeded", succeeded}});
      if (succeeded > 0 && pods == 0 && failed == 0) {
        status["conditions"] =
            WorldJson::array({{{"type", "Complete"}, {"status", "True"}, {"lastTransitionTime", world_time("-1m")}}});
      }
      return;
    }
    if (kind == "DaemonSet") {
      status.update({{"desiredNumberScheduled", pods},
                     {"currentNumberScheduled", pods},
                     {"updatedNumberScheduled", pods},
                     {"numberReady", ready},
                     {"numberAvailable", ready}});
      return;
    }
    if (!workload["spec"].contains("replicas")) workload["spec"]["replicas"] = std::max(pods, failed > 0 ? 1 : pods);
    status.update(
        {{"replicas", pods}, {"updatedReplicas", pods}, {"readyReplicas", ready}, {"availableReplicas", ready}});
  }

  void endpoints() {
    for (const auto& [name, service] : objects_["Service"]) {
      WorldJson slice = {{"apiVersion", "discovery.k8s.io/v1"},
                         {"kind", "EndpointSlice"},
                         {"metadata",
                          {{"name", name + "-x7k2p"},
                           {"namespace", world_ns},
                           {"uid", "uid-slice-" + name},
                           {"creationTimestamp", world_time("-1h")},
                           {"labels", {{"kubernetes.io/service-name", name}}}}},
                         {"addressType", "IPv4"},
                         {"ports", WorldJson::array({{{"port", 8000}, {"protocol", "TCP"}}})},
                         {"endpoints", WorldJson::array()}};
      const WorldJson selector = service["spec"].value("selector", WorldJson::object());
      for (const auto& [pod_name, pod] : objects_["Pod"]) {
        const bool gone = pod["status"].value("phase", "") == "Failed" ||
                          pod["status"].value("phase", "") == "Succeeded" || !pod["status"].contains("podIP");
        if (no_endpoints_[name] || selector.empty() || gone || !takes(selector, pod)) continue;
        slice["endpoints"].push_back({{"addresses", {"10.0.0.1"}},
                                      {"conditions", {{"ready", is_ready(pod)}}},
                                      {"targetRef", {{"kind", "Pod"}, {"name", pod_name}}}});
      }
      objects_["EndpointSlice"][name + "-x7k2p"] = slice;
    }
  }

  static bool takes(const WorldJson& selector, const WorldJson& pod) {
    const WorldJson labels = pod["metadata"].value("labels", WorldJson::object());
    return std::all_of(selector.items().begin(), selector.items().end(), [&](const auto& item) {
      return labels.contains(item.key()) && labels[item.key()] == item.value();
    });
  }

  // --- events

  void events() {
    if (const Tree* one = world_.find("event")) event(*one);
    if (const Tree* many = world_.find("events")) {
      for (const Tree& lines : many->children) event(lines);
    }
  }

  std::pair<std::string, std::string> default_object() const {
    const auto first = [&](const char* kind, const std::string& other) {
      const auto found = objects_.find(kind);
      return std::pair{std::string(kind),
                       found == objects_.end() || found->second.empty() ? other : found->second.begin()->first};
    };
    switch (about_) {
      case About::node:
        return {"Node", first_node_};
      case About::service:
        return first("Service", "app");
      case About::claim:
        return first("PersistentVolumeClaim", "data");
      case About::volume:
        return first("PersistentVolume", "pv-1");
      case About::autoscaler:
        return first("HorizontalPodAutoscaler", "app");
      case About::budget:
        return first("PodDisruptionBudget", "app");
      case About::workload: {
        const Tree* workload = world_.find("workload");
        const std::string kind = workload != nullptr ? text_or(workload->find("kind"), "Deployment") : "Deployment";
        return {kind, workload != nullptr ? text_or(workload->find("name"), "app") : "app"};
      }
      default:
        return {"Pod", first_pod_.empty() ? "app-0" : first_pod_};
    }
  }

  void event(const Tree& lines) {
    check_keys(lines, {"object", "container", "reason", "message", "type", "count", "by", "host", "last", "first"});
    auto [kind, name] = default_object();
    if (const Tree* given = lines.find("object")) {
      const std::string text(given->text);
      kind = text.substr(0, text.find('/'));
      name = text.substr(text.find('/') + 1);
    }
    const auto of_kind = objects_.find(kind);
    const WorldJson* about =
        of_kind != objects_.end() && of_kind->second.contains(name) ? &of_kind->second.at(name) : nullptr;
    const std::string ns =
        about != nullptr ? (*about)["metadata"].value("namespace", "default") : std::string(world_ns);
    WorldJson involved = {{"kind", kind}, {"name", name}, {"uid", kind == "Node" ? name : "uid-" + name}};
    if (kind != "Node" && ns != "default") involved["namespace"] = ns;
    std::string container = text_or(lines.find("container"), "");
    if (container.empty() && about_ == About::container && kind == "Pod" && about != nullptr)
      container = (*about)["spec"]["containers"][0].value("name", "");
    if (!container.empty()) involved["fieldPath"] = field_path(about, container);
    const std::string last = world_time(text_or(lines.find("last"), "-1m"));
    const std::string by = text_or(lines.find("by"), kind == "Pod" ? "kubelet" : "controller");
    events_.push_back(
        {{"apiVersion", "v1"},
         {"kind", "Event"},
         {"metadata",
          {{"name", fmt::format("{}.{}", name, events_.size())}, {"namespace", ns}, {"creationTimestamp", last}}},
         {"involvedObject", involved},
         {"reason", text_or(lines.find("reason"), "")},
         {"message", text_or(lines.find("message"), "")},
         {"type", text_or(lines.find("type"), "Warning")},
         {"count", std::atoi(text_or(lines.find("count"), "3").c_str())},
         {"firstTimestamp", world_time(text_or(lines.find("first"), last))},
         {"lastTimestamp", last},
         {"source", {{"component", by}, {"host", text_or(lines.find("host"), "")}}}});
  }

  static std::string field_path(const WorldJson* pod, const std::string& container) {
    const WorldJson none = WorldJson::array();
    const WorldJson init = pod != nullptr ? (*pod)["spec"].value("initContainers", none) : none;
    const bool is_init =
        std::any_of(init.begin(), init.end(), [&](const WorldJson& c) { return c.value("name", "") == container; });
    return std::string(is_init ? "spec.initContainers{" : "spec.containers{") + container + "}";
  }

  // --- sight

  void read_unreadable(std::vector<Unreadable>& hidden) const {
    const Tree* list = world_.find("unreadable");
    if (list == nullptr) return;
    for (const Tree& item : list->children) {
      if (item.is_scalar()) {
        hidden.push_back({std::string(item.text), ""});
      } else {
        for (const Tree& child : item.children)
          hidden.push_back({child.key == "log" ? "Log" : std::string(child.key), std::string(child.text)});
      }
    }
  }

  std::unique_ptr<const Snapshot> assemble(const std::vector<Unreadable>& hidden) const {
    const auto unseen = [&](const std::string& kind, const std::string& name) {
      return std::any_of(hidden.begin(), hidden.end(),
                         [&](const Unreadable& u) { return u.kind == kind && (u.name.empty() || u.name == name); });
    };
    SnapshotBuilder builder;
    builder.edit().now = world_now();
    builder.edit().now_source = NowSource::server;
    WorldJson items = WorldJson::array();
    for (const auto& [kind, by_name] : objects_) {
      for (const auto& [name, it] : by_name) {
        if (!unseen(kind, name)) items.push_back(it);
      }
    }
    for (const WorldJson& event : events_) {
      if (!unseen("Event", "")) items.push_back(event);
    }
    const auto added = builder.add_json(WorldJson({{"kind", "List"}, {"apiVersion", "v1"}, {"items", items}}).dump());
    if (!added) throw Mistake{world_.line, added.error().message};
    for (const std::string_view kind : known_kinds()) {
      if (!unseen(std::string(kind), "")) builder.set_coverage(kind, "", Coverage::complete);
    }
    for (const auto& [key, text] : logs_) add_read_log(builder, key, text, unseen);
    for (const Unreadable& u : hidden)
      builder.add_gap(
          {u.kind, std::string(u.kind == "Log" ? world_ns : ""), u.name, "", "not readable in this world", false});
    return builder.take();
  }

  template <class Unseen>
  static void add_read_log(SnapshotBuilder& builder, const std::string& key, Log log, const Unseen& unseen) {
    const auto a = key.find('\n');
    const auto b = key.find('\n', a + 1);
    const auto c = key.find('\n', b + 1);
    const std::string pod = key.substr(a + 1, b - a - 1);
    if (unseen("Log", pod)) return;
    log.ns = builder.intern(key.substr(0, a));
    log.pod = builder.intern(pod);
    log.container = builder.intern(key.substr(b + 1, c - b - 1));
    builder.add_log(std::move(log));
  }

  static const std::vector<std::string_view>& known_kinds() {
    static const std::vector<std::string_view> kinds = {"Pod",
                                                        "Node",
                                                        "Event",
                                                        "Service",
                                                        "EndpointSlice",
                                                        "Endpoints",
                                                        "Deployment",
                                                        "ReplicaSet",
                                                        "StatefulSet",
                                                        "DaemonSet",
                                                        "Job",
                                                        "CronJob",
                                                        "ReplicationController",
                                                        "PersistentVolumeClaim",
                                                        "PersistentVolume",
                                                        "StorageClass",
                                                        "ResourceQuota",
                                                        "LimitRange",
                                                        "HorizontalPodAutoscaler",
                                                        "PodDisruptionBudget",
                                                        "Namespace",
                                                        "RuntimeClass",
                                                        "ServiceAccount",
                                                        "ConfigMap",
                                                        "ResourceClaim",
                                                        "ResourceClaimTemplate",
                                                        "DeviceClass",
                                                        "ResourceSlice",
                                                        "PriorityClass",
                                                        "Ingress",
                                                        "InferenceService",
                                                        "RayCluster",
                                                        "RayJob",
                                                        "RayService",
                                                        "PyTorchJob",
                                                        "TFJob",
                                                        "MPIJob",
                                                        "LeaderWorkerSet",
                                                        "Workload",
                                                        "PodGroup"};
    return kinds;
  }

  const Tree& world_;
  About about_;
  std::map<std::string, std::map<std::string, WorldJson>> objects_;
  std::vector<WorldJson> events_;
  std::map<std::string, Log> logs_;
  std::set<std::string> given_status_;
  std::map<std::string, bool> no_endpoints_;
  std::string first_node_, first_pod_;
};

}  // namespace

std::variant<std::unique_ptr<const Snapshot>, std::string> build_world(const Tree& world, About about,
                                                                       const std::vector<Unreadable>& blind) {
  try {
    return WorldBuilder(world, about).build(blind);
  } catch (const Mistake& mistake) {
    return fmt::format("{}: {}", mistake.line, mistake.sentence);
  } catch (const WorldJson::exception&) {
    return fmt::format("{}: a field has another shape than the object it is merged into", world.line);
  }
}

std::unique_ptr<const Snapshot> baseline_world() {
  Tree nothing;
  nothing.kind = Tree::Kind::map;
  return WorldBuilder(nothing, About::container).build({});
}

}  // namespace aidiag
