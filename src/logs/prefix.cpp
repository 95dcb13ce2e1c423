// SPDX-License-Identifier: Apache-2.0
// One function per shape; each takes its shape off the front or leaves the line alone. They look at the first few
// characters only, so that a line without prefix costs next to nothing.
#include "logs/prefix.hpp"

#include <algorithm>
#include <cctype>

#include "logs/stamp.hpp"
#include "logs/structured.hpp"

namespace aidiag {

namespace {

using Text = std::string_view;
constexpr std::size_t npos = Text::npos;
constexpr std::size_t widest = 220;  // no prefix is longer

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_word(char c) { return is_digit(c) || is_upper(c) || is_lower(c) || c == '_'; }
bool all_digits(Text s) { return !s.empty() && std::all_of(s.begin(), s.end(), is_digit); }

std::size_t find_near(Text s, Text what, std::size_t limit = widest) { return s.substr(0, limit).find(what); }

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

/// The level word in capitals at the start of `s`, or "".
Text level_word(Text s) {
  std::size_t end = 0;
  while (end < s.size() && end < 10 && is_upper(s[end])) ++end;
  const Text word = s.substr(0, end);
  if (word.size() < 3 || (end < s.size() && is_word(s[end]))) return {};
  return level_of_word(word) == Level::unknown ? Text() : word;
}

/// `file.py:400`, `model_server.py:register_model():472`, `launch.py:145:main`: a place in a source file.
bool is_location(Text s) {
  const std::size_t dot = s.find('.');
  const std::size_t colon = s.find(':');
  if (dot == npos || colon == npos || dot > colon || s.find(' ') != npos) return false;
  return std::any_of(s.begin() + static_cast<std::ptrdiff_t>(colon), s.end(), is_digit);
}

/// A logger's name and not a type: `text_generation_launcher`, `mlflow.pyfunc.backend`, but not `OSError`.
bool is_logger(Text s) {
  if (s.empty() || s.find_first_of("_.-:") == npos) return false;
  const bool named =
      std::all_of(s.begin(), s.end(), [](char c) { return is_word(c) || c == '.' || c == '-' || c == ':'; });
  return named && is_lower(s[s.find_last_of('.') + 1]);
}

// --- (EngineCore_DP0 pid=81) ----------------------------------------------------------------------------------------

bool take_process_tag(Text& s, Prefix& p) {
  const std::size_t close = find_near(s, ")", 160);
  if (close == npos) return false;
  const Text body = s.substr(1, close - 1);
  const std::size_t pid = body.find("pid=");
  if (pid == npos && !body.starts_with("raylet") && !body.starts_with("autoscaler")) return false;
  const Text name = trim(body.substr(0, pid == npos ? body.find_first_of(" ,") : pid));
  note_stream(p, name.empty() ? body.substr(0, body.find_first_of(" ,")) : name);
  drop(s, close + 1);
  drop_space(s);
  return true;
}

// --- [...] ----------------------------------------------------------------------------------------------------------

/// `rank3`, `default0`: a word and a number.
bool is_rank(Text s) {
  const std::size_t digits = std::min(s.find_first_of("0123456789"), s.size());
  return digits > 0 &&
         std::all_of(s.begin(), s.begin() + static_cast<std::ptrdiff_t>(digits),
                     [](char c) { return is_lower(c) || is_upper(c) || c == '_'; }) &&
         all_digits(s.substr(digits));
}

bool take_rank_tag(Text body, Text& after, Prefix& p) {
  const bool mpirun = after.starts_with("<std") && after.substr(0, 10).find(">:") != npos;
  const bool torchrun = is_rank(body) && (after.starts_with(':') || (p.found && body.starts_with("rank")));
  if (!mpirun && !torchrun) return false;
  note_stream(p, body);
  if (mpirun) {
    drop(after, after.find(">:") + 2);
  } else if (after.starts_with(':')) {
    drop(after, 1);
    drop_space(after);
  } else {
    drop_space(after);
  }
  return true;
}

/// `[2025-01-01 10:00:00 TP0 EP0]` of SGLang, `[2024-05-01 10:00:00 +0000]` of gunicorn, `[11/21/2025-10:00:00]`.
bool take_bracketed_time(Text body, Prefix& p) {
  if (body.size() == 19 && body[2] == '/' && body[5] == '/' && body[10] == '-') return true;
  const auto stamp = read_stamp(body);
  if (!stamp) return false;
  const Text rest = trim(body.substr(stamp->length));
  if (rest.size() > 40) return false;
  if (!p.time) p.time = stamp->time;
  if (!rest.empty()) note_stream(p, rest);
  return true;
}

/// `[W1121 09:37:16.5 socket.cpp:764]`, `[E ProcessGroupNCCL.cpp:414]`, `[I 210906 08:11:44 storage:45]`.
bool take_bracketed_glog(Text body, Prefix& p) {
  const Level level = body.size() < 4 ? Level::unknown : level_of_letter(body[0]);
  if (level == Level::unknown) return false;
  if (p.found && body.substr(1).starts_with(":onnxruntime")) note_level(p, level);
  const std::size_t colon = body.rfind(':');
  const bool at_line = colon != npos && all_digits(body.substr(colon + 1));
  if (!at_line || (body[1] != ' ' && yearless_stamp(body.substr(1)) == 0)) return false;
  note_level(p, level);
  return true;
}

bool take_bracketed_level(Text body, Prefix& p) {
  const Text word = trim(body);
  const Level level = word.size() == 1 && p.found ? level_of_letter(word[0]) : level_of_word(level_word(word));
  if (level == Level::unknown) return false;
  note_level(p, level);
  return true;
}

/// log4j behind its level: `main org.pytorch.serve.ModelServer - msg`; a worker's thread is its stream.
bool take_log4j_logger(Text& s, Prefix& p) {
  std::size_t dash = find_near(s, " - ");
  if (dash == npos && s.size() < widest && s.ends_with(" -")) dash = s.size() - 2;
  if (dash == npos) return false;
  const Text names = s.substr(0, dash);
  const std::size_t space = names.find(' ');
  if (space == npos || names.find(' ', space + 1) != npos) return false;
  if (names.starts_with("W-")) note_stream(p, names.substr(0, space));
  drop(s, dash + 3);
  return true;
}

bool take_bracket(Text& s, Prefix& p) {
  const std::size_t close = find_near(s, "]");
  if (close == npos) return false;
  const Text body = s.substr(1, close - 1);
  Text after = s.substr(close + 1);
  if (take_rank_tag(body, after, p)) {
    s = after;
    return true;
  }
  const bool library = body == "TensorRT-LLM" || body == "TRT-LLM" || body == "TRT";
  const bool pid = p.found && all_digits(body);
  const bool location = p.found && is_location(body);
  const bool time_or_glog = take_bracketed_time(body, p) || take_bracketed_glog(body, p);
  const bool level = !time_or_glog && take_bracketed_level(body, p);
  if (!library && !pid && !location && !time_or_glog && !level) return false;
  s = after;
  drop_space(s);
  if (!level) return true;
  if (p.time && take_log4j_logger(s, p)) return true;
  const std::size_t end = s.starts_with('[') ? find_near(s, "]", 80) : npos;  // BentoML: [ERROR] [service:Name:1]
  if (p.time && end != npos && s.substr(0, end).find(' ') == npos && !is_rank(s.substr(1, end - 1))) {
    drop(s, end + 1);
    drop_space(s);
  }
  return true;
}

// --- E0609 11:05:39.787741 697 file.cc:12] --------------------------------------------------------------------------

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

// --- 2026-11-21 09:37:16,071 ... ------------------------------------------------------------------------------------

/// ` - name - LEVEL - msg`, with a place in the source before the message or without.
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
    if (next != npos && is_location(s.substr(0, next))) drop(s, next + 3);
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

// --- INFO ... -------------------------------------------------------------------------------------------------------

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

// --- host:83:2526 [0] NCCL WARN ... ---------------------------------------------------------------------------------

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
  const std::size_t at = s.find("NCCL ") + 5;
  note_level(p, s.substr(at).starts_with("WARN") ? Level::warning : Level::info);
  return true;
}

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
