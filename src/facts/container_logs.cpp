// SPDX-License-Identifier: Apache-2.0
// Which log is the run in question. The API's log without `previous` is that of the container's newest run: of one that
// waits or has ended it is the dead run, of one that runs again it is not; nor if it was started anew between the
// reading of its state and of its log.
#include "facts/records.hpp"
#include "facts/run.hpp"
#include "model/log_begin.hpp"

namespace aidiag {
namespace {

class Chooser {
 public:
  Chooser(Facts::State& state, const Subject& subject) : state_(state), container_(state.container(subject)) {
    const Object& pod = *subject.object;
    current_ = state.snapshot.log(pod.ns, pod.name, container_.name, false);
    previous_ = state.snapshot.log(pod.ns, pod.name, container_.name, true);
    logs_.server = state.sheets.recognise(state.patterns, container_.spec["image"].text(), joined_command(container_));
  }

  Facts::State::ContainerLogs choose(const RunInQuestion& run, Stage stage) {
    const bool running = container_.state("running").exists();
    if (running && stage == Stage::restarted) {
      take(previous_, true);
      take(current_, false);
    } else if (running) {
      take(current_, true);
      take(previous_, run.is_last);
      if (logs_.in_time.size() == 2) std::swap(logs_.in_time[0], logs_.in_time[1]);
      if (current_ == nullptr) logs_.complete = false;
    } else {
      const bool by_now_another = current_ != nullptr && run.finished && begins_after(*current_, *run.finished);
      const Log* of_run = current_ != nullptr && !by_now_another ? current_ : previous_;
      take(of_run, run.ran);
      take(of_run == current_ ? previous_ : current_, false);
    }
    if (run.ran && logs_.in_time.empty()) logs_.complete = false;
    for (const std::size_t i : logs_.in_time) logs_.complete = logs_.complete && logs_.runs[i].complete;
    return std::move(logs_);
  }

 private:
  void take(const Log* log, bool in_question) {
    if (log == nullptr) return;
    if (in_question) logs_.in_time.push_back(logs_.runs.size());
    logs_.runs.push_back(read_log(*log, state_.sheets, logs_.server, state_.patterns));
  }

  Facts::State& state_;
  const ContainerView& container_;
  const Log* current_ = nullptr;
  const Log* previous_ = nullptr;
  Facts::State::ContainerLogs logs_;
};

}  // namespace

std::shared_ptr<const Facts::State::ContainerLogs> logs_of(const Facts& facts, const Subject& container) {
  Facts::State& state = facts.state();
  auto& kept = state.subjects[container].logs;
  if (!kept) {
    const Stage stage = facts.stage(container).value_or(Stage::serve);
    const RunInQuestion run = run_in_question(state.snapshot, *container.object, state.container(container), stage);
    kept = std::make_shared<const Facts::State::ContainerLogs>(Chooser(state, container).choose(run, stage));
  }
  return kept;
}

const std::vector<RunLog>& Facts::logs(const Subject& container) const { return logs_of(*this, container)->runs; }

}  // namespace aidiag
