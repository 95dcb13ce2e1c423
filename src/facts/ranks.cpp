// SPDX-License-Identifier: Apache-2.0
// The ranks of a distributed job: who failed first, and who only waited for a peer that was gone. A rank waits if its
// log holds nothing of its own, only what the server sheets know as said of a failure elsewhere.
#include <algorithm>

#include "facts/family.hpp"
#include "facts/owned_pods.hpp"
#include "facts/run.hpp"
#include "facts/state.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About workload = About::workload;

constexpr FactLine lines[] = {
    {"workload.ranks.failed", number, workload, "Pod", "Pods of the job whose container ended abnormally."},
    {"workload.ranks.first_to_fail", text, workload, "Pod",
     "The failed pod that did not wait for another one; of several the one that ended first."},
    {"workload.ranks.first_to_fail_at", time, workload, "Pod", "When that pod's container ended."},
    {"workload.ranks.total", number, workload, "Pod", "Pods of the job."},
    {"workload.ranks.waiting_for_peer", number, workload, "Pod Log",
     "Failed pods whose log only says that a peer was gone."},
};

struct Rank {
  const Object* pod = nullptr;
  std::optional<Time> ended;
  bool waited = false;
};

bool says_something_itself(const LogRecord& record) {
  if (record.wrapper || record.peer_gone || record.benign || !record.standing) return false;
  return record.level >= Level::error || record.text.starts_with("Traceback");
}

bool only_waited(const std::vector<RunLog>& runs) {
  if (runs.empty()) return false;
  const auto& records = runs.front().records;
  return std::any_of(records.begin(), records.end(), [](const LogRecord& r) { return r.wrapper || r.peer_gone; }) &&
         std::none_of(records.begin(), records.end(), says_something_itself);
}

std::optional<Rank> failed_rank(const Facts& facts, const Subject& pod) {
  if (facts.stage(pod) != Stage::run) return std::nullopt;
  const auto& containers = facts.state().containers_of(*pod.object);
  for (std::size_t i = 0; i < containers.size(); ++i) {
    const Subject container{About::container, pod.object, static_cast<int>(i), {}};
    if (facts.stage(container) != Stage::run) continue;
    const RunInQuestion run = run_in_question(facts.snapshot(), *pod.object, containers[i], Stage::run);
    return Rank{pod.object, run.finished, only_waited(facts.logs(container))};
  }
  return std::nullopt;
}

void fill_ranks(const Facts& facts, const Subject& subject, FactSink& out) {
  const auto pods = pods_below(facts.snapshot(), *subject.object);
  if (pods.size() < 2) return;
  std::vector<Rank> failed;
  for (const Subject& pod : pods) {
    if (auto rank = failed_rank(facts, pod)) failed.push_back(*rank);
  }
  const auto waiting = std::count_if(failed.begin(), failed.end(), [](const Rank& r) { return r.waited; });
  out.number("workload.ranks.total", static_cast<std::int64_t>(pods.size()), "metadata.name");
  out.number("workload.ranks.failed", static_cast<std::int64_t>(failed.size()), "metadata.name");
  out.number("workload.ranks.waiting_for_peer", waiting, "metadata.name");
  std::erase_if(failed, [](const Rank& r) { return r.waited || !r.ended; });
  const auto first =
      std::min_element(failed.begin(), failed.end(), [](const Rank& a, const Rank& b) { return *a.ended < *b.ended; });
  if (first == failed.end()) return;
  out.text("workload.ranks.first_to_fail", first->pod->name, Where(*first->pod, "metadata.name"));
  out.time("workload.ranks.first_to_fail_at", first->ended, Where(*first->pod, "status.containerStatuses"));
}

}  // namespace

constinit const Family ranks_family{lines, fill_ranks};

}  // namespace aidiag
