// SPDX-License-Identifier: Apache-2.0
// rules/tables/*.yaml: data that the program reads about itself.
#pragma once

#include "aidiag/rule.hpp"
#include "rules/problems.hpp"
#include "rules/tree.hpp"

namespace aidiag {

/// The table that only checks and `rules coverage` need.
constexpr std::string_view signatures_table = "signatures.yaml";

/// Reads the table that the file's name says into `tables`: stages.yaml gives the stages of each category.
void read_table(const TreeFile& file, Tables& tables, Problems& problems);

}  // namespace aidiag
