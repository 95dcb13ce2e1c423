// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "logs/prefix_shapes.hpp"
#include "logs/structured.hpp"

namespace aidiag::prefixes {

bool all_digits(Text s) { return !s.empty() && std::all_of(s.begin(), s.end(), is_digit); }

void drop(Text& s, std::size_t count) { s.remove_prefix(std::min(count, s.size())); }
void drop_space(Text& s) {
  if (s.starts_with(' ') || s.starts_with('\t')) s.remove_prefix(1);
}
Text trim(Text s) {
  const std::size_t begin = std::min(s.find_first_not_of(" \t,"), s.size());
  return s.substr(begin, s.find_last_not_of(" \t,") + 1 - begin);
}

void note_level(Prefix& p, Level level) {
  if (p.level == Level::unknown) p.level = level;
}
void note_stream(Prefix& p, Text stream) {
  if (p.stream.empty()) p.stream = stream;
}

Level level_of_letter(char c) {
  return c == 'I' || c == 'W' || c == 'E' || c == 'F' || c == 'C' || c == 'D' ? level_of_word(Text(&c, 1))
                                                                              : Level::unknown;
}

Text level_word(Text s) {
  std::size_t end = 0;
  while (end < s.size() && end < 10 && is_upper(s[end])) ++end;
  const Text word = s.substr(0, end);
  if (word.size() < 3 || (end < s.size() && is_word(s[end]))) return {};
  return level_of_word(word) == Level::unknown ? Text() : word;
}

bool is_location(Text s) {
  const std::size_t dot = s.find('.');
  const std::size_t colon = s.find(':');
  if (dot == npos || colon == npos || dot > colon || s.find(' ') != npos) return false;
  return std::any_of(s.begin() + static_cast<std::ptrdiff_t>(colon), s.end(), is_digit);
}

bool is_logger(Text s) {
  if (s.empty() || s.find_first_of("_.-:") == npos) return false;
  const bool named =
      std::all_of(s.begin(), s.end(), [](char c) { return is_word(c) || c == '.' || c == '-' || c == ':'; });
  const Text last = s.substr(s.find_last_of('.') + 1);
  return named && !last.empty() && is_lower(last[0]);
}

}  // namespace aidiag::prefixes
