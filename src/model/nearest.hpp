// SPDX-License-Identifier: Apache-2.0
// The name that somebody may have meant.
#pragma once

#include <string_view>
#include <vector>

namespace aidiag {

/// The candidate most like `name`: by edits (a quarter of its letters at most), else one that contains it or is
/// contained in it. Empty if none is near. The first of equally near ones.
std::string_view nearest(std::string_view name, const std::vector<std::string_view>& candidates);

}  // namespace aidiag
