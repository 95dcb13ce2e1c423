// SPDX-License-Identifier: Apache-2.0
#include "rules/problems.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/nearest.hpp"

namespace aidiag {
void Problems::add(int line, std::string_view sentence) {
  into_->push_back(fmt::format("{}:{}: {}", file_, line, sentence));
}

std::string did_you_mean(std::string_view suggestion) {
  return suggestion.empty() ? "" : fmt::format("; did you mean `{}`?", suggestion);
}

void only_keys(const Tree& map, std::span<const std::string_view> known, std::string_view what, Problems& problems) {
  for (const Tree& child : map.children) {
    if (std::find(known.begin(), known.end(), child.key) != known.end()) continue;
    problems.add(child.line, fmt::format("`{}` is no key of {}{}", child.key, what,
                                         did_you_mean(nearest(child.key, {known.begin(), known.end()}))));
  }
}

}  // namespace aidiag
