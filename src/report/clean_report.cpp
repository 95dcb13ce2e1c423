// SPDX-License-Identifier: Apache-2.0
// Every text that may hold cluster text passes here once, on its way into the report.
#include "report/clean_report.hpp"

namespace aidiag {
namespace {

void wash(std::string& text) { text = clean(text); }
void wash_lines(std::string& text) { text = clean(text, true); }

void wash(std::vector<std::string>& texts) {
  for (std::string& text : texts) wash(text);
}

void wash(SubjectName& s) {
  for (std::string* text : {&s.kind, &s.ns, &s.name, &s.pod, &s.container, &s.owner}) wash(*text);
}

void wash(std::vector<Evidence>& all) {
  for (Evidence& e : all) {
    for (std::string* text : {&e.place.object, &e.place.path, &e.place.log}) wash(*text);
    wash_lines(e.quote);
  }
}

void wash(std::vector<Action>& all) {
  for (Action& a : all) {
    wash(a.say);
    wash(a.command);
  }
}

void wash(Finding& f) {
  wash(f.subject);
  wash(f.title);
  wash(f.why);
  wash(f.evidence);
  for (Explained& e : f.explains) {
    wash(e.subject);
    wash(e.title);
  }
  for (Alternative& a : f.alternatives) {
    wash(a.title);
    wash(a.evidence);
  }
  for (SubjectName& s : f.also_affects) wash(s);
  for (auto* actions : {&f.check, &f.inside, &f.fix}) wash(*actions);
  wash(f.hold);
  for (NodeGroup& group : f.nodes) wash(group.lack);
  for (std::string& note : f.node_notes) wash(note);
  for (std::string& words : f.last_words) wash_lines(words);
}

}  // namespace

void clean_report(Report& report) {
  wash(report.context);
  wash(report.scope_name);
  for (Finding& f : report.findings) wash(f);
  for (GapNote& g : report.gaps) {
    for (std::string* text : {&g.kind, &g.ns, &g.reason}) wash(*text);
  }
  for (PodNote& n : report.notes) {
    wash(n.subject);
    wash(n.text);
  }
}

}  // namespace aidiag
