// SPDX-License-Identifier: Apache-2.0
// Lines to records. Lines of several processes are mixed in one log, so each process (stream) has its own open record;
// lines without a prefix have theirs too, or go on with the record of the line before them.
#pragma once

#include <functional>
#include <list>
#include <optional>
#include <string>
#include <string_view>

#include "aidiag/logs.hpp"
#include "logs/record_text.hpp"

namespace aidiag {

/// A clean line with its prefixes taken off.
struct LogLine {
  std::string_view text;
  std::string_view prefix;  ///< what was taken off, time of the kubelet excepted: equal ones belong to one message
  std::string_view stream;
  Level level = Level::unknown;
  std::optional<Time> time;
  int number = 0;
  bool prefixed = false;
  bool begins = false;      ///< surely begins a message
  bool goes_on = false;     ///< is surely of the same message as the line before it
  bool complete = false;    ///< is of a message that came in one piece: nothing else belongs to it
  bool more_comes = false;  ///< the next line with the same prefix is surely of the same message
};

/// Groups the lines of one run. Records are handed over when they are complete: not quite in the order of their first
/// lines. Memory is bounded: at most 64 streams are open.
class Grouping {
 public:
  using Sink = std::function<void(LogRecord&&)>;
  explicit Grouping(Sink sink) : sink_(std::move(sink)) {}
  void feed(const LogLine& line);
  void finish();

 private:
  enum class Phase {
    plain,   // a message
    frames,  // within a traceback
    after,   // behind the error of a traceback: its further lines, or what it was chained to
  };
  struct Open {
    std::string stream;
    bool unprefixed = false;  // the place of lines without prefix
    bool active = false;
    Phase phase = Phase::plain;
    RecordText text;
    std::string message, prefix, group_error;
    bool message_is_error = false;  // message is the error of a traceback
    bool has_traceback = false, in_group = false, chained = false, fenced = false;
    bool last_prefixed = false, more_comes = false, complete = false;
    bool quoted = false;           // the message is in quotes that are not closed yet
    bool frames_prefixed = false;  // the frames of the traceback had a prefix, so its end has one too
    Level level = Level::unknown;
    std::optional<Time> time;
    int first = 0, last = 0;
    int plain_lines = 0, indented_lines = 0;
  };

  Open& choose(const LogLine& line);
  Open& stream(std::string_view name, bool unprefixed);
  bool belongs(const Open& open, const LogLine& line) const;
  bool belongs_behind_error(const Open& open, const LogLine& line, bool same_prefix) const;
  bool belongs_to_message(const Open& open, const LogLine& line, bool same_prefix) const;
  void begin(Open& open, const LogLine& line);
  static void append(Open& open, const LogLine& line);
  static void append_error(Open& open, std::string_view text);
  void close(Open& open);

  Sink sink_;
  std::list<Open> streams_;  // the one used last in front
  Open* last_ = nullptr;
};

}  // namespace aidiag
