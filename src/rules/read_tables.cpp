// SPDX-License-Identifier: Apache-2.0
#include "rules/read_tables.hpp"

#include <fmt/format.h>

#include "rules/read_rule.hpp"

namespace aidiag {
namespace {

void read_stages_table(const Tree& root, Tables& tables, Problems& problems) {
  for (const Tree& category : root.children) {
    tables.stages[std::string(category.key)] = read_stages(category, problems);
  }
}

}  // namespace

void read_table(const TreeFile& file, Tables& tables, Problems& problems) {
  const std::string_view name = std::string_view(file.path).substr(file.path.rfind('/') + 1);
  if (!file.root.is_map()) return problems.add(file.root.line, "a table is a map");
  if (name == "stages.yaml") return read_stages_table(file.root, tables, problems);
  problems.add(1, fmt::format("there is no table {}", name));
}

}  // namespace aidiag
