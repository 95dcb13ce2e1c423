// SPDX-License-Identifier: Apache-2.0
// Secrets whose name does not stand right before them: {"name":"HF_TOKEN","value":"..."}, <password>...</password>,
// setenv("HF_TOKEN", "...").
#pragma once

#include <cstddef>
#include <string>

#include "redact/known_values.hpp"

namespace aidiag {

/// Replaces the values in `text`, also where a pair goes over two lines; how many there were. They are remembered in
/// `known` unless it is null.
std::size_t redact_pairs(std::string& text, KnownValues* known);

}  // namespace aidiag
