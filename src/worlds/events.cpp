// SPDX-License-Identifier: Apache-2.0
// The events of a world.
#include <fmt/format.h>

#include <algorithm>

#include "worlds/parts.hpp"

namespace aidiag {
namespace {

std::pair<std::string, std::string> default_object(const WorldParts& world) {
  const auto first = [&](const char* kind, const std::string& other) {
    const auto found = world.objects.find(kind);
    return std::pair{std::string(kind),
                     found == world.objects.end() || found->second.empty() ? other : found->second.begin()->first};
  };
  switch (world.about) {
    case About::node:
      return {"Node", world.first_node};
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
      const Tree* workload = world.lines.find("workload");
      const std::string kind = workload != nullptr ? text_or(workload->find("kind"), "Deployment") : "Deployment";
      return {kind, workload != nullptr ? text_or(workload->find("name"), "app") : "app"};
    }
    default:
      return {"Pod", world.first_pod.empty() ? "app-0" : world.first_pod};
  }
}

std::string field_path(const WorldJson* pod, const std::string& container) {
  const WorldJson none = WorldJson::array();
  const WorldJson init = pod != nullptr ? (*pod)["spec"].value("initContainers", none) : none;
  const bool is_init =
      std::any_of(init.begin(), init.end(), [&](const WorldJson& c) { return c.value("name", "") == container; });
  return std::string(is_init ? "spec.initContainers{" : "spec.containers{") + container + "}";
}

void add_event(WorldParts& world, const Tree& lines) {
  check_keys(lines, {"object", "container", "reason", "message", "type", "count", "by", "host", "last", "first"});
  auto [kind, name] = default_object(world);
  if (const Tree* given = lines.find("object")) {
    const std::string text(given->text);
    kind = text.substr(0, text.find('/'));
    name = text.substr(text.find('/') + 1);
  }
  const auto of_kind = world.objects.find(kind);
  const WorldJson* about =
      of_kind != world.objects.end() && of_kind->second.contains(name) ? &of_kind->second.at(name) : nullptr;
  const std::string ns = about != nullptr ? (*about)["metadata"].value("namespace", "default") : std::string(world_ns);
  WorldJson involved = {{"kind", kind}, {"name", name}, {"uid", kind == "Node" ? name : "uid-" + name}};
  if (kind != "Node" && ns != "default") involved["namespace"] = ns;
  std::string container = text_or(lines.find("container"), "");
  if (container.empty() && world.about == About::container && kind == "Pod" && about != nullptr)
    container = (*about)["spec"]["containers"][0].value("name", "");
  if (!container.empty()) involved["fieldPath"] = field_path(about, container);
  const std::string last = world_time(text_or(lines.find("last"), "-1m"));
  const std::string by = text_or(lines.find("by"), kind == "Pod" ? "kubelet" : "controller");
  world.events.push_back(
      {{"apiVersion", "v1"},
       {"kind", "Event"},
       {"metadata",
        {{"name", fmt::format("{}.{}", name, world.events.size())}, {"namespace", ns}, {"creationTimestamp", last}}},
       {"involvedObject", involved},
       {"reason", text_or(lines.find("reason"), "")},
       {"message", text_or(lines.find("message"), "")},
       {"type", text_or(lines.find("type"), "Warning")},
       {"count", std::atoi(text_or(lines.find("count"), "3").c_str())},
       {"firstTimestamp", world_time(text_or(lines.find("first"), last))},
       {"lastTimestamp", last},
       {"source", {{"component", by}, {"host", text_or(lines.find("host"), "")}}}});
}

}  // namespace

void add_events(WorldParts& world) {
  if (const Tree* one = world.lines.find("event")) add_event(world, *one);
  if (const Tree* many = world.lines.find("events")) {
    for (const Tree& lines : many->children) add_event(world, lines);
  }
}

}  // namespace aidiag
