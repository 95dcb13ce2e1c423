// SPDX-License-Identifier: Apache-2.0
// Which placeholders a sighting makes sure of. A title must never have a hole, so each of its placeholders has to be
// something that the tests of every sighting have seen; in a command a hole only drops the step.
#pragma once

#include <set>
#include <string>

#include "aidiag/rule.hpp"

namespace aidiag {

struct Placeholders {
  std::set<std::string, std::less<>> sure;      ///< filled in every match: facts, fields, groups, subjects' names
  std::set<std::string, std::less<>> possible;  ///< filled in some
};

/// What the tests of `sighting` give, and the names it has by what it is about and what it blames.
Placeholders placeholders_of(const Sighting& sighting, const PatternSet& patterns);

/// Whether one comparison holds only for what is known and there: all but `exists: false`.
bool needs_presence(const Comparison& comparison);
/// "event." or "node.event.": what the fields of a record test are called in placeholders.
std::string record_prefix(const Condition& condition);

}  // namespace aidiag
