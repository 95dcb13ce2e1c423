// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "diagnosis/node_groups.hpp"

namespace aidiag {
namespace {

std::string text_of(const Template& text, const Match& match, const Facts& facts) {
  return fill_text(text, match, facts).value_or(text.text);
}

std::string title_of(const Match& match, const Facts& facts) {
  return text_of(match.rule->seen[match.sighting].title.value_or(match.rule->title), match, facts);
}

std::vector<Action> actions_of(const std::vector<Step>& steps, const Match& match, const Facts& facts,
                               std::span<const std::string> connection) {
  std::vector<Action> out;
  for (const Step& step : steps) {
    const auto say = fill_text(step.say, match, facts);
    if (!say) continue;
    std::string command;
    if (!step.run.text.empty()) {
      const auto filled = fill_command(step.run, match, facts, connection);
      if (!filled) continue;
      command = *filled;
    }
    out.push_back({*say, std::move(command)});
  }
  return out;
}

void add_evidence(std::vector<Evidence>& to, const std::vector<Evidence>& more) {
  for (const Evidence& e : more) {
    const bool there = std::any_of(to.begin(), to.end(), [&](const Evidence& have) {
      return have.quote == e.quote && have.place.object == e.place.object && have.place.path == e.place.path &&
             have.place.log == e.place.log;
    });
    if (!there) to.push_back(e);
  }
}

/// Equal sightings on replicas need not be listed one by one: the first of every rule and owner stands for them.
std::vector<Explained> explained_of(const Root& root, const std::vector<Candidate>& all, const Facts& facts) {
  std::vector<Explained> out;
  std::set<std::pair<std::string, std::string>> seen;
  for (const std::size_t i : root.explained) {
    const Match& m = *all[i].match;
    const std::string owner = facts.top_owner(m.seen);
    const std::string who = owner.empty() ? facts.name(m.seen) : owner;
    if (!seen.emplace(m.rule->id, who).second) continue;
    out.push_back({m.rule->id, name_of(m.blamed, facts), title_of(m, facts)});
  }
  return out;
}

std::vector<Alternative> alternatives_of(const Root& root, const std::vector<Candidate>& all, const Facts& facts) {
  std::vector<Alternative> out;
  std::set<std::string> seen = {all[root.candidate].rule().id};
  for (const std::size_t i : root.alternatives) {
    const Match& m = *all[i].match;
    if (!seen.insert(m.rule->id).second) continue;
    out.push_back({m.rule->id, all[i].confidence, title_of(m, facts), m.evidence});
  }
  return out;
}

std::vector<SubjectName> also_affected(const Root& root, const std::vector<Candidate>& all, const Facts& facts) {
  const Match& first = *all[root.candidate].match;
  std::set<SubjectName> names;
  if (!(first.blamed == first.seen)) names.insert(name_of(first.seen, facts));
  for (const std::size_t i : root.merged) {
    names.insert(name_of(all[i].match->seen, facts));
  }
  names.erase(name_of(first.blamed, facts));
  return {names.begin(), names.end()};
}

std::optional<Time> since_of(const Root& root, const std::vector<Candidate>& all, const Facts& facts) {
  const Candidate& c = all[root.candidate];
  if (c.pod != nullptr) {
    const Fact& fact = facts.get(c.match->seen, "pod.stage.since");
    if (fact.state == Fact::State::known) return Time{fact.value.number};
  }
  return c.match->time;
}

std::int64_t restarts_of(const Subject& seen, const Facts& facts) {
  if (seen.about != About::container) return 0;
  const Fact& fact = facts.get(seen, "container.restarts");
  return fact.state == Fact::State::known ? fact.value.number : 0;
}

/// Rules that a gap kept open on the subject of the finding or on its pod.
void add_undecided(Finding& f, const Candidate& c, const std::vector<Undecided>& undecided) {
  std::set<std::string> ids;
  std::set<std::string> kinds;
  for (const Undecided& u : undecided) {
    const bool same = u.subject == c.match->seen || (c.pod != nullptr && u.subject.object == c.pod);
    if (!same || u.rule->role == Role::effect) continue;
    ids.insert(u.rule->id);
    kinds.insert(u.missing.begin(), u.missing.end());
  }
  f.undecided.assign(ids.begin(), ids.end());
  const bool cause_is_known = !c.effect() && c.confidence == Confidence::certain;
  if (!cause_is_known) f.undecided_kinds.assign(kinds.begin(), kinds.end());
}

void add_last_words(Finding& f, const Candidate& c, const Facts& facts) {
  if (!c.effect() || c.match->seen.about != About::container) return;
  const Fact& words = facts.get(c.match->seen, "container.log.last_words");
  if (words.state == Fact::State::known) f.last_words = words.value.texts;
}

void add_nodes(Finding& f, const Candidate& c, const Facts& facts) {
  if (c.pod == nullptr || c.stage != Stage::schedule) return;
  if (const PodOutlook* known = outlook_of(facts, *c.pod); known != nullptr && !known->outlook.nodes.empty()) {
    NodePicture picture = node_picture(*known, facts.snapshot(), node_usage(facts));
    f.nodes = std::move(picture.groups);
    f.node_notes = std::move(picture.notes);
    const Fact& away = facts.get(c.match->seen, "pod.fit.one_label_away");
    const Fact& nearest = facts.get(c.match->seen, "pod.fit.nearest_label");
    if (away.state == Fact::State::known && away.value.number > 0 && nearest.state == Fact::State::known)
      f.node_notes.push_back(fmt::format("one label away: {} {}; there is {}", away.value.number,
                                         away.value.number == 1 ? "node" : "nodes", nearest.value.text));
    return;
  }
  const Fact& message = facts.get(c.match->seen, "pod.scheduler.message");
  if (message.state == Fact::State::known) f.nodes = node_groups(message.value.text);
}

}  // namespace

SubjectName name_of(const Subject& subject, const Facts& facts) {
  SubjectName out;
  if (subject.about == About::ns) {
    out.kind = "Namespace";
    out.name = subject.ns;
    return out;
  }
  if (subject.object == nullptr) {
    out.kind = "Cluster";
    return out;
  }
  const Object& object = *subject.object;
  out.ns = object.ns.str();
  out.kind = object.kind.str();
  if (subject.about == About::container) {
    out.kind = "Container";
    out.pod = object.name.str();
    out.container = facts.name(subject);
  } else {
    out.name = object.name.str();
  }
  if (object.pod != nullptr) out.owner = facts.top_owner(subject);
  return out;
}

Finding finding_of(const Root& root, const std::vector<Candidate>& all, const std::vector<Undecided>& undecided,
                   const Facts& facts, std::span<const std::string> connection) {
  const Candidate& c = all[root.candidate];
  const Match& m = *c.match;
  const Rule& rule = *m.rule;
  Finding f;
  f.rule = rule.id;
  f.severity = c.stage == Stage::restarted ? std::max(rule.severity, Severity::warning) : rule.severity;
  f.verdict = c.verdict;
  f.confidence = c.confidence;
  f.subject = name_of(m.blamed, facts);
  f.title = title_of(m, facts);
  f.why = text_of(rule.why, m, facts);
  f.since = since_of(root, all, facts);
  f.restarts = restarts_of(m.seen, facts);
  f.deadline = c.deadline;
  f.evidence = m.evidence;
  for (const std::size_t i : root.merged) {
    if (all[i].match->seen == m.seen || f.evidence.empty()) add_evidence(f.evidence, all[i].match->evidence);
  }
  f.explains = explained_of(root, all, facts);
  f.alternatives = alternatives_of(root, all, facts);
  f.also_affects = also_affected(root, all, facts);
  f.check = actions_of(rule.check, m, facts, connection);
  f.inside = actions_of(rule.inside, m, facts, connection);
  f.fix = actions_of(rule.fix, m, facts, connection);
  for (const Template& hold : rule.hold) {
    if (auto text = fill_text(hold, m, facts)) f.hold.push_back(std::move(*text));
  }
  f.see = rule.see;
  add_undecided(f, c, undecided);
  add_last_words(f, c, facts);
  add_nodes(f, c, facts);
  return f;
}

}  // namespace aidiag
