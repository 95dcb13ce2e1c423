// SPDX-License-Identifier: Apache-2.0
// The presets of a pod. Each writes what the kubelet and the API server would have written: phase, conditions and the
// status of every container (pkg/kubelet/kubelet_pods.go, status/generate.go of Kubernetes).
#include <algorithm>

#include "worlds/templates.hpp"

namespace aidiag {
namespace {

using Presets = std::vector<std::string>;

WorldJson condition(const std::string& type, bool holds, const std::string& reason, const std::string& message,
                    const std::string& since) {
  WorldJson out = {{"type", type}, {"status", holds ? "True" : "False"}, {"lastTransitionTime", world_time(since)}};
  if (!reason.empty()) out["reason"] = reason;
  if (!message.empty()) out["message"] = message;
  return out;
}

std::string before(const std::string& moment, Duration length) {
  const auto time = parse_time(world_time(moment));
  return time ? format_time(*time - length) : moment;
}

WorldJson ended(const PodPreset& preset, const std::string& reason, int code, Duration ran) {
  return {{"reason", reason},
          {"exitCode", code},
          {"startedAt", before(preset.ended, ran)},
          {"finishedAt", world_time(preset.ended)},
          {"containerID", "containerd://1"}};
}

WorldJson container_status(const WorldJson& container) {
  return {{"name", container.value("name", "")},
          {"image", container.value("image", "")},
          {"restartCount", 0},
          {"ready", false},
          {"started", false}};
}

WorldJson running(WorldJson status, const std::string& since, bool ready) {
  status["state"] = {{"running", {{"startedAt", world_time(since)}}}};
  status["ready"] = ready;
  status["started"] = true;
  status["containerID"] = "containerd://2";
  return status;
}

WorldJson waiting(WorldJson status, const std::string& reason, const std::string& message = "") {
  status["state"] = {{"waiting", {{"reason", reason}}}};
  if (!message.empty()) status["state"]["waiting"]["message"] = message;
  return status;
}

WorldJson crash_loop(WorldJson status, const PodPreset& preset) {
  status = waiting(std::move(status), "CrashLoopBackOff", "back-off 5m0s restarting failed container");
  status["lastState"] = {
      {"terminated", ended(preset, preset.code == 0 ? "Completed" : "Error", preset.code, seconds(20))}};
  status["restartCount"] = 5;
  return status;
}

WorldJson terminated(WorldJson status, const PodPreset& preset, const std::string& reason, int code) {
  status["state"] = {{"terminated", ended(preset, reason, code, minutes(5))}};
  return status;
}

/// The status of the container that the preset is about; the others of the pod run and are ready.
WorldJson main_status(WorldJson status, const PodPreset& preset) {
  const std::string& is = preset.is;
  if (is == "creating") return waiting(std::move(status), "ContainerCreating");
  if (is == "pulling") {
    const std::string image = status.value("image", "");
    return waiting(std::move(status), "ImagePullBackOff", "Back-off pulling image \"" + image + "\"");
  }
  if (is == "init") return waiting(std::move(status), "PodInitializing");
  if (is == "crashing") return crash_loop(std::move(status), preset);
  if (is == "crashed") return terminated(std::move(status), preset, "Error", preset.code);
  if (is == "finished") return terminated(std::move(status), preset, "Completed", 0);
  if (is == "not-ready" || is == "terminating") return running(std::move(status), "-10m", false);
  if (is == "restarted") {
    PodPreset earlier = preset;
    if (earlier.ended == "-1m") earlier.ended = "-20m";
    status = running(std::move(status), "-19m", true);
    status["restartCount"] = 1;
    status["lastState"] = {{"terminated", ended(earlier, "Error", preset.code, minutes(5))}};
    return status;
  }
  return running(std::move(status), "-30m", true);
}

bool has_containers(const std::string& is) {
  return is != "pending" && is != "gated" && is != "rejected" && is != "evicted";
}

void write_containers(WorldJson& pod, const PodPreset& preset) {
  WorldJson statuses = WorldJson::array();
  bool first = true;
  const bool alone =
      preset.is == "crashed" || preset.is == "finished" || preset.is == "creating" || preset.is == "init";
  for (const WorldJson& container : pod["spec"]["containers"]) {
    WorldJson status = container_status(container);
    statuses.push_back(first || alone ? main_status(std::move(status), preset)
                                      : running(std::move(status), "-30m", true));
    first = false;
  }
  pod["status"]["containerStatuses"] = statuses;
  if (!pod["spec"].contains("initContainers")) return;
  WorldJson init = WorldJson::array();
  for (const WorldJson& container : pod["spec"]["initContainers"]) {
    WorldJson status = container_status(container);
    if (container.value("restartPolicy", "") == "Always") {
      init.push_back(running(std::move(status), "-30m", true));
    } else if (preset.is == "init") {
      init.push_back(running(std::move(status), "-10m", false));
    } else if (preset.is == "creating") {
      init.push_back(waiting(std::move(status), "PodInitializing"));
    } else {
      PodPreset done = preset;
      done.ended = "-30m";
      status["ready"] = true;
      init.push_back(terminated(std::move(status), done, "Completed", 0));
    }
  }
  pod["status"]["initContainerStatuses"] = init;
}

std::string phase_of(const std::string& is) {
  if (is == "pending" || is == "gated" || is == "creating" || is == "pulling" || is == "init") return "Pending";
  if (is == "rejected" || is == "crashed" || is == "evicted") return "Failed";
  return is == "finished" ? "Succeeded" : "Running";
}

void write_conditions(WorldJson& pod, const PodPreset& preset) {
  const std::string& is = preset.is;
  WorldJson conditions = WorldJson::array();
  const bool waits = is == "pending" || is == "gated";
  const bool ready = is == "ready" || is == "restarted";
  const std::string since = ready ? "-30m" : "-10m";
  if (waits) {
    const std::string text = is == "gated" ? "Scheduling is blocked due to non-empty scheduling gates"
                                           : "0/1 nodes are available: 1 Insufficient cpu.";
    conditions.push_back(condition("PodScheduled", false, is == "gated" ? "SchedulingGated" : "Unschedulable",
                                   preset.message.empty() ? text : preset.message, "-10m"));
  } else if (is != "rejected") {
    conditions.push_back(condition("PodScheduled", true, "", "", "-31m"));
    conditions.push_back(
        condition("Initialized", is != "init", is == "init" ? "ContainersNotInitialized" : "", "", since));
    const std::string why = is == "finished"                     ? "PodCompleted"
                            : is == "crashed" || is == "evicted" ? "PodFailed"
                                                                 : "ContainersNotReady";
    conditions.push_back(condition("ContainersReady", ready, ready ? "" : why, "", since));
    conditions.push_back(condition("Ready", ready, ready ? "" : why, "", since));
  }
  pod["status"]["conditions"] = conditions;
}

void write_spec(WorldJson& pod, const std::string& is) {
  WorldJson& spec = pod["spec"];
  if (is == "pending" || is == "gated") spec.erase("nodeName");
  if (is == "gated" && !spec.contains("schedulingGates"))
    spec["schedulingGates"] = WorldJson::array({{{"name", "example.com/gate"}}});
  if (is == "crashed" || is == "finished") spec["restartPolicy"] = "Never";
  if (is == "init" && !spec.contains("initContainers")) {
    spec["initContainers"] = WorldJson::array({{{"name", "init"}, {"image", "registry.example/init:1.0"}}});
  }
  if (is == "terminating") {
    pod["metadata"]["deletionTimestamp"] = world_time("-1m");
    pod["metadata"]["deletionGracePeriodSeconds"] = 30;
  }
}

}  // namespace

const std::vector<std::string>& pod_presets() {
  static const Presets all = {"ready",    "pending", "gated",     "rejected",  "creating", "pulling", "init",
                              "crashing", "crashed", "not-ready", "restarted", "finished", "evicted", "terminating"};
  return all;
}

void write_pod_status(WorldJson& pod, const PodPreset& preset) {
  write_spec(pod, preset.is);
  WorldJson& status = pod["status"];
  status["phase"] = phase_of(preset.is);
  if (preset.is != "pending" && preset.is != "gated") {
    status["startTime"] =
        world_time(preset.is == "creating" || preset.is == "pulling" || preset.is == "init" ? "-10m" : "-31m");
    status["podIP"] = "10.0.0.1";
  }
  if (preset.is == "rejected") {
    status["reason"] = "UnexpectedAdmissionError";
    status["message"] = preset.message;
  }
  if (preset.is == "evicted") {
    status["reason"] = "Evicted";
    status["message"] = preset.message.empty() ? "The node was low on resource: memory. " : preset.message;
  }
  write_conditions(pod, preset);
  if (has_containers(preset.is)) write_containers(pod, preset);
}

}  // namespace aidiag
