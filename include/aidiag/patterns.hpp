// SPDX-License-Identifier: Apache-2.0
// All patterns of rules and server sheets as one automaton. RE2::Set says *which* patterns occur in a text, in one
// linear pass; where, and the named groups, the single RE2 of the pattern says, compiled on first use. std::regex is
// never used on cluster text: it recurses. Patterns are read as the catalogue writes them: `.` does not cross a line,
// `^` and `$` match at lines, case matters unless the pattern says (?i). Not an API for others.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aidiag {

/// Index of a pattern in its PatternSet.
using PatternId = int;
constexpr PatternId no_pattern = -1;

class PatternSet {
 public:
  PatternSet();
  ~PatternSet();
  PatternSet(PatternSet&&) noexcept;
  PatternSet& operator=(PatternSet&&) noexcept;

  /// Why `pattern` cannot be used (RE2's own words), or "" if it can. Does not add it.
  static std::string problem(std::string_view pattern);
  /// Whether `pattern` can match a text that holds no literal run of 4 characters of it (letters of either case): such
  /// a pattern of a log line matches everywhere. Every alternative needs its own run. `Xid: \d+` is not too general,
  /// `OOM` and `GPU|cuda error` are. Short fields, such as the reason of an event, may use them all the same.
  static bool too_general(std::string_view pattern);
  /// Names of the groups of a pattern, in order.
  static std::vector<std::string> groups(std::string_view pattern);
  /// Whether every match of `pattern` surely sets `group` to a non-empty text: it stands in no alternative, behind no
  /// `?`, `*` or `{0,`, and cannot match "" itself. Decided on the text of the pattern, rather no than a wrong yes.
  static bool always_sets(std::string_view pattern, std::string_view group);

  /// Adds a pattern; the same text gives the same id. REQUIRES: problem(pattern).empty().
  /// `in_set` false: only find() and matches() will be asked, so it stays out of the automaton.
  PatternId add(std::string_view pattern, bool in_set = true);
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::string_view text(PatternId id) const;

  /// Builds the automaton; called by scan() if need be. A few ms for 500 patterns, so a reader may call it on a
  /// thread while the first request is out. No add() after it.
  void compile();
  /// Ids, ascending, of the patterns that occur in `text`. Falls back to one by one if the automaton runs out of
  /// memory.
  [[nodiscard]] std::vector<PatternId> scan(std::string_view text) const;

  [[nodiscard]] bool matches(PatternId id, std::string_view text) const;
  struct Found {
    std::string_view whole;                     ///< the part of the text that matched
    std::map<std::string, std::string> groups;  ///< only groups that took part
  };
  [[nodiscard]] std::optional<Found> find(PatternId id, std::string_view text) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace aidiag
