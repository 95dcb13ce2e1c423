// SPDX-License-Identifier: Apache-2.0
// Since when a pod is in its stage: the newest of the times that Kubernetes wrote when the step before was done.
#include "facts/events.hpp"
#include "facts/stage.hpp"

namespace aidiag {
namespace {

using OptionalTime = std::optional<Time>;

OptionalTime later(OptionalTime a, OptionalTime b) { return !a || (b && *a < *b) ? b : a; }

OptionalTime time_of(Json text) { return parse_time(text.text()); }

OptionalTime changed(const Object& pod, std::string_view condition) {
  for (const Json c : pod.json()["status"]["conditions"].items())
    if (c["type"].text() == condition) return time_of(c["lastTransitionTime"]);
  return std::nullopt;
}

OptionalTime last_end(const std::vector<ContainerView>& containers) {
  OptionalTime latest;
  for (const ContainerView& c : containers) {
    latest = later(latest, time_of(c.state("terminated")["finishedAt"]));
    latest = later(latest, time_of(c.last_ended()["finishedAt"]));
  }
  return latest;
}

OptionalTime last_start(const std::vector<ContainerView>& containers, const std::vector<Stage>& stages, Stage stage) {
  OptionalTime latest;
  for (std::size_t i = 0; i < containers.size(); ++i)
    if (stages[i] == stage) latest = later(latest, time_of(containers[i].state("running")["startedAt"]));
  return latest;
}

OptionalTime deletion_asked(const Object& pod) {
  if (!pod.deleted) return std::nullopt;
  return *pod.deleted - seconds(pod.json()["metadata"]["deletionGracePeriodSeconds"].integer_or(0));
}

OptionalTime bound(const Object& pod) {
  const OptionalTime scheduled = changed(pod, "PodScheduled");
  return scheduled ? scheduled : later(pod.created, time_of(pod.json()["status"]["startTime"]));
}

}  // namespace

std::optional<Time> stage_since(const Object& pod, const std::vector<ContainerView>& containers,
                                const PodStages& stages) {
  if (!stages.pod) return std::nullopt;
  switch (*stages.pod) {
    case Stage::create:
    case Stage::schedule:
      return pod.created;
    case Stage::admit:
    case Stage::setup:
    case Stage::pull:
    case Stage::init:
      return bound(pod);
    case Stage::run:
      return later(bound(pod), changed(pod, "Ready"));
    case Stage::ready:
      return later(last_start(containers, stages.containers, Stage::ready), changed(pod, "Ready"));
    case Stage::serve:
      return changed(pod, "Ready");
    case Stage::terminating:
      return deletion_asked(pod);
    case Stage::restarted:
    case Stage::done:
    case Stage::leftover:
      return later(last_end(containers), changed(pod, "Ready"));
  }
  return std::nullopt;
}

}  // namespace aidiag
