// SPDX-License-Identifier: Apache-2.0
// A name and its value in two cells of a table with bars, or with a run of dots between them.
#pragma once

#include <cstddef>
#include <string>

#include "redact/known_values.hpp"

namespace aidiag {

/// Replaces the secrets of a line that is a row of a table; how many. They are remembered in `known` unless it is null.
std::size_t redact_cells(std::string& line, KnownValues* known);

}  // namespace aidiag
