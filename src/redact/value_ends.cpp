// SPDX-License-Identifier: Apache-2.0
#include "redact/value_ends.hpp"

#include <algorithm>

#include "redact/cutter.hpp"
#include "redact/secret_values.hpp"

namespace aidiag {
namespace {

constexpr std::size_t kMostBlanks = 64;
constexpr std::string_view kUnbreakable = "\u00a0";

bool is_one_of(char c, std::string_view chars) { return chars.find(c) != std::string_view::npos; }

// "\n" and "\"" of a text in quotes; any other backslash may be of the value.
bool is_escape(std::string_view line, std::size_t at) {
  return line[at] == '\\' && (at + 1 == line.size() || is_one_of(line[at + 1], "nrtu\"'`\\"));
}

// "signature.verify_sha1", "getpass": what a call begins with.
bool is_callable(std::string_view text) {
  constexpr std::size_t longest = 128;
  if (text.empty() || is_alpha(text.back())) return true;
  const auto is_part = [](char c) { return is_alnum(c) || c == '_' || c == '.'; };
  return text.size() <= longest && !is_digit(text[0]) && text.find_first_of("._") != std::string_view::npos &&
         std::all_of(text.begin(), text.end(), is_part);
}

bool begins_assignment(std::string_view line, std::size_t at, std::string_view signs) {
  const std::size_t begin = at;
  while (at < line.size() && is_name_char(line[at])) ++at;
  return at > begin && at < line.size() && is_one_of(line[at], signs);
}

// In code, prose, a form or a list of options: signs that join may be of the value where nothing like a next one
// follows, and brackets where it is no call.
std::size_t end_of_argument(std::string_view line, std::size_t from, std::string_view joining, std::string_view signs) {
  std::size_t end = from;
  for (; end < line.size(); ++end) {
    const char c = line[end];
    if (is_one_of(c, " \t\r\n)]}<>") || is_quote(c) || is_escape(line, end)) break;
    if (is_one_of(c, "([{") && is_callable(line.substr(from, end - from))) break;
    if (!is_one_of(c, joining)) continue;
    if (end + 1 == line.size() || !is_alnum(line[end + 1]) || begins_assignment(line, end + 1, signs)) break;
  }
  return end;
}

// Up to a blank, to what closes the quotes around the assignment, or to the next assignment: "A=x,B=y", "a=x&b=y".
std::size_t end_of_variable(std::string_view line, std::size_t from) {
  if (line.substr(from).starts_with(kRedacted)) return from;
  std::size_t end = from;
  for (; end < line.size() && line[end] != ' ' && line[end] != '\t' && !is_escape(line, end); ++end) {
    if (is_quote(line[end]) && is_one_of(at_or_end(line, end + 1), ",;:)]}")) break;
    if (is_one_of(line[end], ",;&") && begins_assignment(line, end + 1, "=")) break;
  }
  if (stands_for_secret(line.substr(from, end - from))) return from;
  while (end > from && is_one_of(line[end - 1], "\"'`,;)]}\r")) --end;
  return end;
}

}  // namespace

std::size_t blanks_from(std::string_view line, std::size_t at) {
  const std::size_t begin = at;
  while (at < line.size() && at - begin < kMostBlanks) {
    const bool wide = line.substr(at).starts_with(kUnbreakable);
    if (!wide && line[at] != ' ' && line[at] != '\t') break;
    at += wide ? kUnbreakable.size() : 1;
  }
  return at - begin;
}

std::size_t blanks_before(std::string_view line, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && at - begin < kMostBlanks) {
    const bool wide = line.substr(0, begin).ends_with(kUnbreakable);
    if (!wide && line[begin - 1] != ' ' && line[begin - 1] != '\t') break;
    begin -= wide ? kUnbreakable.size() : 1;
  }
  return at - begin;
}

std::size_t end_of_quoted(std::string_view line, std::size_t from, char quote, std::size_t escapes) {
  for (std::size_t at = from; at < line.size(); ++at) {
    const std::size_t begin = at;
    while (at_or_end(line, at) == '\\') ++at;
    const std::size_t slashes = at - begin;
    if (at_or_end(line, at) != quote) {
      if (slashes % 2 == 0 && slashes > 0) --at;
      continue;
    }
    if (escapes > 0 ? slashes <= escapes : slashes % 2 == 0) return escapes > 0 ? begin : at;
  }
  return line.size();
}

std::size_t end_of_bare(std::string_view line, std::size_t from, Style style) {
  switch (style) {
    case Style::variable:
      return end_of_variable(line, from);
    case Style::code:
      return end_of_argument(line, from, ",;&", "=");
    case Style::prose:
      return end_of_argument(line, from, ",;", ":=");
    case Style::word:
      break;
  }
  const std::size_t end = line.find_first_of(" \t\r\n'\",;&<>()[]{}\\`", from);
  return end == std::string_view::npos ? line.size() : end;
}

}  // namespace aidiag
