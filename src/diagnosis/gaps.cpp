// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/gaps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <tuple>

#include "model/operands.hpp"

namespace aidiag {
namespace {

/// Kinds that were missing to decide on what is ill, each with the causes that were left open.
using Open = std::map<std::string, std::set<std::string>>;

Open open_causes(const std::vector<Undecided>& undecided, const std::set<const Object*>& ill) {
  Open open;
  for (const Undecided& u : undecided) {
    if (!ill.contains(u.subject.object)) continue;
    for (const std::string& kind : u.missing) {
      std::set<std::string>& causes = open[kind];
      if (u.rule->role != Role::effect) causes.insert(u.rule->id);
    }
  }
  return open;
}

std::string effect_of(const std::set<std::string>& causes) {
  constexpr std::size_t few = 3;
  const std::string effect = "causes that depend on it were not judged";
  if (causes.empty() || causes.size() > few) return effect;
  return fmt::format("{}: {}", effect, fmt::join(causes, ", "));
}

// Where a namespace has no pod, what should have made pods, or kept them from being made, is what was asked for.
bool is_asked_for(const Gap& gap, const Answer& answer) {
  static const std::set<std::string> makers = {"Deployment", "StatefulSet", "DaemonSet", "Job", "ResourceQuota"};
  return gap.asked_for || (answer.verdicts.empty() && !answer.scope.has_targets() && makers.contains(gap.kind));
}

// Files hold logs of any pod; what was asked of pods beside the question was asked for its sake.
bool is_beside(const Gap& gap, const Snapshot& snapshot, const ScopeFilter& scope) {
  const Object* pod = gap.kind == "Log" ? snapshot.find("Pod", gap.ns, gap.name) : nullptr;
  return pod != nullptr && !scope.has_pod(pod) && operand_of(*pod) == nullptr;
}

bool names(const std::vector<GapNote>& notes, const std::string& kind) {
  return std::any_of(notes.begin(), notes.end(), [&](const GapNote& note) { return note.kind == kind; });
}

void add_open_tie(const std::string& kind, const std::string& workload, std::vector<GapNote>& notes) {
  const std::string effect = "which pods are of " + workload + " is not known without it";
  if (!names(notes, kind)) notes.push_back({kind, "", "not read", ""});
  for (GapNote& note : notes) {
    if (note.kind == kind && note.effect.empty()) note.effect = effect;
  }
}

}  // namespace

std::vector<GapNote> gap_notes(const Snapshot& snapshot, const std::vector<Undecided>& undecided,
                               const Answer& answer) {
  const Open open = open_causes(undecided, answer.ill);
  std::map<std::tuple<std::string, std::string, std::string>, GapNote> notes;
  for (const Gap& gap : snapshot.gaps()) {
    if (is_beside(gap, snapshot, answer.scope)) continue;
    GapNote& note = notes[{gap.kind, gap.ns, gap.reason}];
    if (note.kind.empty()) {
      note = {gap.kind, gap.ns, gap.reason, ""};
      if (const auto causes = open.find(gap.kind); causes != open.end()) note.effect = effect_of(causes->second);
    } else {
      ++note.count;
    }
    if (is_asked_for(gap, answer)) note.effect = "this is what was asked for";
  }
  std::vector<GapNote> out;
  for (auto& [key, note] : notes) out.push_back(std::move(note));
  for (const auto& [kind, causes] : open) {
    if (answer.failed || names(out, kind)) continue;
    out.push_back({kind, "", "not all that is needed was read", effect_of(causes)});
  }
  for (const auto& [kind, workload] : answer.scope.open_ties()) add_open_tie(kind, workload, out);
  return out;
}

bool hides_something(const std::vector<GapNote>& notes) {
  return std::any_of(notes.begin(), notes.end(), [](const GapNote& note) { return !note.effect.empty(); });
}

}  // namespace aidiag
