// SPDX-License-Identifier: Apache-2.0
// snapshot -> facts -> matches -> roots -> findings -> report, in one screen.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "aidiag/report.hpp"
#include "diagnosis/findings.hpp"
#include "diagnosis/gaps.hpp"
#include "diagnosis/root.hpp"
#include "diagnosis/scope.hpp"
#include "diagnosis/secrets.hpp"
#include "diagnosis/verdicts.hpp"
#include "report/clean_report.hpp"

namespace aidiag {
namespace {

bool in_scope(const Root& root, const std::vector<Candidate>& all, const ScopeFilter& scope) {
  std::vector<Subject> subjects;
  const auto add = [&](std::size_t i) { subjects.insert(subjects.end(), all[i].places.begin(), all[i].places.end()); };
  add(root.candidate);
  for (const auto* list : {&root.merged, &root.explained}) std::for_each(list->begin(), list->end(), add);
  return scope.touches(subjects);
}

auto order(const Finding& f) {
  return std::make_tuple(f.severity, f.verdict, -static_cast<std::int64_t>(f.explains.size() + f.also_affects.size()),
                         f.confidence, f.subject, f.rule);
}

std::string worst(const std::vector<Finding>& findings, const PodCounts& pods) {
  const auto any = [&](Verdict v) {
    return std::any_of(findings.begin(), findings.end(),
                       [&](const Finding& f) { return f.verdict == v && f.severity != Severity::advice; });
  };
  if (any(Verdict::blocked)) return "blocked";
  if (any(Verdict::degraded)) return "degraded";
  if (pods.unknown > 0) return "unknown";
  return any(Verdict::waiting) || pods.waiting > 0 ? "waiting" : "healthy";
}

bool counts(const Finding& f, Severity fail_on) {
  return f.severity <= fail_on && f.verdict != Verdict::waiting && f.confidence != Confidence::possible;
}

bool has_failed(const Report& report, std::optional<Severity> fail_on) {
  return fail_on && std::any_of(report.findings.begin(), report.findings.end(),
                                [&](const Finding& f) { return counts(f, *fail_on); });
}

void name_scope(Report& report, const Scope& scope) {
  switch (scope.kind) {
    case Scope::Kind::all_namespaces:
    case Scope::Kind::accelerators:
      report.scope_kind = "Cluster";
      return;
    case Scope::Kind::one_namespace:
      report.scope_kind = "Namespace";
      report.scope_name = scope.ns;
      return;
    case Scope::Kind::pods:
    case Scope::Kind::workloads:
      break;
  }
  report.scope_kind = scope.targets.size() == 1 ? scope.targets.front().kind : "Namespace";
  report.scope_name = scope.targets.size() == 1 ? scope.targets.front().name : scope.ns;
}

// A capture knows its context and none of the flags that it was made with.
std::vector<std::string> connection_of(const Scope& scope, const Snapshot& snapshot) {
  std::vector<std::string> flags;
  if (!snapshot.context.empty()) flags = {"--context", snapshot.context};
  flags.insert(flags.end(), scope.connection.begin(), scope.connection.end());
  return flags;
}

}  // namespace

Report diagnose(const Snapshot& snapshot, const Scope& scope, const RuleSet& rules, std::optional<Severity> fail_on,
                bool advice) {
  const Facts facts(snapshot, rules.sheets(), rules.patterns(), &rules.tables().polarity);
  const Matches matches = match(rules, facts);
  const std::vector<Candidate> candidates = candidates_of(matches, facts);
  const ScopeFilter filter(scope, facts);

  std::vector<Root> roots = choose_roots(candidates, facts);
  std::erase_if(roots, [&](const Root& root) { return !in_scope(root, candidates, filter); });
  const auto verdicts = pod_verdicts(filter, roots, candidates, facts);

  Report report;
  name_scope(report, scope);
  report.taken_at = snapshot.now;
  report.taken_from = snapshot.now_source;
  report.context = snapshot.context;
  report.pods = count_pods(verdicts);
  if (!scope.ns.empty() && snapshot.coverage("Event", scope.ns) == Coverage::complete) {
    report.events_since = snapshot.events_since(scope.ns);
  }
  const std::vector<std::string> connection = connection_of(scope, snapshot);
  for (const Root& root : roots) {
    Finding finding = finding_of(root, candidates, matches.undecided, facts, connection);
    if (finding.severity != Severity::advice || advice) report.findings.push_back(std::move(finding));
  }
  std::sort(report.findings.begin(), report.findings.end(),
            [](const Finding& a, const Finding& b) { return order(a) < order(b); });
  report.verdict = worst(report.findings, report.pods);
  const bool failed = has_failed(report, fail_on);
  std::set<const Object*> ill = ill_objects(filter, verdicts, roots, candidates, matches.undecided, facts);
  report.gaps = gap_notes(snapshot, matches.undecided, {filter, verdicts, std::move(ill), failed});
  const bool hidden = hides_something(report.gaps);
  if (hidden && report.verdict == "healthy") report.verdict = "unknown";
  report.exit_code = failed ? 1 : hidden ? 4 : 0;
  if (scope.kind == Scope::Kind::pods) {
    for (const auto& [pod, verdict] : verdicts) {
      if (verdict != PodVerdict::blocked && verdict != PodVerdict::degraded) {
        report.notes.push_back({name_of({.about = About::pod, .object = pod}, facts), pod_note(*pod, verdict, facts)});
      }
    }
    std::sort(report.notes.begin(), report.notes.end(),
              [](const PodNote& a, const PodNote& b) { return a.subject < b.subject; });
  }
  clean_report(report, secrets_of(report, snapshot));
  return report;
}

}  // namespace aidiag
