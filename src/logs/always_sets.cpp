// SPDX-License-Identifier: Apache-2.0
// Whether a group of a pattern takes part in every match with a non-empty text; a title may only name such groups.
// Decided on the pattern's text: a walk that knows escapes, classes and groups, and nothing of what they match.
#include <re2/re2.h>

#include <string>
#include <vector>

#include "aidiag/patterns.hpp"

namespace aidiag {

namespace {

/// One group of a pattern, or the whole pattern (the first of them).
struct Group {
  std::size_t begin = 0, end = 0;  // of its body
  std::size_t parent = 0;
  std::string name;
  bool alternatives = false;  // a | stands directly in it
};

/// The index behind the element at `i` if it is an escape or a class, else `i`.
std::size_t skip_atom(std::string_view p, std::size_t i) {
  if (p[i] == '\\') {
    if (p.substr(i, 2) != "\\Q") return std::min(i + 2, p.size());
    const std::size_t end = p.find("\\E", i);
    return end == std::string_view::npos ? p.size() : end + 2;
  }
  if (p[i] != '[') return i;
  std::size_t j = i + 1;
  if (j < p.size() && p[j] == '^') ++j;
  if (j < p.size() && p[j] == ']') ++j;
  while (j < p.size() && p[j] != ']') {
    const std::size_t named_end = p.substr(j, 2) == "[:" ? p.find(":]", j) : std::string_view::npos;
    if (named_end != std::string_view::npos) {
      j = named_end + 2;
    } else {
      j += p[j] == '\\' ? 2 : 1;
    }
  }
  return std::min(j + 1, p.size());
}

std::vector<Group> groups_of(std::string_view p) {
  std::vector<Group> groups{{0, p.size(), 0, "", false}};
  std::size_t open = 0;
  for (std::size_t i = 0; i < p.size();) {
    if (const std::size_t next = skip_atom(p, i); next != i) {
      i = next;
      continue;
    }
    if (p[i] == '|') groups[open].alternatives = true;
    if (p[i] == '(') {
      Group group{i + 1, p.size(), open, "", false};
      if (p.substr(i, 4) == "(?P<") {
        group.begin = p.find('>', i) + 1;
        group.name = p.substr(i + 4, group.begin - 1 - (i + 4));
      }
      groups.push_back(group);
      open = groups.size() - 1;
      i = group.begin;
      continue;
    }
    if (p[i] == ')') {
      groups[open].end = i;
      open = groups[open].parent;
    }
    ++i;
  }
  return groups;
}

bool may_be_left_out(std::string_view p, const Group& group) {
  const std::string_view after = p.substr(std::min(group.end + 1, p.size()));
  return after.starts_with("?") || after.starts_with("*") || after.starts_with("{0");
}

/// The body without its assertions, since these match no text: `\b`, `^`, `$`.
std::string without_assertions(std::string_view body) {
  std::string result;
  for (std::size_t i = 0; i < body.size();) {
    const std::size_t next = std::max(skip_atom(body, i), i + 1);
    const std::string_view atom = body.substr(i, next - i);
    const bool assertion =
        atom == "^" || atom == "$" || atom == "\\b" || atom == "\\B" || atom == "\\A" || atom == "\\z";
    if (!assertion) result += atom;
    i = next;
  }
  return result;
}

bool may_be_empty(std::string_view body) {
  RE2::Options options;
  options.set_log_errors(false);
  const RE2 re(without_assertions(body), options);
  return !re.ok() || RE2::FullMatch("", re);
}

}  // namespace

bool PatternSet::always_sets(std::string_view pattern, std::string_view group) {
  if (group.empty() || !problem(pattern).empty()) return false;
  const std::vector<Group> all = groups_of(pattern);
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (all[i].name != group) continue;
    if (may_be_empty(pattern.substr(all[i].begin, all[i].end - all[i].begin))) return false;
    for (std::size_t at = i; at != 0; at = all[at].parent) {
      if (may_be_left_out(pattern, all[at]) || all[all[at].parent].alternatives) return false;
    }
    return true;
  }
  return false;
}

}  // namespace aidiag
