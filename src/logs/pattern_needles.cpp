// SPDX-License-Identifier: Apache-2.0
// What a text must hold for a pattern to match it, as RE2's own analysis tells it. FilteredRE2 knows the literal texts
// of a pattern and answers which patterns are possible with some of them; a set of texts without all of which the
// pattern is impossible is what a reader has to look for.
#include <re2/filtered_re2.h>

#include <algorithm>

#include "aidiag/patterns.hpp"
#include "logs/needles.hpp"
#include "logs/re2_options.hpp"

namespace aidiag {
namespace {

class Analysis {
 public:
  explicit Analysis(std::string_view pattern) : filter_(static_cast<int>(needle_length)) {
    int index = 0;
    known_ = filter_.Add(with_flags(pattern), single_options(), &index) == RE2::NoError;
    if (known_) filter_.Compile(&literals_);
  }

  [[nodiscard]] const std::vector<std::string>& literals() const { return literals_; }

  /// Whether every match holds at least one of these literals, given by their places.
  [[nodiscard]] bool needs_one_of(const std::vector<int>& some) const {
    std::vector<int> others, possible;
    for (int i = 0; i < static_cast<int>(literals_.size()); ++i) {
      if (std::find(some.begin(), some.end(), i) == some.end()) others.push_back(i);
    }
    if (!known_ || literals_.empty()) return false;
    filter_.AllPotentials(others, &possible);
    return possible.empty();
  }

 private:
  re2::FilteredRE2 filter_;
  std::vector<std::string> literals_;
  bool known_ = false;
};

/// Few and long ones: the longest alone if it does, else all without those that can be missed, the short ones first.
std::vector<int> fewest(const Analysis& analysis, const std::vector<int>& longest_first) {
  for (const int one : longest_first) {
    if (analysis.needs_one_of({one})) return {one};
  }
  std::vector<int> left = longest_first;
  for (auto shortest = longest_first.rbegin(); shortest != longest_first.rend(); ++shortest) {
    std::vector<int> without = left;
    std::erase(without, *shortest);
    if (analysis.needs_one_of(without)) left = std::move(without);
  }
  return left;
}

/// RE2 gives its literals in lower case, and Needles knows the case of ASCII alone: the longest part of the literal
/// without other letters that have a case.
std::string findable_part(const std::string& literal) {
  static const RE2 without_case("([\\x00-\\x7f\\p{Lo}\\p{Nd}\\p{P}\\p{Sm}\\p{Sc}\\p{Zs}]+)");
  re2::StringPiece rest(literal), part;
  std::string longest;
  while (RE2::FindAndConsume(&rest, without_case, &part))
    if (part.size() > longest.size()) longest = part.as_string();
  return longest;
}

}  // namespace

std::vector<std::string> PatternSet::needles(std::string_view pattern) {
  const Analysis analysis(pattern);
  std::vector<std::string> parts;
  for (const std::string& literal : analysis.literals()) parts.push_back(findable_part(literal));
  const auto text = [&](int i) -> const std::string& { return parts[static_cast<std::size_t>(i)]; };
  std::vector<int> all;
  for (int i = 0; i < static_cast<int>(parts.size()); ++i)
    if (text(i).size() >= needle_length) all.push_back(i);
  if (!analysis.needs_one_of(all)) return {};
  std::sort(all.begin(), all.end(),
            [&](int a, int b) { return std::pair(text(b).size(), text(b)) < std::pair(text(a).size(), text(a)); });
  std::vector<std::string> result;
  for (const int i : fewest(analysis, all)) result.push_back(text(i));
  return result;
}

bool PatternSet::too_general(std::string_view pattern) { return needles(pattern).empty(); }

}  // namespace aidiag
