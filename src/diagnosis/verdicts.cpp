// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/verdicts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "facts/containers.hpp"

namespace aidiag {
namespace {

/// How long a pod may stand in a stage before somebody ought to look; below it, it is simply under way.
Duration patience(Stage stage) {
  switch (stage) {
    case Stage::create:
    case Stage::schedule:
      return minutes(1);
    case Stage::terminating:
      return minutes(10);
    default:
      return minutes(5);
  }
}

PodVerdict by_stage(const Subject& pod, const Facts& facts) {
  const Stage stage = facts.stage(pod).value_or(Stage::serve);
  switch (stage) {
    case Stage::serve:
    case Stage::restarted:
    case Stage::done:
    case Stage::leftover:
      return PodVerdict::healthy;
    default:
      break;
  }
  const Fact& stuck = facts.get(pod, "pod.stuck_for");
  const bool early = stuck.state == Fact::State::known && Duration{stuck.value.number} < patience(stage);
  return early ? PodVerdict::waiting : PodVerdict::unknown;
}

PodVerdict of(Verdict verdict) {
  switch (verdict) {
    case Verdict::blocked:
      return PodVerdict::blocked;
    case Verdict::degraded:
      return PodVerdict::degraded;
    case Verdict::waiting:
      return PodVerdict::waiting;
  }
  return PodVerdict::unknown;
}

/// unknown is better than any verdict that a finding gives, worse than healthy and waiting by stage.
int badness(PodVerdict v) {
  switch (v) {
    case PodVerdict::healthy:
      return 0;
    case PodVerdict::unknown:
      return 1;
    case PodVerdict::waiting:
      return 2;
    case PodVerdict::degraded:
      return 3;
    case PodVerdict::blocked:
      return 4;
  }
  return 0;
}

std::string last_restart(const Object& pod, Time now) {
  std::optional<Time> newest;
  std::string how;
  for (const ContainerView& container : container_views(pod)) {
    const Json ended = container.last_ended();
    const auto finished = parse_time(ended["finishedAt"].text());
    if (!finished || (newest && *finished <= *newest)) continue;
    newest = finished;
    how = ended["reason"].text().empty() ? "exit code " + ended["exitCode"].scalar()
                                         : std::string(ended["reason"].text());
  }
  return newest ? fmt::format("; last restart {} ago, {}", format_duration(now - *newest), how) : std::string();
}

}  // namespace

std::map<const Object*, PodVerdict> pod_verdicts(const ScopeFilter& scope, const std::vector<Root>& roots,
                                                 const std::vector<Candidate>& candidates, const Facts& facts) {
  std::map<const Object*, PodVerdict> out;
  const auto cover = [&](std::size_t candidate, PodVerdict verdict) {
    const Object* pod = candidates[candidate].pod;
    if (pod == nullptr || !scope.has_pod(pod)) return;
    const auto [at, fresh] = out.emplace(pod, verdict);
    if (!fresh && badness(at->second) < badness(verdict)) at->second = verdict;
  };
  for (const Root& root : roots) {
    const Candidate& c = candidates[root.candidate];
    if (c.rule().severity == Severity::advice) continue;
    cover(root.candidate, of(c.verdict));
    for (const auto* list : {&root.merged, &root.explained}) {
      for (const std::size_t i : *list) cover(i, of(c.verdict));
    }
  }
  for (const Object* pod : scope.pods()) {
    if (!out.contains(pod)) out.emplace(pod, by_stage({.about = About::pod, .object = pod}, facts));
  }
  return out;
}

std::set<const Object*> ill_objects(const ScopeFilter& scope, const std::map<const Object*, PodVerdict>& verdicts,
                                    const std::vector<Root>& roots, const std::vector<Candidate>& candidates,
                                    const std::vector<Undecided>& undecided, const Facts& facts) {
  std::set<const Object*> out;
  for (const auto& [pod, verdict] : verdicts) {
    if (verdict != PodVerdict::healthy) out.insert(pod);
  }
  const auto add = [&](std::size_t candidate) {
    for (const Subject& place : candidates[candidate].places) {
      const bool judged = place.object != nullptr && place.object->pod != nullptr;  // by its verdict
      if (!judged && place.object != nullptr && scope.touches(place)) out.insert(place.object);
    }
  };
  for (const Root& root : roots) {
    if (candidates[root.candidate].rule().severity == Severity::advice) continue;
    add(root.candidate);
    for (const auto* list : {&root.merged, &root.explained}) std::for_each(list->begin(), list->end(), add);
  }
  for (const Undecided& u : undecided) {
    if (u.subject.about != About::service || !scope.touches(u.subject)) continue;
    const Fact& pods = facts.get(u.subject, "service.pods.total");
    if (pods.state == Fact::State::known && pods.value.number == 0) out.insert(u.subject.object);
  }
  return out;
}

PodCounts count_pods(const std::map<const Object*, PodVerdict>& verdicts) {
  PodCounts n;
  for (const auto& [pod, verdict] : verdicts) {
    ++n.total;
    switch (verdict) {
      case PodVerdict::healthy:
        ++n.healthy;
        break;
      case PodVerdict::waiting:
        ++n.waiting;
        break;
      case PodVerdict::degraded:
        ++n.degraded;
        break;
      case PodVerdict::blocked:
        ++n.blocked;
        break;
      case PodVerdict::unknown:
        ++n.unknown;
        break;
    }
  }
  return n;
}

std::string pod_note(const Object& pod, PodVerdict verdict, const Facts& facts) {
  const Subject subject{.about = About::pod, .object = &pod};
  const Time now = facts.snapshot().now;
  const Stage stage = facts.stage(subject).value_or(Stage::serve);
  const Fact& since = facts.get(subject, "pod.stage.since");
  const std::string length = since.state == Fact::State::known ? format_duration(now - Time{since.value.number})
                                                               : std::string("an unknown time");
  if (stage == Stage::done) return "finished " + length + " ago; nothing to report";
  if (stage == Stage::leftover) return "a leftover: its owner has all it wants; nothing to report";
  if (stage == Stage::terminating) return fmt::format("is being deleted since {}", length);
  if (verdict == PodVerdict::healthy)
    return fmt::format("ready since {}; nothing to report{}", length, last_restart(pod, now));
  return fmt::format("stands at \"{}\" since {}{}", to_text(stage), length,
                     verdict == PodVerdict::unknown ? "; no cause is known yet" : "");
}

}  // namespace aidiag
