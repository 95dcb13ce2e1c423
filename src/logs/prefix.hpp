// SPDX-License-Identifier: Apache-2.0
// What loggers put in front of a message: time, level, process or rank, place in the source. Up to four of these
// stand nested, in any order.
#pragma once

#include <optional>
#include <string_view>

#include "aidiag/logs.hpp"

namespace aidiag {

struct Prefix {
  Level level = Level::unknown;
  std::optional<Time> time;
  std::string_view stream;  ///< "EngineCore_DP0", "rank3", "TP0", "W-9000-scorer_1.0-stdout"; of the first that has one
  bool found = false;
};

/// Takes the prefixes off `line`; the indentation of the message itself stays. Only shapes that are known are taken:
/// words that a message may begin with ("ERROR: ...", "OSError: ...") stay, the former gives its level.
std::string_view strip_prefixes(std::string_view line, Prefix& prefix);

/// The level that a line without prefix shows by its first words: "Error: ...", "panic: ...", "ValueError: ...".
Level level_by_words(std::string_view line);

}  // namespace aidiag
