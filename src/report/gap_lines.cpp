// SPDX-License-Identifier: Apache-2.0
#include "report/gap_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "report/layout.hpp"

namespace aidiag {
namespace {

constexpr std::size_t label_width = 13;

/// Reason with effect, and the kinds that have it.
using Groups = std::vector<std::pair<std::string, std::vector<std::string>>>;

Groups groups_of(const std::vector<GapNote>& gaps) {
  Groups groups;
  for (const GapNote& g : gaps) {
    const std::string reason = g.effect.empty() ? g.reason : g.reason + "; " + g.effect;
    const std::string kind = g.count > 1 ? fmt::format("{} ({} times)", g.kind, g.count) : g.kind;
    auto same = std::find_if(groups.begin(), groups.end(), [&](const auto& group) { return group.first == reason; });
    if (same == groups.end()) same = groups.insert(same, {reason, {}});
    std::vector<std::string>& kinds = same->second;
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(kind);
  }
  return groups;
}

}  // namespace

std::vector<std::string> gap_lines(const std::vector<GapNote>& gaps, std::size_t width) {
  std::vector<std::string> lines;
  for (const auto& [reason, kinds] : groups_of(gaps)) {
    for (const std::string& text : wrapped(fmt::format("{}: {}", fmt::join(kinds, ", "), reason), width - label_width))
      lines.push_back(padded(lines.empty() ? "Not seen" : "", label_width) + text);
  }
  return lines;
}

}  // namespace aidiag
