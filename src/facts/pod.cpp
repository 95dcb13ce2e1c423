// SPDX-License-Identifier: Apache-2.0
// Facts of a pod: what it is, how far it has come, and what its containers sum up to.
#include <algorithm>
#include <charconv>

#include "facts/devices.hpp"
#include "facts/events.hpp"
#include "facts/family.hpp"
#include "facts/run.hpp"
#include "facts/state.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About pod = About::pod;

constexpr FactLine lines[] = {
    {"pod.namespace", text, pod, "Pod", "Its namespace."},
    {"pod.stage", text, pod, "Pod Event", "The first step that is not done, or how it ended."},
    {"pod.stage.since", time, pod, "Pod Event", "Since when it is in its stage."},
    {"pod.stuck_for", duration, pod, "Pod Event", "How long it has been in its stage."},
    {"pod.phase", text, pod, "Pod", "Pending, Running, Succeeded, Failed or Unknown."},
    {"pod.reason", text, pod, "Pod", "Why it is in its phase, such as Evicted.", "status.reason"},
    {"pod.message", text, pod, "Pod", "The sentence to pod.reason.", "status.message"},
    {"pod.age", duration, pod, "Pod", "Since its creation."},
    {"pod.deleted", boolean, pod, "Pod", "Whether its deletion was asked for."},
    {"pod.deleted_for", duration, pod, "Pod", "Since its deletion was asked for."},
    {"pod.deletion_grace", duration, pod, "Pod", "The grace period of its deletion.",
     "metadata.deletionGracePeriodSeconds"},
    {"pod.deletion_overdue", duration, pod, "Pod", "Since the grace period of its deletion is over."},
    {"pod.finalizers", texts, pod, "Pod", "Who has to let go of it before it can be deleted.", "metadata.finalizers"},
    {"pod.restart_policy", text, pod, "Pod", "Always, OnFailure or Never.", "spec.restartPolicy"},
    {"pod.qos", text, pod, "Pod", "Guaranteed, Burstable or BestEffort.", "status.qosClass"},
    {"pod.host_network", boolean, pod, "Pod", "Whether it uses its node's network."},
    {"pod.service_account", text, pod, "Pod", "The account it runs as.", "spec.serviceAccountName"},
    {"pod.restarts", number, pod, "Pod", "Restarts of all its containers."},
    {"pod.ready_since", time, pod, "Pod", "Since when it is Ready; absent while it is not."},
    {"pod.containers.total", number, pod, "Pod", "Containers and sidecars."},
    {"pod.containers.ready", number, pod, "Pod", "Containers and sidecars that are ready."},
    {"pod.init.failing", text, pod, "Pod", "The init container that does not run or failed."},
    {"pod.init.running", text, pod, "Pod", "The init container that is at work."},
    {"pod.init.running_for", duration, pod, "Pod", "How long pod.init.running has been at work."},
    {"pod.accelerator.wanted", number, pod, "Pod", "Devices it needs at once, over all its containers; 0 if none."},
    {"pod.accelerator.resource", text, pod, "Pod", "The device resource, such as nvidia.com/gpu."},
    {"pod.accelerator.containers_asking", number, pod, "Pod", "How many of its containers ask for devices."},
    {"pod.rank", text, pod, "Pod", "Its rank in a distributed job: from its environment, else its index label."},
    {"pod.mesh", text, pod, "Pod",
     "The service mesh whose proxy starts beside its containers, so after its init containers: istio or linkerd."},
    {"pod.image_bytes", quantity, pod, "Event", "Size of its largest image, as the Pulled event tells it."},
};

std::optional<Time> ready_since(Json object) {
  for (const Json condition : object["status"]["conditions"].items())
    if (condition["type"].text() == "Ready" && condition["status"].text() == "True")
      return parse_time(condition["lastTransitionTime"].text());
  return std::nullopt;
}

void fill_life(const Object& object, Time now, FactSink& out) {
  out.boolean("pod.deleted", object.deleted.has_value(), "metadata.deletionTimestamp");
  if (object.created) out.duration("pod.age", now - *object.created, "metadata.creationTimestamp");
  if (!object.deleted) return;
  const Duration grace = seconds(object.json()["metadata"]["deletionGracePeriodSeconds"].integer_or(0));
  const Duration asked = now - (*object.deleted - grace);
  out.duration("pod.deleted_for", std::max(asked, Duration{}), "metadata.deletionTimestamp");
  out.duration("pod.deletion_overdue", std::max(now - *object.deleted, Duration{}), "metadata.deletionTimestamp");
}

