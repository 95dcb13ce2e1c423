// SPDX-License-Identifier: Apache-2.0
// What is done to a JSON text before and after simdjson: it refuses a whole text for one bad byte or one huge number,
// and does not say where. These run on the error path only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "aidiag/result.hpp"

namespace aidiag {

/// Without a UTF-8 byte order mark, as some shells put in front of a redirected output.
std::string_view without_mark(std::string_view text);

/// Makes a text of the same length that says the same to simdjson as far as it can: bytes that are not UTF-8 become
/// `?`, and whole numbers of 20 digits or more, which no integer type holds, get an exponent for their last digits.
std::string mended(std::string_view text);

/// 1 for the first line.
std::size_t line_of(std::string_view text, std::size_t offset);

/// The first mistake in `text`, which simdjson refused: "line 12: ...", of kind bad_file.
Error json_error(std::string_view text);

}  // namespace aidiag
