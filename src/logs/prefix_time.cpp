// SPDX-License-Identifier: Apache-2.0
// Prefixes that begin with a time or a level.
#include <algorithm>

#include "logs/prefix_shapes.hpp"
#include "logs/stamp.hpp"
#include "logs/structured.hpp"

namespace aidiag::prefixes {

namespace {

/// ` - name - LEVEL - msg`, with a logger or a place in the source before the message or without.
void take_dashed_fields(Text& s, Prefix& p) {
  drop(s, 3);
  Text ahead = s;
  for (int i = 0; i < 4; ++i) {
    const std::size_t dash = find_near(ahead, " - ", 100);
    if (dash == npos) return;
    const Text field = trim(ahead.substr(0, dash));
    drop(ahead, dash + 3);
    if (level_word(field) != field) continue;
    note_level(p, level_of_word(field));
    s = ahead;
    const std::size_t next = find_near(s, " - ", 100);
    if (next != npos && (is_location(s.substr(0, next)) || is_logger(s.substr(0, next)))) drop(s, next + 3);
    return;
  }
}

/// loguru: ` | INFO     | module:function:12 - msg`.
void take_barred_fields(Text& s, Prefix& p) {
  drop(s, 3);
  const std::size_t bar = find_near(s, "|", 40);
  if (bar == npos || level_of_word(trim(s.substr(0, bar))) == Level::unknown) return;
  note_level(p, level_of_word(trim(s.substr(0, bar))));
  drop(s, bar + 1);
  drop_space(s);
  const std::size_t dash = find_near(s, " - ", 140);
  if (dash != npos && s.substr(0, dash).find(' ') == npos) drop(s, dash + 3);
}

/// KServe: `1 kserve INFO ...` or `uvicorn.access INFO: ...` behind a time: process and logger before the level.
void take_process_and_logger(Text& s) {
  Text ahead = s;
  const std::size_t pid = find_near(ahead, " ", 12);
  if (pid != npos && all_digits(ahead.substr(0, pid))) drop(ahead, pid + 1);
  const std::size_t name = find_near(ahead, " ", 60);
  const bool named = name != npos && (ahead.size() < s.size() || is_logger(ahead.substr(0, name)));
  if (level_word(ahead).empty() && named) drop(ahead, name + 1);
  if (!level_word(ahead).empty()) s = ahead;
}

/// Ray behind its time: `controller 375 -- msg`.
void take_ray_component(Text& s) {
  const std::size_t dashes = find_near(s, " -- ", 120);
  if (dashes == npos || std::count(s.begin(), s.begin() + static_cast<std::ptrdiff_t>(dashes), ' ') > 2) return;
  drop(s, dashes + 4);
}

/// vLLM: `03-27 03:12:01 [engine.py:400] ` or, before 0.8, without the opening bracket.
bool take_vllm_place(Text& s) {
  const std::size_t stamp = yearless_stamp(s);
  if (stamp == 0) return false;
  const std::size_t close = find_near(s, "]");
  drop(s, close == npos ? stamp : close + 1);
  drop_space(s);
  return true;
}

/// Behind a level that follows a time: `scripts.py:499 -- `, `server.py:12 - `, `mlflow.pyfunc.backend: `.
void take_logger(Text& s) {
  for (int i = 0; i < 2; ++i) {
    const std::size_t end = std::min(s.find(' '), s.size());
    Text word = s.substr(0, end);
    const Text behind = s.substr(end);
    if (is_location(word) && (behind.starts_with(" -- ") || behind.starts_with(" - "))) {
      drop(s, end + behind.find(' ', 1) + 1);
      return;
    }
    if (!word.ends_with(':')) return;
    word.remove_suffix(1);
    if (!is_logger(word) && !is_location(word)) return;
    drop(s, end + 1);
  }
}

}  // namespace

bool take_stamp(Text& s, Prefix& p) {
  const auto stamp = read_stamp(s);
  if (!stamp) return false;
  if (!p.time) p.time = stamp->time;
  drop(s, stamp->length);
  if (s.starts_with(" - ")) {
    take_dashed_fields(s, p);
  } else if (s.starts_with(" | ")) {
    take_barred_fields(s, p);
  } else if (s.size() > 4 && s.starts_with(": ") && s[3] == ' ' && level_of_letter(s[2]) != Level::unknown) {
    const std::size_t close = find_near(s, "] ");  // TensorFlow: ": E tensorflow/...cc:12] msg"
    note_level(p, level_of_letter(s[2]));
    drop(s, close == npos ? 4 : close + 2);
  } else {
    if (s.starts_with(':')) drop(s, 1);
    const Text behind = s.substr(std::min(s.find_first_not_of(' '), s.size()));
    if (level_word(behind).empty()) {
      drop_space(s);
    } else {
      s = behind;  // the level is padded to the right
    }
    take_process_and_logger(s);
    if (p.level != Level::unknown) take_ray_component(s);
  }
  return true;
}

bool take_level(Text& s, Prefix& p) {
  const Text word = level_word(s);
  if (word.empty()) return false;
  const Text rest = s.substr(word.size());
  const bool had_prefix = p.found;
  note_level(p, level_of_word(word));
  if (rest.starts_with(' ') || rest.starts_with('\t')) {
    Text ahead = rest.substr(std::min(rest.find_first_not_of(" \t"), rest.size()));
    const bool place = take_vllm_place(ahead);
    const bool stamp_follows = read_stamp(ahead).has_value();
    if (!place && !stamp_follows && !had_prefix && !ahead.starts_with("[")) return false;
    if (!place && !stamp_follows) take_logger(ahead);
    s = ahead;
    return true;
  }
  if (!rest.starts_with(':')) return false;
  if (rest.starts_with(":  ") || word == "CRITICAL") {  // uvicorn pads to ten characters
    const std::size_t text = std::min(s.find_first_not_of(' ', word.size() + 1), s.size());
    if (text > word.size() + 1) {
      drop(s, std::min<std::size_t>(text, 10));
      return true;
    }
  }
  const std::size_t colon = find_near(rest, ":", 80) == npos ? npos : rest.substr(1, 80).find(':');
  if (colon == npos || colon == 0) return false;  // "ERROR: ..." stays: messages begin so
  const Text logger = rest.substr(1, colon);
  if (!std::all_of(logger.begin(), logger.end(), [](char c) { return is_word(c) || c == '.' || c == '-'; }))
    return false;
  drop(s, word.size() + 1 + colon + 1);  // Python's basicConfig: ERROR:root:msg
  return true;
}

bool take_glog(Text& s, Prefix& p) {
  const Level level = level_of_letter(s[0]);
  if (level == Level::unknown || s.size() < 14 || s[5] != ' ' || yearless_stamp(s.substr(1)) == 0) return false;
  const std::size_t close = find_near(s, "]");
  if (close == npos) return false;
  note_level(p, level);
  drop(s, close + 1);
  drop_space(s);
  return true;
}

}  // namespace aidiag::prefixes
