// SPDX-License-Identifier: Apache-2.0
#include "facts/run.hpp"

#include <algorithm>

#include "facts/stage.hpp"

namespace aidiag {
namespace {

/// Waiting reasons under which the kubelet has not come to start a run: the last one is not why it waits.
bool waits_before_a_run(std::string_view reason) {
  for (const std::string_view word : {"", "ContainerCreating", "PodInitializing", "CreateContainerConfigError",
                                      "CreateContainerError", "PreCreateHookError"})
    if (reason == word) return true;
  return false;
}

bool is_news(const Snapshot& snapshot, Json ended) {
  const auto finished = run_time(ended, "finishedAt");
  return finished && snapshot.now - *finished <= restart_is_news;
}

/// Whether lastState is the run in question.
bool last_counts(const Snapshot& snapshot, const Object& pod, const ContainerView& c, Stage stage) {
  if (!c.last_ended().exists()) return false;
  const Json waiting = c.state("waiting");
  if (waiting.exists()) return stage == Stage::run && !waits_before_a_run(waiting["reason"].text());
  if (stage == Stage::restarted) return true;
  return (stage == Stage::ready || stage == Stage::init) && is_news(snapshot, c.last_ended()) &&
         ended_abnormally(c.last_ended(), runs_for_ever(pod, c));
}

}  // namespace

std::optional<Time> run_time(Json entry, std::string_view key) {
  const auto time = parse_time(entry[key].text());
  return time && time->us > 0 ? time : std::nullopt;
}

RunInQuestion run_in_question(const Snapshot& snapshot, const Object& pod, const ContainerView& c, Stage stage) {
  RunInQuestion run;
  const Json running = c.state("running");
  if (const Json ended = c.state("terminated"); ended.exists()) {
    run.ended = ended;
    run.ended_path = c.status_path + ".state.terminated";
  } else if (last_counts(snapshot, pod, c, stage)) {
    run.ended = c.last_ended();
    run.ended_path = c.status_path + ".lastState.terminated";
    run.is_last = true;
  }
  run.ran = run.ended.exists() || running.exists();
  run.finished = run_time(run.ended, "finishedAt");
  run.from = run.ended.exists() ? run_time(run.ended, "startedAt") : run_time(running, "startedAt");
  if (run.ended.exists() && !run.from) run.from = run.finished;
  if (!run.from) run.from = run_time(c.last_ended(), "finishedAt");
  if (stage == Stage::restarted) run.until = run_time(running, "startedAt");
  return run;
}

}  // namespace aidiag
