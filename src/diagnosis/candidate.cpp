// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/root.hpp"
#include "facts/containers.hpp"
#include "facts/run.hpp"

namespace aidiag {
namespace {

std::optional<Time> deadline_of(const Match& match, const Facts& facts) {
  if (match.rule->deadline.empty()) return std::nullopt;
  const Fact& fact = facts.get(match.seen, match.rule->deadline);
  if (fact.state != Fact::State::known) return std::nullopt;
  return Time{fact.value.number};
}

void add_run(Candidate& c, const Facts& facts) {
  const Subject& seen = c.match->seen;
  if (seen.about != About::container) return;
  const auto all = container_views(*seen.object);
  const auto index = static_cast<std::size_t>(seen.container);
  if (index >= all.size()) return;
  c.init = all[index].init;
  c.ended = run_in_question(facts.snapshot(), *seen.object, all[index], c.stage).finished;
}

// A container that has run for so long starts afresh in the kubelet's count of failures.
constexpr std::int64_t backoff_reset_minutes = 10;

/// Whether a container that runs again gives no reason to believe that it stays: it has come back more than once, this
/// run is not yet longer than the one before, and that one was too short to count as a good one.
bool keeps_ending(const Subject& seen, const Facts& facts) {
  if (seen.about != About::container) return false;
  const auto all = container_views(*seen.object);
  const auto index = static_cast<std::size_t>(seen.container);
  if (index >= all.size() || all[index].status["restartCount"].integer_or(0) < 2) return false;
  const auto began = run_time(all[index].last_ended(), "startedAt");
  const auto ended = run_time(all[index].last_ended(), "finishedAt");
  const auto back = run_time(all[index].state("running"), "startedAt");
  if (!began || !ended || !back) return false;
  const auto last_run = *ended - *began;
  return last_run <= minutes(backoff_reset_minutes) && facts.snapshot().now - *back <= last_run;
}

}  // namespace

std::vector<Candidate> candidates_of(const Matches& matches, const Facts& facts) {
  std::vector<Candidate> out;
  out.reserve(matches.all.size());
  for (const Match& match : matches.all) {
    const bool serves_again = facts.stage(match.seen) == Stage::restarted;
    if (serves_again && match.rule->role == Role::effect && !keeps_ending(match.seen, facts)) continue;
    const Sighting& sighting = match.rule->seen[match.sighting];
    Candidate c;
    c.match = &match;
    c.confidence = sighting.confidence;
    c.verdict = sighting.verdict.value_or(match.rule->verdict);
    c.deadline = c.verdict == Verdict::waiting ? deadline_of(match, facts) : std::nullopt;
    if (c.deadline && *c.deadline < facts.snapshot().now) {
      c.verdict = Verdict::blocked;
      c.deadline.reset();
    }
    if (serves_again) c.verdict = Verdict::degraded;
    c.stage = facts.stage(match.seen).value_or(Stage::serve);
    if (match.seen.about == About::container || match.seen.about == About::pod) c.pod = match.seen.object;
    add_run(c, facts);
    c.places = {match.seen};
    if (!(match.blamed == match.seen)) c.places.push_back(match.blamed);
    out.push_back(std::move(c));
  }
  return out;
}

}  // namespace aidiag
