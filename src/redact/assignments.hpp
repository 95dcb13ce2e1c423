// SPDX-License-Identifier: Apache-2.0
// Secrets that are known by what stands before them: NAME=value, "name": "value", --name value, an Authorization or
// Cookie header. What stands around them is kept, the name too.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "redact/known_values.hpp"
#include "redact/secret_names.hpp"

namespace aidiag {

/// Replaces the values in `line`, and says how many there were; they are remembered in `known` unless it is null.
std::size_t redact_assignments(std::string& line, KnownValues* known);

/// What a flag says of the next word of a command line: "--hf-token".
Secrecy secrecy_of_flag(std::string_view word);

/// Whether a further word behind a flag that takes several is a key as well: "token-abc124", but no name of a model.
bool looks_like_key(std::string_view word);

}  // namespace aidiag
