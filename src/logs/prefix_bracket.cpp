// SPDX-License-Identifier: Apache-2.0
// Prefixes in brackets, and what stands only behind these.
#include <algorithm>

#include "logs/prefix_shapes.hpp"
#include "logs/stamp.hpp"
#include "logs/structured.hpp"

namespace aidiag::prefixes {

namespace {

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

/// The agent of torchrun up to 2.2, behind its time: `torch.distributed.elastic.agent: [ERROR] `.
void take_named_level(Text& s, Prefix& p) {
  const std::size_t colon = find_near(s, ": [", 100);
  if (colon == npos || !is_logger(s.substr(0, colon))) return;
  const Text word = level_word(s.substr(colon + 3));
  if (word.empty() || s.substr(colon + 3 + word.size()).substr(0, 2) != "] ") return;
  note_level(p, level_of_word(word));
  drop(s, colon + 3 + word.size() + 2);
}

/// The kernel's seconds since its start: `[318451.002711]`.
bool is_uptime(Text body) {
  const Text number = trim(body);
  const std::size_t dot = number.find('.');
  return dot != npos && number.size() == dot + 7 && all_digits(number.substr(0, dot)) &&
         all_digits(number.substr(dot + 1));
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

}  // namespace

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
  const bool time = take_bracketed_time(body, p) || is_uptime(body);
  const bool level = !time && !take_bracketed_glog(body, p) && take_bracketed_level(body, p);
  if (!library && !pid && !location && !time && !level && !take_bracketed_glog(body, p)) return false;
  s = after;
  drop_space(s);
  if (time) take_named_level(s, p);
  if (!level) return true;
  if (p.time && take_log4j_logger(s, p)) return true;
  const std::size_t end = s.starts_with('[') ? find_near(s, "]", 80) : npos;  // BentoML: [ERROR] [service:Name:1]
  if (p.time && end != npos && s.substr(0, end).find(' ') == npos && !is_rank(s.substr(1, end - 1))) {
    drop(s, end + 1);
    drop_space(s);
  }
  return true;
}

}  // namespace aidiag::prefixes
