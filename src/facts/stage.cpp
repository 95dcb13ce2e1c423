// SPDX-License-Identifier: Apache-2.0
// A stage is the first step that is not done. The containers' stages come first, from the kubelet's words for their
// states; the pod is as far as the container that is least far.
#include "facts/stage.hpp"

#include <algorithm>
#include <array>

#include "facts/events.hpp"

namespace aidiag {
namespace {

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Reasons of a kubelet that refuses a pod which the scheduler bound to its node (pkg/kubelet/lifecycle/predicate.go,
/// pkg/kubelet/cm/topologymanager, pkg/kubelet/cm/cpumanager, pkg/kubelet/nodeshutdown).
bool is_rejection(std::string_view reason, std::string_view message) {
  if (reason.starts_with("OutOf") || message.starts_with("Pod was rejected")) return true;
  return one_of(reason, {"UnexpectedAdmissionError", "NodeAffinity", "NodePorts", "NodeName", "NodeUnschedulable",
                         "TaintToleration", "TopologyAffinityError", "SMTAlignmentError", "InvalidNodeInfo",
                         "UnexpectedPredicateFailureType", "PodOSSelectorNodeLabelDoesNotMatch", "PodOSNotSupported",
                         "NodeShutdown", "PodFeatureUnsupported", "PodLevelResourcesNotSupported",
                         "VolumeAttachmentLimitExceeded"});
}

bool is_pull_reason(std::string_view reason) {
  return one_of(reason, {"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull",
                         "ImageInspectError", "RegistryUnavailable", "SignatureValidationFailed"});
}

bool init_is_done(const ContainerView& container) {
  if (container.sidecar) {
    const bool running = container.state("running").exists();
    return running && container.status["started"].boolean_or(!container.spec["startupProbe"]);
  }
  const Json ended = container.state("terminated");
  return ended.exists() && !ended_abnormally(ended, false);
}

class Stages {
 public:
  Stages(const Snapshot& snapshot, const Object& pod, const std::vector<ContainerView>& containers)
      : snapshot_(snapshot), pod_(pod), status_(pod.json()["status"]), containers_(containers) {
    for (const ContainerView& c : containers) inits_done_ = inits_done_ && (!in_init(c) || init_is_done(c));
    // A sidecar may fail long after the containers were started.
    for (const ContainerView& c : containers) inits_done_ = inits_done_ || (!in_init(c) && !c.ephemeral && !waits(c));
  }

  [[nodiscard]] PodStages all() const {
    PodStages stages;
    for (const ContainerView& c : containers_) stages.containers.push_back(of(c));
    stages.pod = of_pod(stages.containers);
    return stages;
  }

 private:
  static bool in_init(const ContainerView& c) { return c.init || c.sidecar; }

  /// Whether the kubelet has not come to it yet.
  static bool waits(const ContainerView& c) {
    if (c.state("running").exists() || c.state("terminated").exists()) return false;
    const std::string_view reason = c.state("waiting")["reason"].text();
    return reason.empty() || reason == "ContainerCreating" || reason == "PodInitializing";
  }

  /// What holds for the pod as a whole, whatever its containers say.
  [[nodiscard]] std::optional<Stage> whole() const {
    if (pod_.deleted) return Stage::terminating;
    if (pod_.pod->phase == "Succeeded") return Stage::done;
    const bool failed = pod_.pod->phase == "Failed";
    if (failed && is_leftover(snapshot_, pod_)) return Stage::leftover;
    if (failed && is_rejection(status_["reason"].text(), status_["message"].text())) return Stage::admit;
    if (pod_.pod->node.empty()) return Stage::schedule;
    return std::nullopt;
  }

  [[nodiscard]] Stage of(const ContainerView& c) const {
    if (const auto stage = whole()) return *stage;
    if (const Json ended = c.state("terminated"); ended.exists()) return of_ended(c, ended);
    if (pod_.pod->phase == "Failed") return is_next(c) ? Stage::run : Stage::init;
    if (c.state("running").exists()) return of_running(c);
    return of_waiting(c, c.state("waiting")["reason"].text());
  }

  [[nodiscard]] Stage of_ended(const ContainerView& c, Json ended) const {
    if (c.ephemeral) return Stage::done;
    const bool will_restart = pod_.pod->phase != "Failed" && runs_for_ever(pod_, c);
    return ended_abnormally(ended, will_restart) ? Stage::run : Stage::done;
  }

  [[nodiscard]] Stage of_running(const ContainerView& c) const {
    if (c.init) return Stage::init;
    if (!c.ephemeral && !c.status["ready"].boolean_or(false)) return Stage::ready;
    const Json last = c.last_ended();
    const auto finished = parse_time(last["finishedAt"].text());
    const bool news = finished && snapshot_.now - *finished <= restart_is_news;
    return news && ended_abnormally(last, runs_for_ever(pod_, c)) ? Stage::restarted : Stage::serve;
  }

  [[nodiscard]] Stage of_waiting(const ContainerView& c, std::string_view reason) const {
    if (is_pull_reason(reason)) return Stage::pull;
    if (!waits(c)) return Stage::run;
    if (!is_next(c)) return any_started() ? Stage::init : Stage::setup;
    return pulling_since(snapshot_, pod_, containers_, c) ? Stage::pull : Stage::setup;
  }

  /// Whether it is this container's turn: all init containers before it are done.
  [[nodiscard]] bool is_next(const ContainerView& c) const {
    if (!in_init(c)) return inits_done_;
    for (const ContainerView& before : containers_) {
      if (&before == &c) return true;
      if (in_init(before) && !init_is_done(before)) return false;
    }
    return true;
  }

  /// Whether any container got past setup, so that sandbox and volumes are there.
  [[nodiscard]] bool any_started() const {
    return std::any_of(containers_.begin(), containers_.end(), [&](const ContainerView& c) {
      return !waits(c) || (is_next(c) && pulling_since(snapshot_, pod_, containers_, c));
    });
  }

  [[nodiscard]] Stage of_pod(const std::vector<Stage>& stages) const {
    if (const auto stage = whole()) return *stage;
    if (!inits_done_) return of_initialising(stages);
    std::optional<Stage> least;
    for (std::size_t i = 0; i < containers_.size(); ++i) {
      if (containers_[i].ephemeral || containers_[i].init || stages[i] == Stage::done) continue;
      if (!least || rank(stages[i]) < rank(*least)) least = stages[i];
    }
    if (!least) return pod_.pod->phase == "Failed" ? Stage::run : containers_.empty() ? Stage::setup : Stage::done;
    const bool serves = *least == Stage::serve || *least == Stage::restarted;
    return serves && !pod_.pod->ready ? Stage::ready : *least;
  }

  /// The init container whose turn it is sets up or pulls; else the pod is in init, whether that fails or works.
  [[nodiscard]] Stage of_initialising(const std::vector<Stage>& stages) const {
    for (std::size_t i = 0; i < containers_.size(); ++i) {
      if (!in_init(containers_[i]) || init_is_done(containers_[i])) continue;
      return stages[i] == Stage::setup || stages[i] == Stage::pull ? stages[i] : Stage::init;
    }
    return Stage::init;
  }

  /// A container that serves again is less well than one that serves.
  static int rank(Stage stage) { return static_cast<int>(stage) * 2 + (stage == Stage::restarted ? -3 : 0); }

  const Snapshot& snapshot_;
  const Object& pod_;
  Json status_;
  const std::vector<ContainerView>& containers_;
  bool inits_done_ = true;
};

std::optional<Stage> of_row(const Snapshot& snapshot, const Object& pod) {
  const PodRow& row = *pod.pod;
  if (pod.deleted) return Stage::terminating;
  if (row.phase == "Succeeded") return Stage::done;
  if (row.phase == "Failed" && is_leftover(snapshot, pod)) return Stage::leftover;
  if (row.node.empty() && row.phase == "Pending") return Stage::schedule;
  if (row.well || (row.ready && row.restarts == 0)) return Stage::serve;
  return std::nullopt;
}

}  // namespace

bool runs_for_ever(const Object& pod, const ContainerView& container) {
  if (container.init || container.ephemeral) return false;
  std::string_view policy = container.spec["restartPolicy"].text();
  if (policy.empty()) policy = pod.json()["spec"]["restartPolicy"].text();
  return policy.empty() || policy == "Always";
}

bool ended_abnormally(Json terminated, bool runs_for_ever) {
  if (!terminated.exists()) return false;
  return runs_for_ever || terminated["exitCode"].integer_or(0) != 0 || terminated["reason"].text() == "OOMKilled";
}

PodStages pod_stages(const Snapshot& snapshot, const Object& pod, const std::vector<ContainerView>& containers) {
  if (!pod.has_detail()) return {of_row(snapshot, pod), {}, std::nullopt};
  PodStages stages = Stages(snapshot, pod, containers).all();
  stages.since = stage_since(pod, containers, stages);
  return stages;
}

}  // namespace aidiag
