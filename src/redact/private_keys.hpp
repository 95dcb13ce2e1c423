// SPDX-License-Identifier: Apache-2.0
// Private keys in PEM: over many lines, as logs show them, or in one, as JSON holds them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace aidiag {

/// Replaces the keys in `lines`, which stay as many as they are, also where the beginning or the end of a key was cut
/// off. How many keys there were.
std::size_t redact_private_keys(std::vector<std::string>& lines);

/// Whether there can be one.
bool may_hold_private_key(std::string_view text);

}  // namespace aidiag
