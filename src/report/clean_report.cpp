// SPDX-License-Identifier: Apache-2.0
// Every text that may hold cluster text passes here once, on its way into the report.
#include "report/clean_report.hpp"

namespace aidiag {
namespace {

class Washer {
 public:
  explicit Washer(const KnownValues& secrets) : secrets_(secrets) {}

  void wash(Report& report) const {
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

 private:
  void wash(std::string& text, bool multiline = false) const {
    secrets_.redact(text);
    text = clean(text, multiline);
  }

  void wash(std::vector<std::string>& texts, bool multiline = false) const {
    for (std::string& text : texts) wash(text, multiline);
  }

  void wash(SubjectName& s) const {
    for (std::string* text : {&s.kind, &s.ns, &s.name, &s.pod, &s.container, &s.owner}) wash(*text);
  }

  void wash(std::vector<Evidence>& all) const {
    for (Evidence& e : all) {
      for (std::string* text : {&e.place.object, &e.place.path, &e.place.log}) wash(*text);
      wash(e.quote, true);
    }
  }

  void wash(std::vector<Action>& all) const {
    for (Action& a : all) {
      wash(a.say);
      wash(a.command);
    }
  }

  void wash(Finding& f) const {
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
    wash(f.node_notes);
    wash(f.last_words, true);
  }

  const KnownValues& secrets_;
};

}  // namespace

void clean_report(Report& report, const KnownValues& secrets) { Washer(secrets).wash(report); }

}  // namespace aidiag
