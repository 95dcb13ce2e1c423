// SPDX-License-Identifier: Apache-2.0
#include "source/plan_logs.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "model/log_begin.hpp"
#include "source/log_table.hpp"
#include "source/plan_kinds.hpp"

namespace aidiag {
namespace {

constexpr std::size_t kFailedRanks = 16;
constexpr std::size_t kOtherRanks = 4;
constexpr std::size_t kServersOfNamespace = 20;
constexpr std::size_t kOperandsOfNode = 3;
constexpr int kTailOfWell = 300;

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
  LogPlanner(const Picture& picture, const Limits& limits)
      : picture_(picture), snapshot_(picture.snapshot), limits_(limits) {}

  LogPlan plan(const std::vector<Name>& nodes) {
    std::map<std::string, std::vector<const Object*>> ranks;
    for (const Object* pod : picture_.pods) {
      const std::string group = ranks_of(*pod);
      if (!group.empty()) ranks[pod->ns.str() + "/" + group].push_back(pod);
      if (group.empty() && is_sick(snapshot_, *pod)) of_sick(*pod, sick_);
    }
    for (const auto& [group, members] : ranks) of_ranks(members);
    keep_two_alike();
    for (const Name node : nodes) operands_on(node);
    servers();
    return choose();
  }

 private:
  void of_sick(const Object& pod, std::vector<WantedLog>& into) const {
    for (const ContainerState& c : container_states(pod)) {
      auto wanted = wanted_of_sick(pod, c, snapshot_.now);
      if (!wanted) continue;
      if (wanted->why == Why::crashed) look_behind_newer_run(*wanted);
      into.push_back(*std::move(wanted));
    }
  }

  // Once the log has come and is that of a run that did not exist yet when the pod was read.
  void look_behind_newer_run(WantedLog& wanted) const {
    const Log* log = snapshot_.log(wanted.pod->ns, wanted.pod->name, wanted.container, false);
    if (log == nullptr || !wanted.ended || !begins_after(*log, *wanted.ended)) return;
    Read before = wanted.reads.front();
    before.previous = true;
    wanted.reads.push_back(std::move(before));
  }

  // All that failed, up to a number, the earliest end first; then some others, for what they were waiting for.
  void of_ranks(const std::vector<const Object*>& members) {
    struct Failed {
      Time ended;
      const Object* pod;
      std::vector<WantedLog> wanted;
    };
    std::vector<Failed> failed;
    std::vector<const Object*> others;
    for (const Object* pod : members) {
      std::vector<WantedLog> wanted;
      if (is_sick(snapshot_, *pod)) of_sick(*pod, wanted);
      std::optional<Time> ended;
      for (const WantedLog& w : wanted) {
        if (w.why == Why::crashed && (!ended || (w.ended && *w.ended < *ended))) ended = w.ended.value_or(Time{});
      }
      if (ended) {
        failed.push_back({*ended, pod, std::move(wanted)});
      } else if (pod->pod->phase != "Succeeded") {
        others.push_back(pod);
      }
    }
    std::sort(failed.begin(), failed.end(), [](const Failed& a, const Failed& b) {
      return std::tie(a.ended, a.pod->name) < std::tie(b.ended, b.pod->name);
    });
    if (failed.size() > kFailedRanks) failed.resize(kFailedRanks);
    for (Failed& f : failed) std::move(f.wanted.begin(), f.wanted.end(), std::back_inserter(chosen_));
    const auto well_begin =
        std::partition(others.begin(), others.end(), [&](const Object* pod) { return is_sick(snapshot_, *pod); });
    if (failed.empty() && well_begin == others.begin()) return;
    const auto by_name = [](const Object* a, const Object* b) { return a->name < b->name; };
    std::sort(others.begin(), well_begin, by_name);
    std::sort(well_begin, others.end(), by_name);
    if (others.size() > kOtherRanks) others.resize(kOtherRanks);
    for (const Object* pod : others) other_rank(*pod);
  }

  void other_rank(const Object& pod) {
    if (is_sick(snapshot_, pod)) return of_sick(pod, chosen_);
    for (const ContainerState& c : container_states(pod)) {
      if (!c.initialises && c.running) {
        chosen_.push_back(wanted_log(pod, c, Why::other_rank, kTailOfWell));
      }
    }
  }

