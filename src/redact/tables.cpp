// SPDX-License-Identifier: Apache-2.0
// Words alone under such a name are the head of another column, or go on with a sentence.
#include "redact/tables.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "redact/cutter.hpp"
#include "redact/secret_values.hpp"
#include "redact/value_ends.hpp"

namespace aidiag {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr const char* around = " \t\r\"'`";
  const std::size_t begin = std::min(text.find_first_not_of(around), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(around) + 1);
}

bool is_name(std::string_view text) {
  constexpr std::size_t longest = 80;
  return text.size() <= longest && std::all_of(text.begin(), text.end(), is_name_char);
}

// Neither "created_at" nor "8".
bool has_signs(std::string_view value) {
  constexpr std::size_t shortest = 5;
  const bool number = value.find_first_not_of("0123456789.,%") == std::string_view::npos;
  if (number) return value.size() >= shortest;
  return std::any_of(value.begin(), value.end(), [](char c) { return !is_alpha(c) && c != '_' && c != '-'; });
}

void cut_cell(std::string_view line, std::string_view name, std::string_view value, Cutter& cutter) {
  if (name.empty() || value.empty() || !is_name(name)) return;
  const Secrecy secrecy = secrecy_of(name);
  if (secrecy == Secrecy::no || value.find_first_of(" \t") != std::string_view::npos) return;
  if (!looks_secret(value) && (!has_signs(value) || is_word_of_prose(value))) return;
  if (!is_secret(secrecy, value)) return;
  const auto begin = static_cast<std::size_t>(value.data() - line.data());
  cutter.cut(begin, begin + value.size(), secrecy == Secrecy::yes);
}

struct Bar {
  std::size_t at, end;
};

Bar next_bar(std::string_view line, std::size_t from) {
  constexpr auto drawn = std::to_array<std::string_view>({"\u2502", "\u2503", "\u2551"});
  for (std::size_t at = from; at < line.size(); ++at) {
    if (line[at] == '|') return {at, at + 1};
    if (line[at] != drawn[0][0]) continue;
    for (const std::string_view bar : drawn) {
      if (line.substr(at).starts_with(bar)) return {at, at + bar.size()};
    }
  }
  return {line.size(), line.size()};
}

void cut_between_bars(std::string_view line, Cutter& cutter) {
  std::string_view name;  // of the cell before, once that stands between two bars
  Bar bar = next_bar(line, 0);
  while (bar.end < line.size()) {
    const Bar next = next_bar(line, bar.end);
    const std::string_view cell = trimmed(line.substr(bar.end, next.at - bar.end));
    cut_cell(line, name, cell, cutter);
    name = cell;
    bar = next;
  }
}

void cut_behind_dots(std::string_view line, Cutter& cutter) {
  for (std::size_t at = line.find(" ...."); at != std::string_view::npos; at = line.find(" ....", at)) {
    const std::size_t end = std::min(line.find_first_not_of('.', at + 1), line.size());
    std::size_t begin = at;
    while (begin > 0 && is_name_char(line[begin - 1])) --begin;
    const std::size_t value = end < line.size() && line[end] == ' ' ? line.find_first_not_of(' ', end) : line.size();
    const std::size_t from = std::min(value, line.size()), upto = line.find_first_of(" \t\r", from);
    cut_cell(line, line.substr(begin, at - begin), line.substr(from, upto - from), cutter);
    at = end;
  }
}

}  // namespace

std::size_t redact_cells(std::string& line, KnownValues* known) {
  Cutter bars(line, known);
  cut_between_bars(line, bars);
  const std::size_t count = bars.finish();
  Cutter dots(line, known);
  cut_behind_dots(line, dots);
  return count + dots.finish();
}

}  // namespace aidiag
