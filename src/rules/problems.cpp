// SPDX-License-Identifier: Apache-2.0
#include "rules/problems.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aidiag {
namespace {

// Levenshtein; the words are short.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row[b.size()];
}

}  // namespace

void Problems::add(int line, std::string_view sentence) {
  into_->push_back(fmt::format("{}:{}: {}", file_, line, sentence));
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    const std::size_t d = distance(word, candidate);
    if (d < best_distance) {
      best = candidate;
      best_distance = d;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view suggestion) {
  return suggestion.empty() ? "" : fmt::format("; did you mean `{}`?", suggestion);
}

void only_keys(const Tree& map, std::span<const std::string_view> known, std::string_view what, Problems& problems) {
  for (const Tree& child : map.children) {
    if (std::find(known.begin(), known.end(), child.key) != known.end()) continue;
    problems.add(child.line,
                 fmt::format("`{}` is no key of {}{}", child.key, what, did_you_mean(nearest(child.key, known))));
  }
}

}  // namespace aidiag
