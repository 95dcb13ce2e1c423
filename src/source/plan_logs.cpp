// SPDX-License-Identifier: Apache-2.0
#include "source/plan_logs.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "source/container_state.hpp"
#include "source/plan_kinds.hpp"
#include "source/plan_scope.hpp"

namespace aidiag {
namespace {

constexpr std::size_t kFailedRanks = 16;
constexpr std::size_t kOtherRanks = 4;
constexpr std::size_t kServersOfNamespace = 20;
constexpr std::size_t kOperandsOfNode = 3;
constexpr Duration kLongRun = minutes(2);  // of a longer one the first lines are not in its last thousand

// Why a log is read; the most telling first.
enum class Why { crashed, unready, restarted, finished_init, other_rank, operand, server };

struct Wanted {
  const Object* pod;
  std::string container;
  Why why;
  std::vector<Read> reads;
  std::string alike;          // of a crash: what equal replicas have in common
  std::optional<Time> ended;  // of a crash
};

Read log_read(const Object& pod, std::string_view container, int tail, bool head = false, bool previous = false) {
  Read read;
  read.what = Read::What::log;
  read.kind = "Log";
  read.ns = pod.ns.view();
  read.name = pod.name.view();
  read.container = container;
  read.tail = tail;
  read.head = head;
  read.previous = previous;
  return read;
}

bool is_long(const EndedRun& run) { return run.started && run.finished && kLongRun < *run.finished - *run.started; }

// What a crash has in common with those of other replicas.
std::string likeness(const ContainerState& c, const EndedRun& end) {
  return std::string(c.name) + " " + std::to_string(end.exit_code) + " " + std::string(end.reason) + " " +
         std::string(c.waiting_reason);
}

std::optional<Wanted> of_crashed(const Object& pod, const ContainerState& c) {
  const auto& end = c.ended ? c.ended : c.before;
  if (!end) return std::nullopt;
  // Without `previous` the API gives the dead run as long as no other has begun.
  return Wanted{
      &pod,         std::string(c.name), Why::crashed, {log_read(pod, c.name, 1000, is_long(*end))}, likeness(c, *end),
      end->finished};
}

std::optional<Wanted> of_running(const Object& pod, const ContainerState& c, Time now) {
  const bool came_back = ended_lately(c, now);
  if (c.initialises || !c.ready) {
    Wanted wanted{&pod, std::string(c.name), Why::unready, {log_read(pod, c.name, 1000, true)}, "", std::nullopt};
    if (came_back) wanted.reads.push_back(log_read(pod, c.name, 400, false, true));
    return wanted;
  }
  if (!came_back) return std::nullopt;
  return Wanted{
      &pod, std::string(c.name), Why::restarted, {log_read(pod, c.name, 400, false, true), log_read(pod, c.name, 200)},
      "",   std::nullopt};
}

// The line of the table that fits a container of a pod that is ill; nullopt: nothing to read.
std::optional<Wanted> of_container(const Object& pod, const ContainerState& c, Time now) {
  if (c.running) return of_running(pod, c, now);
  const bool ended_well = c.ended && c.ended->exit_code == 0 && c.ended->reason != "OOMKilled";
  if (ended_well && c.initialises) {
    return Wanted{&pod, std::string(c.name), Why::finished_init, {log_read(pod, c.name, 100)}, "", std::nullopt};
  }
  const std::string_view policy = pod.json()["spec"]["restartPolicy"].text();
  if (ended_well && !policy.empty() && policy != "Always") return std::nullopt;
  return of_crashed(pod, c);
}

// Pods that work on one thing together, so that the failure of one stops all: "" if the pod is none of such.
std::string ranks_of(const Object& pod) {
  if (const auto set = pod.label("jobset.sigs.k8s.io/jobset-name"); !set.empty()) return "JobSet/" + std::string(set);
  if (const auto set = pod.label("leaderworkerset.sigs.k8s.io/name"); !set.empty()) {
    return "LeaderWorkerSet/" + std::string(set) + "/" +
           std::string(pod.label("leaderworkerset.sigs.k8s.io/group-index"));
  }
  const std::string_view kind = pod.owner.kind;
  const std::string_view plain = kind.substr(0, kind.find('.'));
  return plain.ends_with("Job") ? std::string(kind) + "/" + pod.owner.name.str() : "";
}

class LogPlanner {
 public:
  LogPlanner(const Snapshot& snapshot, const Scope& scope, const Limits& limits)
      : snapshot_(snapshot), scope_(scope), limits_(limits) {}

  LogPlan plan(const std::vector<const Object*>& pods, const std::vector<Name>& nodes) {
    std::map<std::string, std::vector<const Object*>> ranks;
    for (const Object* pod : pods) {
      const std::string group = ranks_of(*pod);
      if (!group.empty()) ranks[pod->ns.str() + "/" + group].push_back(pod);
      if (group.empty() && is_sick(snapshot_, *pod)) of_sick(*pod, sick_);
    }
    for (const auto& [group, members] : ranks) of_ranks(members);
    keep_two_alike();
    for (const Name node : nodes) operands_on(node);
    servers(pods);
    return choose();
  }

 private:
  void of_sick(const Object& pod, std::vector<Wanted>& into) const {
    for (const ContainerState& c : container_states(pod)) {
      if (auto wanted = of_container(pod, c, snapshot_.now)) into.push_back(*std::move(wanted));
    }
  }

