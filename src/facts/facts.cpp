// SPDX-License-Identifier: Apache-2.0
// Facts are computed when first asked for: a family at a time, and what was computed is kept. The first word of a
// fact's name says whose it is; if that is not the subject itself, it is what the subject links to.
#include <cassert>

#include "facts/family.hpp"
#include "facts/polarity.hpp"
#include "facts/state.hpp"

namespace aidiag {
namespace {

const Fact absent_fact;

/// What a row alone cannot say was not read: its facts are unknown, not absent.
void mark_unread(const Subject& subject, std::vector<Fact>& facts) {
  if (subject.object == nullptr || subject.object->has_detail()) return;
  for (Fact& fact : facts) {
    if (fact.state != Fact::State::absent) continue;
    fact.state = Fact::State::unknown;
    fact.missing = subject.object->kind;
  }
}

const std::vector<Fact>& family_facts(const Facts& facts, const Subject& subject, const Family& family) {
  auto& families = facts.state().subjects[subject].families;
  const auto [entry, fresh] = families.try_emplace(&family, family.lines.size());
  if (fresh) {
    FactSink out(family.lines, subject.object, entry->second);
    fill_plain(facts, subject, family.lines, out);
    if (family.fill != nullptr) family.fill(facts, subject, out);
    mark_unread(subject, entry->second);
  }
  return entry->second;
}

const Fact& unknown_fact(Facts::State& state, const std::string& missing) {
  const auto [entry, fresh] = state.unknowns.try_emplace(missing);
  if (fresh) {
    entry->second.state = Fact::State::unknown;
    entry->second.missing = missing;
  }
  return entry->second;
}

}  // namespace

Facts::Facts(const Snapshot& snapshot, const ServerSheets& sheets, const PatternSet& patterns,
             const PolarityTable* polarity)
    : state_(new State(snapshot, sheets, patterns)) {
  state_->polarity = polarity;
}
Facts::~Facts() = default;

const Snapshot& Facts::snapshot() const { return state_->snapshot; }
const PatternSet& Facts::patterns() const { return state_->patterns; }

const Fact& Facts::get(const Subject& subject, std::string_view name) const {
  const std::optional<About> about = parse_about(name.substr(0, name.find('.')));
  const FamilyLine* line = find_line(name);
  if (!about || line == nullptr) return absent_fact;
  const Link owner = link(subject, *about);
  if (owner.state == Link::State::none) return absent_fact;
  if (owner.state == Link::State::unknown) return unknown_fact(*state_, owner.missing);
  return family_facts(*this, owner.subject, *line->family)[line->index];
}

const std::vector<ContainerView>& Facts::State::containers_of(const Object& pod) {
  const auto [entry, fresh] = containers.try_emplace(&pod);
  if (fresh) entry->second = container_views(pod);
  return entry->second;
}

const PodStages& Facts::State::stages_of(const Object& pod) {
  const auto found = stages.find(&pod);
  if (found != stages.end()) return found->second;
  return stages.emplace(&pod, pod_stages(snapshot, pod, containers_of(pod))).first->second;
}

std::optional<Stage> Facts::stage(const Subject& subject) const {
  if (subject.about == About::pod) return state_->stages_of(*subject.object).pod;
  if (subject.about != About::container) return std::nullopt;
  return state_->stages_of(*subject.object).containers.at(static_cast<std::size_t>(subject.container));
}

const Polarity* Facts::State::polarity_of(std::string_view type) const {
  for (const PolarityTable* table : {polarity, &core_polarity()}) {
    if (table == nullptr) continue;
    if (const auto found = table->find(type); found != table->end()) return &found->second;
  }
  return nullptr;
}

const ContainerView& Facts::State::container(const Subject& subject) {
  return containers_of(*subject.object).at(static_cast<std::size_t>(subject.container));
}

}  // namespace aidiag
