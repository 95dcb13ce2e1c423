// SPDX-License-Identifier: Apache-2.0
// What the shapes of prefixes are made of, and the shapes themselves: one function each, which takes its shape off the
// front of the line or leaves the line alone.
#pragma once

#include <cstddef>
#include <string_view>

#include "logs/prefix.hpp"

namespace aidiag::prefixes {

using Text = std::string_view;
inline constexpr std::size_t npos = Text::npos;
inline constexpr std::size_t widest = 220;  // no prefix is longer

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
inline bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
inline bool is_word(char c) { return is_digit(c) || is_upper(c) || is_lower(c) || c == '_'; }
bool all_digits(Text s);

/// Where `what` is among the first characters, or npos.
inline std::size_t find_near(Text s, Text what, std::size_t limit = widest) { return s.substr(0, limit).find(what); }
void drop(Text& s, std::size_t count);
void drop_space(Text& s);  ///< one
Text trim(Text s);         ///< blanks and commas

void note_level(Prefix& p, Level level);   ///< the first level counts
void note_stream(Prefix& p, Text stream);  ///< the first stream counts

Level level_of_letter(char c);  ///< of I, W, E, F, C, D
/// The level word in capitals at the start of `s`, or "".
Text level_word(Text s);
/// `file.py:400`, `model_server.py:register_model():472`, `launch.py:145:main`: a place in a source file.
bool is_location(Text s);
/// A logger's name and not a type: `text_generation_launcher`, `mlflow.pyfunc.backend`, but not `OSError`.
bool is_logger(Text s);

bool take_process_tag(Text& s, Prefix& p);  ///< `(EngineCore_DP0 pid=81) `
bool take_bracket(Text& s, Prefix& p);      ///< `[rank3]:`, `[INFO] `, `[2025-01-01 10:00:00 TP0] `, ...
bool take_stamp(Text& s, Prefix& p);        ///< `2026-11-21 09:37:16,071 ...`
bool take_level(Text& s, Prefix& p);        ///< `INFO 03-27 03:12:01 [engine.py:400] `, `ERROR:    `, `INFO:root:`
bool take_glog(Text& s, Prefix& p);         ///< `E0609 11:05:39.787741 697 file.cc:12] `
bool take_nccl_host(Text& s, Prefix& p);    ///< `host:83:2526 [0] ` in front of `NCCL WARN`

}  // namespace aidiag::prefixes
