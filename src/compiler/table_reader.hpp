// SPDX-License-Identifier: Apache-2.0
// One table's YAML, checked against its schema and written as C++.
#pragma once

#include <string>

#include "compiler/table_schema.hpp"
#include "rules/problems.hpp"
#include "rules/tree.hpp"

namespace aidiag::tables {

/// The functions of the table's parts as C++ text. What is wrong goes to `problems`; the text is then of no use.
std::string compile(const Table& table, const TreeFile& file, Problems& problems);

}  // namespace aidiag::tables
