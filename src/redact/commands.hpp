// SPDX-License-Identifier: Apache-2.0
// Passwords that only the program makes secrets: curl -u me:..., sshpass -p ..., mysql -p..., redis-cli -a ....
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "redact/known_values.hpp"

namespace aidiag {

/// Between the words of a command line that is written as one text, where they can hold blanks.
inline constexpr char kBetweenWords = '\x1f';

/// A quick look: whether one of the programs, or a login, may be in `text`.
bool may_hold_command(std::string_view text);

/// Replaces them in `line`, and says how many there were; they are remembered in `known` unless it is null.
std::size_t redact_commands(std::string& line, KnownValues* known);

}  // namespace aidiag