  // All that failed, up to a number, the earliest end first; then some others, for what they were waiting for.
  void of_ranks(const std::vector<const Object*>& members) {
    std::vector<std::pair<Time, std::vector<Wanted>>> failed;
    std::vector<const Object*> others;
    for (const Object* pod : members) {
      std::vector<Wanted> wanted;
      if (is_sick(snapshot_, *pod)) of_sick(*pod, wanted);
      std::optional<Time> ended;
      for (const Wanted& w : wanted) {
        if (w.why == Why::crashed && (!ended || (w.ended && *w.ended < *ended))) ended = w.ended.value_or(Time{});
      }
      if (ended) {
        failed.emplace_back(*ended, std::move(wanted));
      } else if (pod->pod->phase != "Succeeded") {
        others.push_back(pod);
      }
    }
    std::stable_sort(failed.begin(), failed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    if (failed.size() > kFailedRanks) failed.resize(kFailedRanks);
    for (auto& [ended, wanted] : failed) std::move(wanted.begin(), wanted.end(), std::back_inserter(chosen_));
    const bool any_sick = !failed.empty() || std::any_of(others.begin(), others.end(),
                                                         [&](const Object* pod) { return is_sick(snapshot_, *pod); });
    if (!any_sick) return;
    std::stable_partition(others.begin(), others.end(), [&](const Object* pod) { return is_sick(snapshot_, *pod); });
    if (others.size() > kOtherRanks) others.resize(kOtherRanks);
    for (const Object* pod : others) other_rank(*pod);
  }

  void other_rank(const Object& pod) {
    if (is_sick(snapshot_, pod)) return of_sick(pod, chosen_);
    for (const ContainerState& c : container_states(pod)) {
      if (!c.initialises && c.running) {
        chosen_.push_back({&pod, std::string(c.name), Why::other_rank, {log_read(pod, c.name, 300)}, "", std::nullopt});
      }
    }
  }

  // Of replicas that crashed alike the oldest and the newest say all that the others would.
  void keep_two_alike() {
    std::map<std::string, std::vector<const Object*>> groups;
    const auto group_of = [](const Wanted& w) {
      const Owner& owner = w.pod->owner;
      return w.pod->ns.str() + "/" + owner.kind.str() + "/" + owner.name.str() + "/" + w.alike;
    };
    for (const Wanted& w : sick_) {
      if (w.why == Why::crashed && !w.pod->owner.kind.empty()) groups[group_of(w)].push_back(w.pod);
    }
    for (auto& [group, pods] : groups) {
      std::sort(pods.begin(), pods.end(), [](const Object* a, const Object* b) {
        return std::tie(a->created, a->name) < std::tie(b->created, b->name);
      });
    }
    for (Wanted& w : sick_) {
      const auto found = w.why == Why::crashed ? groups.find(group_of(w)) : groups.end();
      if (found != groups.end() && w.pod != found->second.front() && w.pod != found->second.back()) continue;
      chosen_.push_back(std::move(w));
    }
  }

  void operands_on(Name node) {
    std::vector<std::pair<int, const Object*>> operands;
    for (const Object* pod : snapshot_.pods_on(node)) {
      if (const int rank = operand_rank(*pod); rank > 0) operands.emplace_back(rank, pod);
    }
    std::stable_sort(operands.begin(), operands.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    if (operands.size() > kOperandsOfNode) operands.resize(kOperandsOfNode);
    for (const auto& [rank, pod] : operands) {
      for (const ContainerState& c : container_states(*pod)) operand(*pod, c);
    }
  }

  void operand(const Object& pod, const ContainerState& c) {
    auto wanted = of_container(pod, c, snapshot_.now);
    if (!wanted && !c.initialises && c.running)
      wanted = Wanted{&pod, std::string(c.name), Why::operand, {}, "", std::nullopt};
    if (!wanted || wanted->why == Why::finished_init) return;
    if (wanted->why == Why::operand) wanted->reads = {log_read(pod, c.name, 300)};
    wanted->why = Why::operand;
    chosen_.push_back(*std::move(wanted));
  }

  // Ready, and yet it may answer every request with an error.
  void servers(const std::vector<const Object*>& pods) {
    if (scope_.kind == Scope::Kind::all_namespaces) return;
    std::size_t left = scope_.kind == Scope::Kind::one_namespace ? kServersOfNamespace : pods.size();
    for (const Object* pod : pods) {
      if (left == 0) return;
      if (is_sick(snapshot_, *pod) || pod->pod->phase != "Running") continue;
      if (server_containers(*pod)) --left;
    }
  }

  bool server_containers(const Object& pod) {
    bool any = false;
    for (const ContainerState& c : container_states(pod)) {
      if (c.initialises || !is_model_server(c.spec)) continue;
      chosen_.push_back({&pod, std::string(c.name), Why::server, {log_read(pod, c.name, 300)}, "", std::nullopt});
      any = true;
    }
    return any;
  }

  LogPlan choose() {
    std::stable_sort(chosen_.begin(), chosen_.end(), [](const Wanted& a, const Wanted& b) { return a.why < b.why; });
    LogPlan plan;
    std::set<std::tuple<std::string, std::string, std::string>> containers;
    for (Wanted& w : chosen_) {
      if (!containers.insert({w.pod->ns.str(), w.pod->name.str(), w.container}).second) continue;
      if (containers.size() > limits_.logs) {
        ++plan.left_out;
        continue;
      }
      for (Read& read : w.reads) {
        read.tail = std::min(read.tail, static_cast<int>(limits_.log_lines));
        plan.reads.push_back(std::move(read));
      }
    }
    return plan;
  }

  const Snapshot& snapshot_;
  const Scope& scope_;
  const Limits& limits_;
  std::vector<Wanted> sick_, chosen_;
};

}  // namespace

LogPlan plan_logs(const Snapshot& snapshot, const Scope& scope, const std::vector<const Object*>& pods,
                  const std::vector<Name>& nodes, const Limits& limits) {
  return LogPlanner(snapshot, scope, limits).plan(pods, nodes);
}

}  // namespace aidiag
