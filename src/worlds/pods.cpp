// SPDX-License-Identifier: Apache-2.0
// The workloads and pods of a world. Lines of `pod` and of `pods` that name the same pod are one pod.
#include <fmt/format.h>

#include <algorithm>

#include "worlds/parts.hpp"

namespace aidiag {
namespace {

/// Makes the owner of a pod and, for a Deployment, the ReplicaSet between; returns what the pod is owned by.
std::pair<std::string, std::string> make_owner(WorldParts& world, const std::string& reference) {
  const auto slash = reference.find('/');
  const std::string kind = reference.substr(0, slash);
  const std::string name = slash == std::string::npos ? "app" : reference.substr(slash + 1);
  world.object(kind, name, workload_template(kind, name));
  if (kind != "Deployment") return {kind, name};
  const std::string set = replica_set_of(name);
  WorldJson& replica_set = world.object("ReplicaSet", set, workload_template("ReplicaSet", set));
  replica_set["metadata"]["labels"] = {{"app", name}};
  replica_set["spec"]["template"]["metadata"]["labels"] = {{"app", name}};
  own(replica_set, "Deployment", name);
  return {"ReplicaSet", set};
}

const Tree* last_of(const std::vector<const Tree*>& all, std::string_view key) {
  const Tree* found = nullptr;
  for (const Tree* lines : all) {
    if (const Tree* value = lines->find(key)) found = value;
  }
  return found;
}

PodPreset preset_of(const std::vector<const Tree*>& lines) {
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

void write_shorthand(WorldJson& pod, const std::vector<const Tree*>& lines) {
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

void add_logs(WorldParts& world, const std::string& pod_name, const WorldJson& pod,
              const std::vector<const Tree*>& lines) {
  const bool first = pod_name == world.first_pod;
  const auto add = [&](const std::string& container, bool previous, std::string_view text) {
    world.add_log({std::string(world_ns), pod_name, container, previous}, std::string(text));
  };
  for (const bool previous : {false, true}) {
    const char* key = previous ? "previous_log" : "log";
    const Tree* log = last_of(lines, key);
    if (log == nullptr && first) log = world.lines.find(key);
    if (log == nullptr) continue;
    if (log->is_map()) {
      for (const Tree& child : log->children) add(std::string(child.key), previous, child.text);
    } else {
      add(pod["spec"]["containers"][0].value("name", "main"), previous, log->text);
    }
  }
  for (const char* list : {"containers", "initContainers"}) {
    for (const WorldJson& container : pod["spec"].value(list, WorldJson::array()))
      add(container.value("name", ""), false, "");
  }
}

void add_pod(WorldParts& world, const std::string& name, const std::vector<const Tree*>& lines) {
  if (world.first_pod.empty()) world.first_pod = name;
  const std::string owner = text_or(last_of(lines, "owner"), name == "app-0" ? "Deployment/app" : "");
  const std::string app = owner.empty() ? name : owner.substr(owner.find('/') + 1);
  WorldJson pod = pod_template(name, app);
  if (!owner.empty() && owner != "none") {
    const auto [kind, owner_name] = make_owner(world, owner);
    own(pod, kind, owner_name);
  }
  pod["spec"]["nodeName"] = text_or(last_of(lines, "node"), world.first_node);
  write_shorthand(pod, lines);
  WorldJson given_status;
  for (const Tree* part : lines) {
    merge_fields(pod, *part,
                 {"name", "is", "node", "owner", "requests", "accelerators", "claims", "message", "log", "previous_log",
                  "ended", "code", "status"});
    if (const Tree* status = part->find("status")) {
      if (given_status.is_null()) given_status = WorldJson::object();
      merge_into(given_status, world_json(*status));
    }
  }
  write_pod_status(pod, preset_of(lines));
  if (!given_status.is_null()) merge_into(pod["status"], given_status);
  add_logs(world, name, pod, lines);
  world.objects["Pod"][name] = pod;
}

}  // namespace

void add_workloads(WorldParts& world) {
  for (const auto& [name, lines] : world.named("workload", "workloads", "app")) {
    const std::string kind = text_or(lines->find("kind"), "Deployment");
    WorldJson& workload = world.object(kind, name, workload_template(kind, name));
    if (const Tree* owner = lines->find("owner")) {
      const auto [owner_kind, owner_name] = make_owner(world, std::string(owner->text));
      own(workload, owner_kind, owner_name);
    }
    if (lines->find("status") != nullptr) world.given_status.insert(kind + "/" + name);
    merge_fields(workload, *lines, {"name", "kind", "owner"});
  }
}

void add_pods(WorldParts& world) {
  std::map<std::string, std::vector<const Tree*>> lines_of;
  std::vector<std::string> order;
  for (const auto& [name, lines] : world.named("pod", "pods", "app-0")) {
    if (lines_of[name].empty()) order.push_back(name);
    lines_of[name].push_back(lines);
  }
  const bool only_plural = world.lines.find("pods") != nullptr && world.lines.find("pod") == nullptr;
  const Tree* workload = world.lines.find("workload");
  const bool other_workload = workload != nullptr && text_or(workload->find("name"), "app") != "app";
  if (order.empty() && !only_plural && !other_workload) {
    order.emplace_back("app-0");
    lines_of["app-0"];
  }
  for (const std::string& name : order) add_pod(world, name, lines_of[name]);
}

}  // namespace aidiag
