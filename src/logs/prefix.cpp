// SPDX-License-Identifier: Apache-2.0
#include "logs/prefix.hpp"

#include <algorithm>
#include <cctype>

#include "logs/prefix_shapes.hpp"

namespace aidiag {

namespace prefixes {

bool take_nccl_host(Text& s, Prefix& p) {
  const std::size_t space = find_near(s, " ", 100);
  if (space == npos || space + 4 > s.size() || s[space + 1] != '[') return false;
  const Text word = s.substr(0, space);
  const std::size_t last = word.rfind(':');
  const std::size_t first = last == npos || last == 0 ? npos : word.rfind(':', last - 1);
  if (first == npos || !all_digits(word.substr(last + 1)) || !all_digits(word.substr(first + 1, last - first - 1)))
    return false;
  const std::size_t close = s.find(']', space);
  if (close == npos || close - space > 6 || find_near(s, "NCCL ") == npos) return false;
  note_stream(p, word.substr(0, last));
  drop(s, close + 1);
  drop_space(s);
  if (is_location(s.substr(0, s.find(' ')))) drop(s, s.find(' ') + 1);
  const std::size_t at = s.find("NCCL ") + 5;
  note_level(p, s.substr(at).starts_with("WARN") ? Level::warning : Level::info);
  return true;
}

}  // namespace prefixes

namespace {

using namespace prefixes;

bool take_one(Text& s, Prefix& p) {
  const char c = s[0];
  if (c == '(') return take_process_tag(s, p);
  if (c == '[') return take_bracket(s, p);
  if (is_digit(c)) return take_stamp(s, p) || take_nccl_host(s, p);
  if (is_upper(c)) return take_glog(s, p) || take_level(s, p) || take_nccl_host(s, p);
  if (is_lower(c)) return take_nccl_host(s, p);
  return false;
}

bool starts_with_ignoring_case(Text s, Text lower) {
  if (s.size() < lower.size()) return false;
  return std::equal(lower.begin(), lower.end(), s.begin(),
                    [](char a, char b) { return a == static_cast<char>(std::tolower(static_cast<unsigned char>(b))); });
}

}  // namespace

std::string_view strip_prefixes(std::string_view line, Prefix& prefix) {
  for (int i = 0; i < 5 && !line.empty() && take_one(line, prefix); ++i) prefix.found = true;
  return line;
}

Level level_by_words(std::string_view line) {
  for (const Text word : {"error:", "error ", "fatal", "panic:", "critical:", "exception in thread", "terminate called",
                          "traceback (most recent call last)", "curl: ("}) {
    if (starts_with_ignoring_case(line, word)) return Level::error;
  }
  if (starts_with_ignoring_case(line, "warning:") || starts_with_ignoring_case(line, "warn:")) return Level::warning;
  const std::size_t source = find_near(line, ".py:");  // Python: /lib/x.py:318: UserWarning: ...
  if (source != npos && find_near(line.substr(source), "Warning:", 60) != npos) return Level::warning;
  const std::size_t end = std::min(line.substr(0, 100).find_first_of(": ("), line.size());
  const Text word = line.substr(0, end);
  const bool is_type = word.ends_with("Error") || word.ends_with("Exception");
  if (is_type && std::all_of(word.begin(), word.end(), [](char c) { return is_word(c) || c == '.'; }))
    return Level::error;
  return find_near(line, ": error: ", 100) == npos ? Level::unknown : Level::error;
}

}  // namespace aidiag
