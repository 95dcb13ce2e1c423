// SPDX-License-Identifier: Apache-2.0
#include "rules/read_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
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

bool is_signature_number(std::string_view text) {
  return text.size() == 4 && (text[0] == 'L' || text[0] == 'S') &&
         std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void read_signature(std::string_view cause, const Tree& tree, Tables& tables, Problems& problems) {
  if (!is_signature_number(tree.key) || !tree.is_scalar() || tree.text.empty()) {
    return problems.add(tree.line, "a signature is a number, L or S and three digits, with a line of text");
  }
  const auto [at, fresh] = tables.signatures.try_emplace(
      std::string(tree.key), Signature{std::string(cause), std::string(tree.text), std::string()});
  if (!fresh) problems.add(tree.line, fmt::format("{} stands below {} already", tree.key, at->second.cause));
}

/// `gpu/ecc-error: {L054: what it looks like}`.
void read_signatures_table(const Tree& root, Tables& tables, Problems& problems) {
  for (const Tree& cause : root.children) {
    if (cause.key.find('/') == std::string_view::npos || !cause.is_map()) {
      problems.add(cause.line, "a map of signatures below the id of a cause is wanted");
      continue;
    }
    for (const Tree& signature : cause.children) read_signature(cause.key, signature, tables, problems);
  }
}

/// Those of the core library's own: tables-compiler has read them, and nobody else can change them.
constexpr std::array<std::string_view, 6> compiled_in = {
    "accelerators.yaml", "compute-capability.yaml", "cuda.yaml", "exit-codes.yaml", "sxid.yaml", "xid.yaml"};

bool is_compiled_in(std::string_view name) {
  return std::find(compiled_in.begin(), compiled_in.end(), name) != compiled_in.end();
}

}  // namespace

void read_table(const TreeFile& file, Tables& tables, Problems& problems) {
  const std::string_view name = std::string_view(file.path).substr(file.path.rfind('/') + 1);
  if (is_compiled_in(name)) {
    if (file.users_own)
      problems.add(1, fmt::format("the table {} is part of the program and cannot be replaced", name));
    return;
  }
  if (!file.root.is_map()) return problems.add(file.root.line, "a table is a map");
  if (name == "stages.yaml") return read_stages_table(file.root, tables, problems);
  if (name == "conditions.yaml") return read_conditions_table(file.root, tables, problems);
  if (name == signatures_table) return read_signatures_table(file.root, tables, problems);
  const auto near = nearest(name, {"stages.yaml", "conditions.yaml", signatures_table});
  problems.add(1, fmt::format("there is no table {}{}", name, did_you_mean(near)));
}

}  // namespace aidiag
