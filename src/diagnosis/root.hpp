// SPDX-License-Identifier: Apache-2.0
// From matches to roots. A match is one rule that holds for one subject; many matches of one failure are causes of
// each other, or only say that something is wrong. What no other match explains is a root; roots of one kind over the
// replicas of one owner are one.
#pragma once

#include <vector>

#include "aidiag/report.hpp"
#include "aidiag/rule.hpp"
#include "diagnosis/reach.hpp"

namespace aidiag {

/// A match with what the choice of roots needs of it.
struct Candidate {
  const Match* match = nullptr;
  Verdict verdict = Verdict::blocked;  ///< waiting past its deadline is blocked
  std::optional<Time> deadline;
  Confidence confidence = Confidence::certain;
  Stage stage = Stage::serve;   ///< of the subject where it was seen; serve for what has none
  bool init = false;            ///< seen on an init container
  std::optional<Time> ended;    ///< when the run it was seen in ended
  const Object* pod = nullptr;  ///< container and pod sightings
  std::vector<Subject> places;  ///< where it was seen and what it blames

  [[nodiscard]] const Rule& rule() const { return *match->rule; }
  [[nodiscard]] bool effect() const { return match->rule->role == Role::effect; }
};

/// A root and what belongs to it; indices into the candidates.
struct Root {
  std::size_t candidate = 0;
  std::vector<std::size_t> merged;        ///< the same on replicas, storms and other sightings
  std::vector<std::size_t> explained;     ///< nearest first
  std::vector<std::size_t> alternatives;  ///< other causes of the same failure
};

std::vector<Candidate> candidates_of(const Matches& matches, const Facts& facts);
/// Explains, competes, merges. Every candidate ends in at least one root.
std::vector<Root> choose_roots(const std::vector<Candidate>& candidates, const Facts& facts);

}  // namespace aidiag
