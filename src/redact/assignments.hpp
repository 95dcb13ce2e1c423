// SPDX-License-Identifier: Apache-2.0
// Secrets that are known by what stands before them: NAME=value, "name": "value", --name value, an Authorization or
// Cookie header. What stands around them is kept, the name too.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace aidiag {

/// Replaces the values in `line`, and says how many there were.
std::size_t redact_assignments(std::string& line);

/// Whether the next word of a command line is a secret: "--hf-token".
bool is_secret_flag(std::string_view word);

}  // namespace aidiag
