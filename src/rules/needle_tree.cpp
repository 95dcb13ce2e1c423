// SPDX-License-Identifier: Apache-2.0
#include "rules/needle_tree.hpp"

#include <utility>

namespace aidiag {
namespace {

Tree leaf(std::string_view text) {
  Tree node;
  node.text = text;
  return node;
}

}  // namespace

TreeFile tree_of_needles(const PatternSet& patterns) {
  auto kept = std::make_shared<std::deque<std::string>>();
  TreeFile file{std::string(needles_path), false, {}, nullptr};
  file.root.kind = Tree::Kind::list;
  for (PatternId id = 0; id < static_cast<PatternId>(patterns.size()); ++id) {
    if (!patterns.in_set(id)) continue;
    Tree line;
    line.kind = Tree::Kind::list;
    line.children.push_back(leaf(patterns.text(id)));
    for (std::string& needle : PatternSet::needles(patterns.text(id)))
      line.children.push_back(leaf(kept->emplace_back(std::move(needle))));
    file.root.children.push_back(std::move(line));
  }
  file.texts = std::move(kept);
  return file;
}

void take_needles(const Tree& tree, PatternSet& patterns) {
  for (const Tree& line : tree.children) {
    std::vector<std::string> needles;
    for (std::size_t i = 1; i < line.children.size(); ++i) needles.emplace_back(line.children[i].text);
    if (!line.children.empty()) patterns.set_needles(line.children[0].text, std::move(needles));
  }
}

}  // namespace aidiag