  // Of replicas that crashed alike the oldest and the newest say all that the others would.
  void keep_two_alike() {
    std::map<std::string, std::vector<const Object*>> groups;
    const auto group_of = [](const WantedLog& w) {
      const Owner& owner = w.pod->owner;
      return w.pod->ns.str() + "/" + owner.kind.str() + "/" + owner.name.str() + "/" + w.alike;
    };
    for (const WantedLog& w : sick_) {
      if (w.why == Why::crashed && !w.pod->owner.kind.empty()) groups[group_of(w)].push_back(w.pod);
    }
    for (auto& [group, pods] : groups) {
      std::sort(pods.begin(), pods.end(), [](const Object* a, const Object* b) {
        return std::tie(a->created, a->name) < std::tie(b->created, b->name);
      });
    }
    for (WantedLog& w : sick_) {
      const auto found = w.why == Why::crashed ? groups.find(group_of(w)) : groups.end();
      if (found != groups.end() && w.pod != found->second.front() && w.pod != found->second.back()) continue;
      chosen_.push_back(std::move(w));
    }
  }

  void operands_on(Name node) {
    std::vector<std::tuple<int, Name, const Object*>> operands;
    for (const Object* pod : snapshot_.pods_on(node)) {
      if (const int rank = operand_rank(*pod); rank > 0) operands.emplace_back(rank, pod->name, pod);
    }
    std::sort(operands.begin(), operands.end());
    if (operands.size() > kOperandsOfNode) operands.resize(kOperandsOfNode);
    for (const auto& [rank, name, pod] : operands) {
      for (const ContainerState& c : container_states(*pod)) operand(*pod, c);
    }
  }

  void operand(const Object& pod, const ContainerState& c) {
    auto wanted = wanted_of_sick(pod, c, snapshot_.now);
    if (!wanted && !c.initialises && c.running) wanted = wanted_log(pod, c, Why::operand, kTailOfWell);
    if (!wanted || wanted->why == Why::finished_init) return;
    wanted->why = Why::operand;
    chosen_.push_back(*std::move(wanted));
  }

  // Ready, and yet it may answer every request with an error.
  void servers() {
    const Scope::Kind kind = picture_.scope.kind;
    if (kind == Scope::Kind::all_namespaces) return;
    std::size_t left = kind == Scope::Kind::one_namespace ? kServersOfNamespace : picture_.pods.size();
    for (const Object* pod : picture_.pods) {
      if (left == 0) return;
      if (is_sick(snapshot_, *pod) || pod->pod->phase != "Running") continue;
      if (server_containers(*pod)) --left;
    }
  }

  bool server_containers(const Object& pod) {
    bool any = false;
    for (const ContainerState& c : container_states(pod)) {
      if (c.initialises || !is_model_server(c.spec)) continue;
      chosen_.push_back(wanted_log(pod, c, Why::server, kTailOfWell));
      any = true;
    }
    return any;
  }

  // The most telling first, and else in their order.
  [[nodiscard]] std::vector<const WantedLog*> by_weight() const {
    std::vector<const WantedLog*> all;
    for (const WantedLog& w : chosen_) all.push_back(&w);
    std::sort(all.begin(), all.end(),
              [](const WantedLog* a, const WantedLog* b) { return std::tie(a->why, a) < std::tie(b->why, b); });
    return all;
  }

  LogPlan choose() {
    LogPlan plan;
    std::set<std::tuple<std::string, std::string, std::string>> containers;
    for (const WantedLog* w : by_weight()) {
      if (!containers.insert({w->pod->ns.str(), w->pod->name.str(), w->container}).second) continue;
      if (containers.size() > limits_.logs) {
        ++plan.left_out;
        continue;
      }
      for (Read read : w->reads) {
        read.tail = std::min(read.tail, static_cast<int>(limits_.log_lines));
        plan.reads.push_back(std::move(read));
      }
    }
    return plan;
  }

  const Picture& picture_;
  const Snapshot& snapshot_;
  const Limits& limits_;
  std::vector<WantedLog> sick_, chosen_;
};

}  // namespace

LogPlan plan_logs(const Picture& picture, const std::vector<Name>& nodes, const Limits& limits) {
  return LogPlanner(picture, limits).plan(nodes);
}

}  // namespace aidiag
