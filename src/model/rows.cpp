// SPDX-License-Identifier: Apache-2.0
// The rows of pods and nodes: what is kept of them when their text is not.
#include <algorithm>

#include "model/builder_state.hpp"
#include "model/pod_requests.hpp"

namespace aidiag {
namespace {

bool is_ready(Json status) {
  for (const Json& condition : status["conditions"].items())
    if (condition["type"].text() == "Ready") return condition["status"].text() == "True";
  return false;
}

std::int64_t restarts_in(Json statuses) {
  std::int64_t sum = 0;
  for (const Json& status : statuses.items()) sum += status["restartCount"].integer_or(0);
  return sum;
}

bool all_ready(Json pod) {
  const auto statuses = pod["status"]["containerStatuses"].items();
  return statuses.size() == pod["spec"]["containers"].size() &&
         std::all_of(statuses.begin(), statuses.end(), [](const Json& s) { return s["ready"].boolean_or(false); });
}

/// Init containers end before the others start, but for native sidecars (restartPolicy: Always).
std::vector<Json> lasting_containers(Json spec) {
  std::vector<Json> out = spec["containers"].items();
  for (const Json& container : spec["initContainers"].items())
    if (container["restartPolicy"].text() == "Always") out.push_back(container);
  return out;
}

}  // namespace

const PodRow* SnapshotBuilder::pod_row(const Object& object, Json pod) {
  // Read again it keeps its row, so that there is one for each pod.
  PodRow& row = object.pod != nullptr ? const_cast<PodRow&>(*object.pod) : snapshot_->rows_.emplace_back();
  row = PodRow{};
  row.object = &object;
  const Json spec = pod["spec"], status = pod["status"];
  row.node = intern(spec["nodeName"].text());
  row.phase = intern(status["phase"].text());
  row.scheduler = intern(spec["schedulerName"].text());
  row.nominated = intern(status["nominatedNodeName"].text());
  row.priority = spec["priority"].integer_or(0);
  const std::int64_t restarts = restarts_in(status["containerStatuses"]) + restarts_in(status["initContainerStatuses"]);
  row.restarts = static_cast<std::int32_t>(std::clamp<std::int64_t>(restarts, 0, INT32_MAX));
  row.ready = is_ready(status);
  const bool runs_well = row.phase == "Running" && row.ready && row.restarts == 0 && all_ready(pod);
  row.finished = row.phase == "Succeeded" || row.phase == "Failed";
  row.deleted = object.deleted.has_value();
  row.standing = object.owner.kind == "DaemonSet" || object.owner.kind == "Node";
  row.well = !row.deleted && (runs_well || row.phase == "Succeeded");
  Resources requests;
  for (const auto& [resource, amount] : effective_requests(pod)) requests.emplace_back(intern(resource), amount);
  row.requests = intern_resources(std::move(requests));
  row.host_ports = host_ports(spec);
  row.claims = claims(spec, object.name);
  return &row;
}

const std::vector<HostPort>* SnapshotBuilder::host_ports(Json spec) {
  std::vector<HostPort> out;
  for (const Json& container : lasting_containers(spec)) {
    for (const Json& port : container["ports"].items()) {
      const std::int64_t number = port["hostPort"].integer_or(0);
      if (number <= 0 || number > 65535) continue;
      const std::string_view protocol = port["protocol"].text(), ip = port["hostIP"].text();
      out.push_back({intern(protocol.empty() ? "TCP" : protocol), intern(ip == "0.0.0.0" || ip == "::" ? "" : ip),
                     static_cast<std::int32_t>(number)});
    }
  }
  return out.empty() ? nullptr : &snapshot_->host_ports_.emplace_back(std::move(out));
}

/// The claim of a generic ephemeral volume is named POD-VOLUME (pkg/controller/volume/ephemeral).
const std::vector<Name>* SnapshotBuilder::claims(Json spec, std::string_view pod) {
  std::vector<Name> out;
  for (const Json& volume : spec["volumes"].items()) {
    if (const std::string_view name = volume["persistentVolumeClaim"]["claimName"].text(); !name.empty())
      out.push_back(intern(name));
    if (volume["ephemeral"]) out.push_back(intern(std::string(pod) + "-" + std::string(volume["name"].text())));
  }
  return out.empty() ? nullptr : &snapshot_->claims_.emplace_back(std::move(out));
}

const NodeRow* SnapshotBuilder::node_row(Json node) {
  NodeRow& row = snapshot_->node_rows_.emplace_back();
  const Json spec = node["spec"], status = node["status"];
  const auto resources = [&](Json list) {
    Resources out;
    for (const auto& [name, amount] : amounts_of(list)) out.emplace_back(intern(name), amount);
    return intern_resources(std::move(out));
  };
  row.capacity = resources(status["capacity"]);
  row.allocatable = resources(status["allocatable"]);
  for (const Json& taint : spec["taints"].items())
    row.taints.push_back({intern(taint["key"].text()), intern(taint["value"].text()), intern(taint["effect"].text())});
  row.unschedulable = spec["unschedulable"].boolean_or(false);
  row.ready = is_ready(status);
  return &row;
}

void SnapshotBuilder::set_pods_complete_on(std::string_view node) { snapshot_->nodes_with_all_pods_.emplace(node); }

}  // namespace aidiag
