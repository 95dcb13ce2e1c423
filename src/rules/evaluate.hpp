// SPDX-License-Identifier: Apache-2.0
// One condition, tried on one subject: yes, no, or not known for want of something that could not be read.
#pragma once

#include <set>
#include <string>

#include "aidiag/rule.hpp"

namespace aidiag {

enum class Truth { no, unknown, yes };

/// What a trial gathers: captures and evidence of what held, and the kinds that were missing where nothing was known.
struct Gathered {
  std::map<std::string, std::string> captures;
  std::vector<Evidence> evidence;
  std::optional<Time> time;
  std::optional<std::size_t> log_position;
  std::set<std::string> missing;

  /// Takes over what `more` has; of a group captured twice the first text stays.
  void add(Gathered&& more);
};

/// What a condition is tried on.
struct Trial {
  const Facts& facts;
  const Subject& subject;
  bool below_none = false;  ///< what is not found must be known not to be there
};

/// `gathered` grows only by what held; by what was missing if the answer is unknown.
Truth evaluate(const Condition& condition, const Trial& trial, Gathered& gathered);

/// A test on records: the earliest log record, or the newest of the others, that meets it.
Truth evaluate_record(const Condition& condition, const Trial& trial, Gathered& gathered);

/// The evidence that a known fact gives: a text as it is, a number or boolean as "key: value". What was worked out
/// and stands nowhere (a stage, a yes or no) gives none; a number worked out is shown under the fact's own name.
std::optional<Evidence> evidence_of(const Fact& fact, std::string_view name);

}  // namespace aidiag
