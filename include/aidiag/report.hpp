// SPDX-License-Identifier: Apache-2.0
// The report: a plain value, complete before a writer sees it. Writers are pure functions of it; the only other thing
// they know is how wide and how colourful the terminal is. All cluster text in it is cleaned by the writers through
// one function, `clean()`. The JSON form is a CONTRACT: docs/report.schema.json. Not an API for others.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/rule.hpp"
#include "aidiag/source.hpp"

namespace aidiag {

/// A subject by name, no longer tied to a snapshot. For a container `pod` and `container` are set, `name` is empty.
struct SubjectName {
  std::string kind;  ///< "Container", "Pod", "Node", "Deployment", ...
  std::string ns;    ///< empty for cluster scope
  std::string name;  ///< objects other than containers
  std::string pod, container;
  std::string owner;  ///< pods and containers: "StatefulSet/llm"; empty if none
  auto operator<=>(const SubjectName&) const = default;
};

struct Explained {
  std::string rule;
  SubjectName subject;
  std::string title;
};

struct Alternative {
  std::string rule;
  Confidence confidence = Confidence::possible;
  std::string title;
  std::vector<Evidence> evidence;
};

struct Action {
  std::string say;
  std::string command;  ///< ready to paste; may be empty for a fix
};

/// What each group of nodes lacks for a pod that waits for a node; the counts sum up to all nodes.
struct NodeGroup {
  int count = 0;
  std::string lack;
};

struct Finding {
  std::string rule;
  Severity severity = Severity::error;
  Verdict verdict = Verdict::blocked;
  Confidence confidence = Confidence::certain;
  SubjectName subject;
  std::string title, why;
  std::optional<Time> since;
  std::int64_t restarts = 0;  ///< of the container or pod; 0 if none or not one
  std::vector<Evidence> evidence;
  std::vector<Explained> explains;  ///< nearest first: "5 restarts > pod not ready > Service ..."
  std::vector<Alternative> alternatives;
  std::vector<SubjectName> also_affects;
  std::optional<Time> deadline;
  std::vector<Action> check, inside, fix;
  std::vector<std::string> hold, see;
  std::vector<std::string> undecided;        ///< rule ids that a gap kept open on its subject
  std::vector<std::string> undecided_kinds;  ///< the kinds that were missing for them
  std::vector<NodeGroup> nodes;              ///< the Nodes part; empty if it does not apply
  std::vector<std::string> node_notes;       ///< below it: free accelerators, and who holds the others
  std::vector<std::string> last_words;       ///< a fallback's last log lines; empty otherwise
};

struct GapNote {
  std::string kind, ns, reason, effect;  ///< ns empty: cluster or all
  int count = 1;
};

struct PodCounts {
  int total = 0, healthy = 0, waiting = 0, degraded = 0, blocked = 0, unknown = 0;
};

/// What is said of a pod that was asked for by name, also when nothing is wrong with it.
struct PodNote {
  SubjectName subject;
  std::string text;  ///< "ready since 3 h; nothing to report; last restart 2 days ago, OOMKilled"
};

struct Report {
  Time taken_at;
  NowSource taken_from = NowSource::newest;
  std::string context;
  std::string scope_kind, scope_name;  ///< "Namespace" "ai-platform"; "Pod" "llm-0"; "Cluster" ""
  std::string verdict;                 ///< healthy, waiting, degraded, blocked, unknown
  int exit_code = 0;
  PodCounts pods;
  std::optional<Time> events_since;
  std::vector<Finding> findings;  ///< roots, worst first
  std::vector<GapNote> gaps;
  std::vector<PodNote> notes;
};

/// Diagnoses. Pure. `fail_on`: findings at or above it count for the exit code; nullopt never.
Report diagnose(const Snapshot& snapshot, const Scope& scope, const RuleSet& rules, std::optional<Severity> fail_on,
                bool advice);

/// How the text report may look.
struct Style {
  int width = 80;  ///< 80 to 120
  bool color = false;
  bool unicode = true;  ///< signs beyond ASCII can be shown
};

std::string write_text(const Report& report, const Style& style);
std::string write_json(const Report& report);
std::string write_yaml(const Report& report);

/// The one place where cluster text is made harmless: control and escape sequences, invalid UTF-8, bidirectional
/// overrides, and secrets (tokens, keys, passwords) are replaced. Keeps line breaks only if `multiline`.
std::string clean(std::string_view text, bool multiline = false);

}  // namespace aidiag