void fill_stage(const PodStages& stages, Time now, FactSink& out) {
  if (stages.pod) out.text("pod.stage", to_text(*stages.pod), "status");
  if (!stages.since) return;
  out.time("pod.stage.since", stages.since, "status.conditions");
  out.duration("pod.stuck_for", std::max(now - *stages.since, Duration{}), "status.conditions");
}

void fill_containers(const std::vector<ContainerView>& containers, const PodStages& stages, Time now, FactSink& out) {
  std::int64_t total = 0, ready = 0, asking = 0;
  for (std::size_t i = 0; i < containers.size(); ++i) {
    const ContainerView& c = containers[i];
    if (devices_of(c.spec).count > 0) ++asking;
    if (!c.init && !c.ephemeral) {
      ++total;
      if (c.status["ready"].boolean_or(false)) ++ready;
    } else if (c.init && stages.containers[i] == Stage::run) {
      out.text("pod.init.failing", c.name, c.status_path);
    } else if (c.init && c.state("running").exists()) {
      out.text("pod.init.running", c.name, c.status_path);
      if (const auto started = run_time(c.state("running"), "startedAt"))
        out.duration("pod.init.running_for", now - *started, c.status_path + ".state.running.startedAt");
    }
  }
  out.number("pod.containers.total", total, "spec.containers");
  out.number("pod.containers.ready", ready, "status.containerStatuses");
  out.number("pod.accelerator.containers_asking", asking, "spec.containers");
}

/// A proxy that is a native sidecar is up before the init containers behind it.
std::string_view mesh_of(const std::vector<ContainerView>& containers) {
  for (const ContainerView& c : containers) {
    if (c.init || c.sidecar) continue;
    if (c.name == "istio-proxy") return "istio";
    if (c.name == "linkerd-proxy") return "linkerd";
  }
  return {};
}

std::string rank_of(const Object& object, const std::vector<ContainerView>& containers) {
  for (const std::string_view name : {"RANK", "NODE_RANK"})
    for (const ContainerView& c : containers)
      for (const Json entry : c.spec["env"].items())
        if (entry["name"].text() == name && !entry["value"].text().empty()) return std::string(entry["value"].text());
  for (const std::string_view label :
       {"batch.kubernetes.io/job-completion-index", "training.kubeflow.org/replica-index",
        "leaderworkerset.sigs.k8s.io/worker-index", "apps.kubernetes.io/pod-index"})
    if (object.has_label(label)) return std::string(object.label(label));
  return std::string(object.annotation("batch.kubernetes.io/job-completion-index"));
}

/// "Successfully pulled image "x" in 2m. Image size: 9123456789 bytes." (since 1.30).
std::optional<std::int64_t> image_bytes(const Snapshot& snapshot, const Object& object) {
  constexpr std::string_view lead = "Image size: ";
  std::optional<std::int64_t> most;
  for (const Event* event : snapshot.events_of(object)) {
    const std::string_view message = event->message;
    const std::size_t at = message.find(lead);
    if (event->reason != "Pulled" || at == std::string_view::npos) continue;
    std::int64_t bytes = 0;
    std::from_chars(message.data() + at + lead.size(), message.data() + message.size(), bytes);
    if (bytes > 0 && bytes < INT64_MAX / 1000 && (!most || *most < bytes)) most = bytes;
  }
  return most;
}

void fill_pod(const Facts& facts, const Subject& subject, FactSink& out) {
  const Object& object = *subject.object;
  Facts::State& state = facts.state();
  const Time now = state.snapshot.now;
  const auto& containers = state.containers_of(object);
  out.text("pod.namespace", object.ns, "metadata.namespace");
  out.text("pod.phase", object.pod->phase, "status.phase");
  out.number("pod.restarts", object.pod->restarts, "status.containerStatuses");
  fill_life(object, now, out);
  fill_stage(state.stages_of(object), now, out);
  const Devices devices = object.pod->requests != nullptr ? devices_of(*object.pod->requests) : Devices{};
  out.number("pod.accelerator.wanted", devices.count, "spec.containers");
  out.text("pod.accelerator.resource", devices.resource, "spec.containers");
  if (const auto bytes = image_bytes(state.snapshot, object))
    out.quantity("pod.image_bytes", *bytes * 1000, {}, "event Pulled");
  if (!object.has_detail()) return;
  out.boolean("pod.host_network", object.json()["spec"]["hostNetwork"].boolean_or(false), "spec.hostNetwork");
  out.time("pod.ready_since", ready_since(object.json()), "status.conditions");
  fill_containers(containers, state.stages_of(object), now, out);
  out.text("pod.mesh", mesh_of(containers), "spec.containers");
  out.text("pod.rank", rank_of(object, containers), "metadata.labels");
}

}  // namespace

constinit const Family pod_family{lines, fill_pod};

}  // namespace aidiag
