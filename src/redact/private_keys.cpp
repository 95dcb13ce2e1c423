// SPDX-License-Identifier: Apache-2.0
#include "redact/private_keys.hpp"

#include <re2/re2.h>

#include "redact/token_forms.hpp"

namespace aidiag {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "-----END ", kName = "PRIVATE KEY";

// Behind the mark "-----BEGIN ... PRIVATE KEY-----" or its END; npos if the line has none.
std::size_t behind_mark(std::string_view line, std::string_view mark, std::size_t from = 0) {
  const std::size_t at = line.find(mark, from);
  if (at == std::string_view::npos) return at;
  const std::size_t name = line.find(kName, at);
  const std::size_t close = line.find("-----", at + mark.size());
  if (name == std::string_view::npos || close == std::string_view::npos || name > close) return std::string_view::npos;
  return close + 5;
}

std::size_t begin_of_last_word(std::string_view line) {
  std::size_t end = line.size();
  while (end > 0 && (line[end - 1] == '\r' || line[end - 1] == ' ')) --end;
  const std::size_t before = line.find_last_of(" \t|\"'", end == 0 ? 0 : end - 1);
  return before == std::string_view::npos ? 0 : before + 1;
}

bool is_base64(std::string_view word) {
  while (!word.empty() && (word.back() == '\r' || word.back() == ' ' || word.back() == '"' || word.back() == ',')) {
    word.remove_suffix(1);
  }
  return !word.empty() && word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") ==
                              std::string_view::npos;
}

bool is_header(std::string_view line) {
  for (const std::string_view header : {"Proc-Type:", "DEK-Info:", "Version:", "Comment:"}) {
    if (line.find(header) != std::string_view::npos) return true;
  }
  return false;
}

// The key's part of a line, which is its last word. False if the line is not of a key.
bool redact_body(std::string& line) {
  constexpr std::size_t shortest = 16;  // of what can be told from a word
  if (is_header(line)) return true;
  const std::size_t begin = begin_of_last_word(line);
  const std::string_view word = std::string_view(line).substr(begin);
  if (word.empty() || word == "\r") return true;
  if (word.starts_with(kRedacted)) return true;
  const bool alone = begin == 0 || (line[0] >= '0' && line[0] <= '9' && line.find(' ') + 1 == begin);  // a time
  if (!is_base64(word) || (word.size() < shortest && !alone)) return false;
  line.replace(begin, std::string::npos, kRedacted);
  return true;
}

// Keys whose newlines are written as \n: begin and end stand in one line, or the end was cut off.
std::size_t redact_in_line(std::string& line, bool& open) {
  std::size_t count = 0;
  for (std::size_t from = behind_mark(line, kBegin); from != std::string::npos;
       from = behind_mark(line, kBegin, from)) {
    std::size_t end = line.find(kEnd, from);
    open = end == std::string::npos;
    if (open) end = line.size();
    std::size_t begin = from;
    while (begin < end && (line[begin] == '\\' || line[begin] == '\r' || line[begin] == ' ')) ++begin;
    ++count;
    const std::string_view body = std::string_view(line).substr(from, end - from);
    if (begin == end || body.find(kRedacted) != std::string_view::npos) {
      if (!open) --count;
      continue;
    }
    line.replace(from, end - from, kRedacted);
    if (open) break;
  }
  return count;
}

// The tail of a key whose beginning was cut off.
void redact_backwards(std::vector<std::string>& lines, std::size_t end_line) {
  for (std::size_t i = end_line; i-- > 0;) {
    if (begin_of_last_word(lines[i]) + 1 > lines[i].size() || !redact_body(lines[i])) return;
  }
}

}  // namespace

bool may_hold_private_key(std::string_view text) { return text.find(kName) != std::string_view::npos; }

std::size_t redact_private_keys(std::vector<std::string>& lines) {
  constexpr int longest = 200;  // lines of a key
  std::size_t count = 0;
  int left = 0;
  bool any_begin = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string& line = lines[i];
    if (behind_mark(line, kBegin) != std::string::npos) {
      bool open = false;
      count += redact_in_line(line, open);
      left = open ? longest : 0;
      any_begin = true;
    } else if (behind_mark(line, kEnd) != std::string::npos) {
      if (left == 0 && !any_begin) {
        redact_backwards(lines, i);
        ++count;
      }
      left = 0;
    } else if (left > 0) {
      left = redact_body(line) ? left - 1 : 0;
    }
  }
  return count;
}

}  // namespace aidiag
