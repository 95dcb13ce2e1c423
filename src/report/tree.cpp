// SPDX-License-Identifier: Apache-2.0
#include "report/tree.hpp"

#include <nlohmann/json.hpp>

namespace aidiag {
namespace {

using Tree = nlohmann::ordered_json;

Tree time_or_null(const std::optional<Time>& t) { return t ? Tree(format_time(*t)) : Tree(nullptr); }

Tree text_or_null(const std::string& text) { return text.empty() ? Tree(nullptr) : Tree(text); }

template <class List, class Writer>
Tree list_of(const List& list, Writer write) {
  Tree out = Tree::array();
  for (const auto& item : list) out.push_back(write(item));
  return out;
}

Tree texts(const std::vector<std::string>& list) {
  return list_of(list, [](const std::string& s) { return Tree(s); });
}

Tree subject(const SubjectName& s) {
  Tree out = {{"kind", s.kind}};
  if (!s.ns.empty()) out["namespace"] = s.ns;
  if (s.kind == "Container") {
    out["pod"] = s.pod;
    out["container"] = s.container;
  } else {
    out["name"] = s.name;
  }
  if (!s.owner.empty()) out["owner"] = s.owner;
  return out;
}

Tree evidence(const Evidence& e) {
  Tree out = {{"object", e.place.object}};
  if (e.place.log.empty()) {
    out["path"] = e.place.path;
  } else {
    out["log"] = e.place.log;
    out["previous"] = e.place.previous;
    out["line"] = e.place.line;
  }
  out["quote"] = e.quote;
  out["time"] = time_or_null(e.time);
  return out;
}

Tree explained(const Explained& e) { return {{"rule", e.rule}, {"subject", subject(e.subject)}, {"title", e.title}}; }

Tree alternative(const Alternative& a) {
  return {{"rule", a.rule},
          {"confidence", to_text(a.confidence)},
          {"title", a.title},
          {"evidence", list_of(a.evidence, evidence)}};
}

Tree action(const Action& a) { return {{"say", a.say}, {"run", a.command}}; }

Tree change(const Action& a) {
  Tree out = {{"say", a.say}};
  if (!a.command.empty()) out["change"] = a.command;
  return out;
}

Tree node_group(const NodeGroup& g) { return {{"count", g.count}, {"lack", g.lack}}; }

Tree finding(const Finding& f) {
  return {{"rule", f.rule},
          {"severity", to_text(f.severity)},
          {"verdict", to_text(f.verdict)},
          {"confidence", to_text(f.confidence)},
          {"subject", subject(f.subject)},
          {"title", f.title},
          {"why", f.why},
          {"since", time_or_null(f.since)},
          {"restarts", f.restarts},
          {"evidence", list_of(f.evidence, evidence)},
          {"explains", list_of(f.explains, explained)},
          {"alternatives", list_of(f.alternatives, alternative)},
          {"alsoAffects", list_of(f.also_affects, subject)},
          {"deadline", time_or_null(f.deadline)},
          {"nodes", list_of(f.nodes, node_group)},
          {"nodeNotes", texts(f.node_notes)},
          {"lastWords", texts(f.last_words)},
          {"check", list_of(f.check, action)},
          {"inside", list_of(f.inside, action)},
          {"hold", texts(f.hold)},
          {"fix", list_of(f.fix, change)},
          {"see", texts(f.see)},
          {"undecided", texts(f.undecided)}};
}

Tree note(const PodNote& n) { return {{"subject", subject(n.subject)}, {"text", n.text}}; }

Tree finding_counts(const Report& report) {
  int error = 0;
  int warning = 0;
  int advice = 0;
  for (const Finding& f : report.findings) {
    ++(f.severity == Severity::error ? error : f.severity == Severity::warning ? warning : advice);
  }
  return {{"error", error}, {"warning", warning}, {"advice", advice}};
}

}  // namespace

std::string_view to_text(NowSource source) {
  switch (source) {
    case NowSource::server:
      return "server";
    case NowSource::capture:
      return "capture";
    case NowSource::newest:
      return "newest";
    case NowSource::flag:
      return "flag";
  }
  return "";
}

Tree gap_tree(const GapNote& g) {
  return {{"kind", g.kind},
          {"namespace", text_or_null(g.ns)},
          {"reason", g.reason},
          {"effect", g.effect},
          {"count", g.count}};
}

Tree report_tree(const Report& report) {
  const PodCounts& n = report.pods;
  return {{"apiVersion", "ai-diag/v1"},
          {"kind", "Report"},
          {"takenAt", format_time(report.taken_at)},
          {"takenFrom", to_text(report.taken_from)},
          {"context", report.context},
          {"scope", {{"kind", report.scope_kind}, {"name", report.scope_name}}},
          {"summary",
           {{"verdict", report.verdict},
            {"exitCode", report.exit_code},
            {"findings", finding_counts(report)},
            {"pods",
             {{"total", n.total},
              {"healthy", n.healthy},
              {"waiting", n.waiting},
              {"degraded", n.degraded},
              {"blocked", n.blocked},
              {"unknown", n.unknown}}},
            {"eventsSince", time_or_null(report.events_since)}}},
          {"findings", list_of(report.findings, finding)},
          {"notes", list_of(report.notes, note)},
          {"gaps", list_of(report.gaps, gap_tree)}};
}

}  // namespace aidiag
