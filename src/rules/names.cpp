// SPDX-License-Identifier: Apache-2.0
// The words of the rule language, both ways.
#include "rules/names.hpp"

namespace aidiag {

std::string_view to_text(Severity s) {
  switch (s) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::advice:
      return "advice";
  }
  return "";
}

std::string_view to_text(Verdict v) {
  switch (v) {
    case Verdict::blocked:
      return "blocked";
    case Verdict::degraded:
      return "degraded";
    case Verdict::waiting:
      return "waiting";
  }
  return "";
}

std::string_view to_text(Confidence c) {
  switch (c) {
    case Confidence::certain:
      return "certain";
    case Confidence::likely:
      return "likely";
    case Confidence::possible:
      return "possible";
  }
  return "";
}

std::string_view to_text(Role r) { return r == Role::cause ? "cause" : "effect"; }

// Glob with `*` only. Ids are short and patterns have one or two stars, so going back to the last star suffices.
bool id_matches(std::string_view pattern, std::string_view id) {
  std::size_t p = 0, i = 0, star = std::string_view::npos, resume = 0;
  while (i < id.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = i;
    } else if (p < pattern.size() && pattern[p] == id[i]) {
      ++p;
      ++i;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      i = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace aidiag
