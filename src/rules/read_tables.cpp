// SPDX-License-Identifier: Apache-2.0
#include "rules/read_tables.hpp"

#include <fmt/format.h>

#include <array>

#include "model/nearest.hpp"
#include "rules/read_rule.hpp"

namespace aidiag {
namespace {

void read_stages_table(const Tree& root, Tables& tables, Problems& problems) {
  for (const Tree& category : root.children) {
    tables.stages[std::string(category.key)] = read_stages(category, problems);
  }
}

/// `bad_if_true: {accelerator: [GPUMissing]}`: topics with their condition types.
void read_topics(const Tree& topics, Polarity::Bad bad, Tables& tables, Problems& problems) {
  for (const Tree& topic : topics.children) {
    if (!topic.is_list()) problems.add(topic.line, "a list of condition types is wanted");
    for (const Tree& type : topic.children) {
      if (!type.is_scalar() || type.text.empty()) problems.add(type.line, "a condition type is a word");
      const auto [at, fresh] =
          tables.polarity.try_emplace(std::string(type.text), Polarity{bad, std::string(topic.key)});
      if (!fresh) problems.add(type.line, fmt::format("the condition type `{}` stands twice", type.text));
    }
  }
}

void read_conditions_table(const Tree& root, Tables& tables, Problems& problems) {
  constexpr std::array<std::string_view, 2> keys = {"bad_if_true", "bad_unless_true"};
  only_keys(root, keys, "the table of conditions", problems);
  if (const Tree* topics = root.find(keys[0])) read_topics(*topics, Polarity::Bad::if_true, tables, problems);
  if (const Tree* topics = root.find(keys[1])) read_topics(*topics, Polarity::Bad::unless_true, tables, problems);
}

}  // namespace

void read_table(const TreeFile& file, Tables& tables, Problems& problems) {
  const std::string_view name = std::string_view(file.path).substr(file.path.rfind('/') + 1);
  if (!file.root.is_map()) return problems.add(file.root.line, "a table is a map");
  if (name == "stages.yaml") return read_stages_table(file.root, tables, problems);
  if (name == "conditions.yaml") return read_conditions_table(file.root, tables, problems);
  problems.add(
      1, fmt::format("there is no table {}{}", name, did_you_mean(nearest(name, {"stages.yaml", "conditions.yaml"}))));
}

}  // namespace aidiag
