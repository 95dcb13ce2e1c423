// SPDX-License-Identifier: Apache-2.0
// Secrets that are known by their own form, wherever they stand: hf_..., AKIA..., a JWT.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "redact/known_values.hpp"

namespace aidiag {

/// A quick look: whether something that begins like one of them is in `text`.
bool may_hold_token(std::string_view text);

/// Replaces them in `line`, and says how many there were; those that only the word before them tells, as in "Bearer x",
/// are remembered in `known` unless it is null.
std::size_t redact_tokens(std::string& line, KnownValues* known);

}  // namespace aidiag
