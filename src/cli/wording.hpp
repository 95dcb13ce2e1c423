// SPDX-License-Identifier: Apache-2.0
// The words of usage errors. "Did you mean" finds the nearest of some names by the number of letters that were left
// out, added, changed or swapped.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "aidiag/result.hpp"

namespace aidiag::cli {

/// The smallest number of single-letter edits, a swap of neighbours counting as one, that makes `a` out of `b`.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The nearest of `names`, or "" if none is near: at most a third of the letters may differ, at least one always may.
/// The first of equally near ones.
std::string_view nearest(std::string_view word, std::span<const std::string_view> names);

Error usage_error(std::string message, std::string hint = "");

/// The word between quotation marks.
std::string quoted(std::string_view word);

/// "text, json or yaml"
std::string either(std::span<const std::string_view> names);

}  // namespace aidiag::cli
