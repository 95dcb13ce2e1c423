// SPDX-License-Identifier: Apache-2.0
// From the tree of a rule file to a Rule: every key of the format, and that each is there and of its kind. What needs a
// look at the whole rule or at other rules is the linter's.
#pragma once

#include "aidiag/rule.hpp"
#include "rules/read_condition.hpp"

namespace aidiag {

/// Reads a rule. `tables` tells the categories; without a stages table any category will do.
Rule read_rule(const TreeFile& file, const Tables& tables, Reader& reader);

/// All keys of the format, for the test that none is a word YAML 1.1 reads as a boolean.
std::vector<std::string_view> all_keys();

/// The id that belongs to a path: "causes/gpu/fell-off-bus.yaml" gives "gpu/fell-off-bus".
std::string_view id_of_path(std::string_view path);

/// Reads `[schedule, admit]`.
std::vector<Stage> read_stages(const Tree& list, Problems& problems);

}  // namespace aidiag
