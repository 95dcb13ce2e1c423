// SPDX-License-Identifier: Apache-2.0
// Where a value ends: that depends on how it is written, and nothing may be left of a password that has signs in it.
#pragma once

#include <cstddef>
#include <string_view>

#include "redact/chars.hpp"

namespace aidiag {

// How what follows the name is written, which decides where it ends.
enum class Style {
  prose,     ///< name: value
  code,      ///< name=value among others
  word,      ///< of a command line or a list
  variable,  ///< NAME=value of a shell
};

/// Of names, paths and flags.
constexpr bool is_name_char(char c) { return is_alnum(c) || c == '_' || c == '-' || c == '.' || c == '/'; }

/// 0 behind the end.
constexpr char at_or_end(std::string_view line, std::size_t at) { return at < line.size() ? line[at] : '\0'; }

/// How much of it, up to a width of a page, are blanks, tabs and blanks that do not break, from `at` on or before it.
std::size_t blanks_from(std::string_view line, std::size_t at);
std::size_t blanks_before(std::string_view line, std::size_t at);

/// Where the text between quotes that begins at `from` ends; `escapes`: how many backslashes stand before its quotes.
std::size_t end_of_quoted(std::string_view line, std::size_t from, char quote, std::size_t escapes);

/// Where a value without quotes ends that begins at `from`.
std::size_t end_of_bare(std::string_view line, std::size_t from, Style style);

}  // namespace aidiag
