// SPDX-License-Identifier: Apache-2.0
// Values on the lines behind that of their name, as YAML, indented JSON and a .netrc have them.
#pragma once

#include <cstddef>
#include <string>

#include "redact/known_values.hpp"

namespace aidiag {

/// Replaces the secrets that stand on lines of their own, deeper than the line that is their name alone, or as its
/// items; how many. They are remembered in `known` unless it is null.
std::size_t redact_next_lines(std::string& text, KnownValues* known);

}  // namespace aidiag
