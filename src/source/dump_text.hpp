// SPDX-License-Identifier: Apache-2.0
// What stands in one text of a dump. kubectl prints objects one after the other, in one of two languages; `cluster-info
// dump` puts logs between them; a shell adds warnings, and PowerShell writes UTF-16. This file finds the pieces, it
// does not read them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "source/dump_logs.hpp"

namespace aidiag {

struct TextPiece {
  enum class What {
    json,   ///< one JSON text; without its end if the input was cut
    yaml,   ///< a YAML stream
    log,    ///< `log`
    noise,  ///< a line that is none of these, such as an error message; of many in a row the first
  };
  What what = What::json;
  std::string_view text;
  std::size_t offset = 0;
  LogSection log;
};

/// The pieces in their order; they point into `text`.
std::vector<TextPiece> split_text(std::string_view text);

/// The number of the line at `offset`, from 1.
int line_at_offset(std::string_view text, std::size_t offset);

/// UTF-16 with a byte order mark becomes UTF-8, and the mark of UTF-8 goes; anything else stays as it is.
void to_utf8(std::string& bytes);

}  // namespace aidiag
