// SPDX-License-Identifier: Apache-2.0
// Lines that are data: JSON objects, logfmt, and the framing of container runtimes in files from nodes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "aidiag/logs.hpp"

namespace aidiag {

/// The level a word names ("WARN", "error", "E", "30" as pino has it), unknown for any other.
Level level_of_word(std::string_view word);

/// What a structured line says. `message` may have several lines.
struct Unwrapped {
  std::string message;
  std::string stream;
  Level level = Level::unknown;
  std::optional<Time> time;
};

/// Reads lines that are one JSON object each. Reuses its memory, so one is kept for a whole log.
class JsonLines {
 public:
  JsonLines();
  ~JsonLines();
  /// message, msg, fields.message, log or event of the object, with an error or stack trace it names on the lines
  /// below. False if `line` is no JSON object (or a broken or too deep one) or has none of these.
  bool unwrap(std::string_view line, Unwrapped& into);
  /// Docker's json-file framing: `{"log":"...\n","stream":"stderr","time":"..."}`. False for anything else.
  bool unframe(std::string_view line, std::string& text, std::optional<Time>& time);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// `time=... level=ERROR msg="..." key=value`: the message, then what else it says apart from time, level and source.
/// False if `line` does not begin like logfmt or has no msg.
bool unwrap_logfmt(std::string_view line, Unwrapped& into);

/// A text in quotes that fills `text` wholly, as Triton writes messages: without them, its escapes resolved.
/// False if it is not one.
bool unquote(std::string_view text, std::string& into);

/// CRI framing behind its time stamp: `stderr P text`.
struct CriLine {
  std::string_view stream;  ///< stdout or stderr
  bool partial = false;     ///< goes on in the next line of the same stream
  std::string_view text;
};
std::optional<CriLine> read_cri(std::string_view line);

}  // namespace aidiag
