// SPDX-License-Identifier: Apache-2.0
// The text of --help, made from the tables of table.hpp.
#pragma once

#include <string>
#include <string_view>

namespace aidiag::cli {

/// Help for a command ("pod", "rules show"), for "rules" as a whole, or for the program if `topic` is empty.
/// `program` is how the user calls it. At most 100 columns wide.
std::string help_text(std::string_view topic, std::string_view program);

}  // namespace aidiag::cli
