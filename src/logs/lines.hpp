// SPDX-License-Identifier: Apache-2.0
// Bytes to clean lines. Of the states that a progress bar writes over each other with carriage returns, only the last
// is a line; a message that was glued to a bar is a line of its own.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/value.hpp"

namespace aidiag {

struct RawLine {
  std::string_view text;     ///< valid UTF-8, no colours, no \0, \n or \r; until the next call of next()
  int number = 0;            ///< of the line of the log (between two \n), from 1
  bool goes_on = false;      ///< ended in vLLM's mark of a message that goes on: \r\n among lines that end in \n
  bool rewritten = false;    ///< is the last of several states
  std::optional<Time> time;  ///< the kubelet's time stamp, which is not in `text`
};

/// Reads `text`, which must outlive it, once from front to back. Memory is bounded: of a line beyond 64 KiB only its
/// head and tail are kept. A time stamp of the kubelet (nanoseconds and zone) is taken off; with `timestamps`, when
/// every line is said to have one, also a shorter one.
class LineReader {
 public:
  LineReader(std::string_view text, bool timestamps);
  bool next(RawLine& line);

 private:
  bool next_line();
  std::string_view next_state();
  void cut_state(std::string_view state, bool last);

  std::string_view rest_;    // of the log
  std::string_view states_;  // of the present line
  bool in_line_ = false;
  std::vector<std::string_view> pieces_;  // of the present state, last first
  int number_ = 0;
  bool timestamps_ = false;
  std::string_view mark_;  // before the \n of a line whose message goes on
  bool goes_on_ = false, rewritten_ = false;
  std::optional<Time> time_;
  std::string clean_;
};

/// `text` as RawLine::text: bad UTF-8 becomes U+FFFD, \0 a space, terminal sequences vanish. Returns `text` itself if
/// there is nothing to do, else a view of `buffer`.
std::string_view clean_line(std::string_view text, std::string& buffer);

}  // namespace aidiag
