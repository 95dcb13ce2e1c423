// SPDX-License-Identifier: Apache-2.0
// All patterns of rules and server sheets. Which of them occur in a text is found in one pass for their needles, the
// literal texts that each cannot do without, and by RE2 for the few patterns whose needles are there; RE2 also says
// where, and the named groups. std::regex is never used on cluster text: it recurses. Patterns are read as the
// catalogue writes them: `.` does not cross a line,
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
  /// Texts in lower case, four characters long or more, of which every match of the pattern holds at least one in
  /// whatever case; empty if there are none such. Not cheap: those of the shipped rules are worked out by the build.
  static std::vector<std::string> needles(std::string_view pattern);
  /// Names of the groups of a pattern, in order.
  static std::vector<std::string> groups(std::string_view pattern);
  /// Whether every match of `pattern` surely sets `group` to a non-empty text: it stands in no alternative, behind no
  /// `?`, `*` or `{0,`, and cannot match "" itself. Decided on the text of the pattern, rather no than a wrong yes.
  static bool always_sets(std::string_view pattern, std::string_view group);

  /// Adds a pattern; the same text gives the same id. REQUIRES: problem(pattern).empty().
  /// `in_set` false: only find() and matches() will be asked, so scan() leaves it out.
  PatternId add(std::string_view pattern, bool in_set = true);
  /// What needles() gave for a pattern that was added, so that it need not be worked out again.
  void set_needles(std::string_view pattern, std::vector<std::string> needles);
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::string_view text(PatternId id) const;
  [[nodiscard]] bool in_set(PatternId id) const;

  /// Makes the table of needles; called by scan() if need be. 0.2 ms for 1,000 patterns whose needles are set, and
  /// 0.1 ms for each other one. No add() after it.
  void compile();
  /// Ids, ascending, of the patterns that occur in `text`.
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
