// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/gaps.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "model/operands.hpp"

namespace aidiag {
namespace {

bool on_sick_pod(const Undecided& u, const std::map<const Object*, PodVerdict>& verdicts) {
  const auto found = verdicts.find(u.subject.object);
  return found != verdicts.end() && found->second != PodVerdict::healthy;
}

std::set<std::string> kinds_that_matter(const std::vector<Undecided>& undecided,
                                        const std::map<const Object*, PodVerdict>& verdicts) {
  std::set<std::string> kinds;
  for (const Undecided& u : undecided) {
    if (on_sick_pod(u, verdicts)) kinds.insert(u.missing.begin(), u.missing.end());
  }
  return kinds;
}

// Where there is no pod, what should have made pods, or kept them from being made, is what was asked for.
bool is_asked_for(const Gap& gap, const std::map<const Object*, PodVerdict>& verdicts) {
  static const std::set<std::string> makers = {"Deployment", "StatefulSet", "DaemonSet", "Job", "ResourceQuota"};
  return gap.asked_for || (verdicts.empty() && makers.contains(gap.kind));
}

/// A controller that was not read says so of its own, unless nobody asked for its kind.
void add_open_tie(const std::string& kind, const std::string& workload, std::vector<GapNote>& notes) {
  const std::string effect = "which pods are of " + workload + " is not known without it";
  bool named = false;
  for (GapNote& note : notes) {
    if (note.kind != kind) continue;
    named = true;
    if (note.effect.empty()) note.effect = effect;
  }
  if (!named) notes.push_back({kind, "", "not read", effect});
}

}  // namespace

std::vector<GapNote> gap_notes(const Snapshot& snapshot, const std::vector<Undecided>& undecided,
                               const std::map<const Object*, PodVerdict>& verdicts, const ScopeFilter& scope) {
  const std::set<std::string> kinds = kinds_that_matter(undecided, verdicts);
  std::map<std::tuple<std::string, std::string, std::string>, GapNote> notes;
  for (const Gap& gap : snapshot.gaps()) {
    const bool of_log = gap.kind == "Log";
    const Object* pod = of_log ? snapshot.find("Pod", gap.ns, gap.name) : nullptr;
    // Files hold logs of any pod; what was asked of pods beside the question was asked for its sake.
    if (of_log && pod != nullptr && !scope.has_pod(pod) && operand_of(*pod) == nullptr) continue;
    GapNote& note = notes[{gap.kind, gap.ns, gap.reason}];
    if (!note.kind.empty()) {
      ++note.count;
      continue;
    }
    note.kind = gap.kind;
    note.ns = gap.ns;
    note.reason = gap.reason;
    if (is_asked_for(gap, verdicts)) {
      note.effect = "this is what was asked for";
    } else if (kinds.contains(gap.kind)) {
      note.effect = "causes that depend on it were not judged";
    }
  }
  std::vector<GapNote> out;
  for (auto& [key, note] : notes) out.push_back(std::move(note));
  for (const auto& [kind, workload] : scope.open_ties()) add_open_tie(kind, workload, out);
  return out;
}

bool gap_hides_something(const Snapshot& snapshot, const std::vector<Undecided>& undecided,
                         const std::map<const Object*, PodVerdict>& verdicts, const ScopeFilter& scope) {
  if (!scope.open_ties().empty()) return true;
  const auto& gaps = snapshot.gaps();
  if (std::any_of(gaps.begin(), gaps.end(), [&](const Gap& gap) { return is_asked_for(gap, verdicts); })) return true;
  return std::any_of(undecided.begin(), undecided.end(), [&](const Undecided& u) { return on_sick_pod(u, verdicts); });
}

}  // namespace aidiag
