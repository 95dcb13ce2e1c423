// SPDX-License-Identifier: Apache-2.0
// One pass over the text of a log: lines, framing, structure, prefixes, records.
#pragma once

#include <string_view>

#include "logs/grouping.hpp"

namespace aidiag {

struct LogFormat {
  bool timestamps = false;  ///< Log::timestamps
  bool from_node = false;   ///< Log::from_node; else the framing of a runtime is taken off if the first line has it
};

/// Hands the records of `text` to `sink`, nearly in the order of their first lines. Linear time, bounded memory.
void assemble(std::string_view text, LogFormat format, const Grouping::Sink& sink);

}  // namespace aidiag
