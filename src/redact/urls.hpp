// SPDX-License-Identifier: Apache-2.0
// Secrets of URLs: passwords, users that are tokens, parameters that sign, the paths of webhooks.
#pragma once

#include <cstddef>
#include <string>

#include "redact/known_values.hpp"

namespace aidiag {

/// Replaces them in `line`, and says how many there were; passwords are remembered in `known` unless it is null.
std::size_t redact_urls(std::string& line, KnownValues* known);

}  // namespace aidiag
