// SPDX-License-Identifier: Apache-2.0
// Every sighting of every rule, tried on every subject whose stage allows it.
#include <algorithm>

#include "aidiag/rule.hpp"
#include "rules/evaluate.hpp"

namespace aidiag {
namespace {

bool allowed(const RuleSet& rules, const Rule& rule, const Sighting& sighting, const Subject& subject,
             const Facts& facts) {
  const auto stage = facts.stage(subject);
  if (!stage) return true;
  if (!sighting.stages.empty()) {
    return std::find(sighting.stages.begin(), sighting.stages.end(), *stage) != sighting.stages.end();
  }
  const auto category = rules.tables().stages.find(rule.category());
  if (category == rules.tables().stages.end()) return true;
  return std::find(category->second.begin(), category->second.end(), *stage) != category->second.end();
}

/// What the rule shows beside what matched; facts that are not known are left out.
void add_shown(const Rule& rule, const Subject& seen, const Facts& facts, std::vector<Evidence>& evidence) {
  for (const std::string& name : rule.evidence) {
    const Fact& fact = facts.get(seen, name);
    if (fact.state != Fact::State::known) continue;
    const auto shown = evidence_of(fact, name);
    if (!shown) continue;
    const bool there = std::any_of(evidence.begin(), evidence.end(), [&](const Evidence& e) {
      return e.quote == shown->quote && e.place.path == shown->place.path && e.place.object == shown->place.object;
    });
    if (!there) evidence.push_back(*shown);
  }
}

class Matching {
 public:
  Matching(const RuleSet& rules, const Facts& facts) : rules_(rules), facts_(facts) {}

  void add(const Rule& rule) {
    for (std::size_t i = 0; i < rule.seen.size(); ++i) {
      for (const Subject& subject : subjects(rule.seen[i].about)) {
        if (allowed(rules_, rule, rule.seen[i], subject, facts_)) try_on(rule, i, subject);
      }
    }
  }

  Matches take() { return std::move(out_); }

 private:
  const std::vector<Subject>& subjects(About about) {
    const auto [at, fresh] = subjects_.try_emplace(about);
    if (fresh) at->second = facts_.subjects(about);
    return at->second;
  }

  void try_on(const Rule& rule, std::size_t index, const Subject& subject) {
    const Sighting& sighting = rule.seen[index];
    Gathered gathered;
    const Truth t = evaluate(sighting.when, subject, facts_, gathered);
    if (t == Truth::unknown) out_.undecided.push_back({&rule, subject, std::move(gathered.missing)});
    if (t != Truth::yes) return;
    Match match{&rule,
                index,
                subject,
                subject,
                std::move(gathered.captures),
                std::move(gathered.evidence),
                gathered.time,
                gathered.log_position};
    if (sighting.blames) {
      const Link link = facts_.link(subject, *sighting.blames);
      if (link.state == Link::State::known) match.blamed = link.subject;
    }
    add_shown(rule, subject, facts_, match.evidence);
    out_.all.push_back(std::move(match));
  }

  const RuleSet& rules_;
  const Facts& facts_;
  std::map<About, std::vector<Subject>> subjects_;
  Matches out_;
};

}  // namespace

Matches match(const RuleSet& rules, const Facts& facts) {
  Matching matching(rules, facts);
  for (const Rule& rule : rules.rules()) matching.add(rule);
  return matching.take();
}

Matches match_rule(const RuleSet& rules, const Rule& rule, const Facts& facts) {
  Matching matching(rules, facts);
  matching.add(rule);
  return matching.take();
}

}  // namespace aidiag
