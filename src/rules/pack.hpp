// SPDX-License-Identifier: Apache-2.0
// Trees as bytes and back: the compiled form of the rules. Reading it costs about a hundredth of parsing YAML, and what
// comes out goes through the same loader.
#pragma once

#include <optional>

#include "rules/tree.hpp"

namespace aidiag {

std::string pack(const std::vector<TreeFile>& files);
/// The trees view `bytes`, which must outlive them. nullopt if they are not what pack() wrote.
std::optional<std::vector<TreeFile>> unpack(std::string_view bytes);

}  // namespace aidiag
