// SPDX-License-Identifier: Apache-2.0
// Every sighting of every rule, tried on every subject whose stage allows it. Sightings are sorted by what they are
// about and by stage first, so that of a hundred thousand pods that serve next to nothing is asked.
#include <algorithm>
#include <array>
#include <bitset>
#include <tuple>
#include <unordered_set>

#include "aidiag/rule.hpp"
#include "facts/forget.hpp"
#include "rules/evaluate.hpp"
#include "rules/log_index.hpp"

namespace aidiag {

std::strong_ordering operator<=>(const Evidence& a, const Evidence& b) {
  const auto key = [](const Evidence& e) {
    return std::tie(e.place.object, e.place.path, e.place.log, e.place.previous, e.place.line, e.quote, e.time);
  };
  return key(a) <=> key(b);
}

namespace {

constexpr std::size_t stage_count = static_cast<std::size_t>(Stage::leftover) + 1;
using Stages = std::bitset<stage_count>;

/// A sighting with what is known of it before any subject.
struct Prepared {
  const Rule* rule;
  std::size_t sighting;
  Stages stages;
  std::vector<PatternId> needed;
};

Stages stages_of(const RuleSet& rules, const Rule& rule, const Sighting& sighting) {
  const std::vector<Stage>* list = &sighting.stages;
  if (list->empty()) {
    const auto category = rules.tables().stages.find(rule.category());
    if (category == rules.tables().stages.end()) return Stages().set();
    list = &category->second;
  }
  Stages stages;
  for (const Stage stage : *list) stages.set(static_cast<std::size_t>(stage));
  if (looks_at_serving(sighting.when)) stages.set(static_cast<std::size_t>(Stage::serve));
  return stages;
}

/// What the rule shows beside what matched; facts that are not known are left out.
void add_shown(const Rule& rule, const Subject& seen, const Facts& facts, std::vector<Evidence>& evidence) {
  for (const std::string& name : rule.evidence) {
    const Fact& fact = facts.get(seen, name);
    if (fact.state != Fact::State::known) continue;
    if (auto shown = evidence_of(fact, name)) evidence.push_back(std::move(*shown));
  }
}

bool of_same_line(const Place& a, const Place& b) {
  return a.line > 0 && std::tie(a.object, a.log, a.previous, a.line) == std::tie(b.object, b.log, b.previous, b.line);
}

/// Two tests may have found the same line; of a part of it and more of it the part says nothing new.
void drop_repeated(std::vector<Evidence>& evidence) {
  const auto part_of = [](const Evidence& e, const Evidence& other) {
    return other.quote.size() > e.quote.size() && other.quote.find(e.quote) != std::string::npos &&
           of_same_line(e.place, other.place);
  };
  for (auto e = evidence.begin(); e != evidence.end();) {
    const bool repeated =
        std::any_of(evidence.begin(), e, [&](const Evidence& earlier) { return (earlier <=> *e) == 0; }) ||
        std::any_of(evidence.begin(), evidence.end(), [&](const Evidence& other) { return part_of(*e, other); });
    e = repeated ? evidence.erase(e) : std::next(e);
  }
}

class Matching {
 public:
  Matching(const RuleSet& rules, const Facts& facts) : rules_(rules), facts_(facts) {}

  void add(const Rule& rule) {
    for (std::size_t i = 0; i < rule.seen.size(); ++i) {
      const Sighting& sighting = rule.seen[i];
      prepared_[sighting.about].push_back(
          {&rule, i, stages_of(rules_, rule, sighting), needed_patterns(sighting.when)});
    }
  }

  Matches run() {
    for (const auto& [about, sightings] : prepared_) try_all(about, sightings);
    const auto key = [](const auto& m) -> const std::string& { return m.rule->id; };
    std::stable_sort(out_.all.begin(), out_.all.end(), [&](const Match& a, const Match& b) {
      return std::tie(key(a), a.sighting) < std::tie(key(b), b.sighting);
    });
    std::stable_sort(out_.undecided.begin(), out_.undecided.end(),
                     [&](const Undecided& a, const Undecided& b) { return key(a) < key(b); });
    return std::move(out_);
  }

 private:
  void try_all(About about, const std::vector<Prepared>& sightings) {
    std::array<std::vector<const Prepared*>, stage_count> by_stage;
    std::vector<const Prepared*> everything;
    for (const Prepared& p : sightings) {
      everything.push_back(&p);
      for (std::size_t s = 0; s < stage_count; ++s) {
        if (p.stages.test(s)) by_stage[s].push_back(&p);
      }
    }
    for (const Subject& subject : facts_.subjects(about)) {
      const auto stage = facts_.stage(subject);
      const std::size_t before = out_.all.size();
      try_on(subject, stage ? by_stage[static_cast<std::size_t>(*stage)] : everything);
      if (subject.object == nullptr) continue;
      if (out_.all.size() != before) told_of_.insert(subject.object);
      if (!told_of_.contains(subject.object)) forget(facts_, subject);
    }
  }

  void try_on(const Subject& subject, const std::vector<const Prepared*>& sightings) {
    std::optional<LogHits> hits;
    for (const Prepared* p : sightings) {
      if (!p->needed.empty() && subject.about == About::container) {
        if (!hits) hits.emplace(facts_, subject);
        if (!hits->may_hold(p->needed)) continue;
      }
      try_one(*p, subject);
    }
  }

  void try_one(const Prepared& p, const Subject& subject) {
    const Sighting& sighting = p.rule->seen[p.sighting];
    Gathered gathered;
    Truth t = evaluate(sighting.when, {facts_, subject}, gathered);
    Subject blamed = subject;
    if (sighting.blames && t == Truth::yes) {
      const Link link = facts_.link(subject, *sighting.blames);
      blamed = link.subject;
      if (link.state == Link::State::none) return;
      if (link.state == Link::State::unknown) {
        t = Truth::unknown;
        gathered.missing.insert(link.missing);
      }
    }
    if (t == Truth::unknown) out_.undecided.push_back({p.rule, subject, std::move(gathered.missing)});
    if (t != Truth::yes) return;
    add_shown(*p.rule, subject, facts_, gathered.evidence);
    drop_repeated(gathered.evidence);
    out_.all.push_back({p.rule, p.sighting, subject, blamed, std::move(gathered.captures), std::move(gathered.evidence),
                        gathered.time, gathered.log_position});
  }

  const RuleSet& rules_;
  const Facts& facts_;
  std::map<About, std::vector<Prepared>> prepared_;
  Matches out_;
  std::unordered_set<const Object*> told_of_;  // objects of which, or of whose containers, something matched
};

}  // namespace

Matches match(const RuleSet& rules, const Facts& facts) {
  Matching matching(rules, facts);
  for (const Rule& rule : rules.rules()) matching.add(rule);
  return matching.run();
}

Matches match_rule(const RuleSet& rules, const Rule& rule, const Facts& facts) {
  Matching matching(rules, facts);
  matching.add(rule);
  return matching.run();
}

}  // namespace aidiag
