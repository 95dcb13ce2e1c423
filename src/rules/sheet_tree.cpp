// SPDX-License-Identifier: Apache-2.0
#include "rules/sheet_tree.hpp"

#include <charconv>

namespace aidiag {
namespace {

/// Lists of patterns, and whether they are looked for in logs or only in the words of a container.
struct Patterns {
  std::string_view key;
  std::vector<PatternId> ServerSheet::* member;
  bool in_set;
};
constexpr Patterns pattern_lists[] = {{"image", &ServerSheet::image, false},
                                      {"command", &ServerSheet::command, false},
                                      {"recognised_by", &ServerSheet::recognised_by, true},
                                      {"listening", &ServerSheet::listening, true},
                                      {"ready", &ServerSheet::ready, true},
                                      {"progress", &ServerSheet::progress, true},
                                      {"wrapper", &ServerSheet::wrapper, true},
                                      {"benign", &ServerSheet::benign, true},
                                      {"peer_gone", &ServerSheet::peer_gone, true}};

/// Texts that a tree views without owning.
class Writer {
 public:
  TreeFile file{"", false, {}, nullptr};

  Writer() { file.root.kind = Tree::Kind::map; }

  void text(std::string_view key, std::string_view value) { file.root.children.push_back(leaf(key, value)); }

  template <class List, class ToText>
  void list(std::string_view key, const List& values, const ToText& to_text) {
    if (values.empty()) return;
    Tree list;
    list.kind = Tree::Kind::list;
    list.key = key;
    for (const auto& value : values) list.children.push_back(leaf({}, to_text(value)));
    file.root.children.push_back(std::move(list));
  }

 private:
  static Tree leaf(std::string_view key, std::string_view value) {
    Tree node;
    node.key = key;
    node.text = value;
    return node;
  }
};

std::string text_at(const Tree& tree, std::string_view key) {
  const Tree* found = tree.find(key);
  return found == nullptr ? std::string() : std::string(found->text);
}

template <class Take>
void for_each_text(const Tree& tree, std::string_view key, const Take& take) {
  const Tree* list = tree.find(key);
  if (list == nullptr) return;
  for (const Tree& item : list->children) take(item.text);
}

}  // namespace

TreeFile tree_of_sheet(const ServerSheet& sheet, const PatternSet& patterns) {
  auto kept = std::make_shared<std::deque<std::string>>();
  Writer writer;
  writer.file.path = "servers/" + sheet.id + ".yaml";
  writer.text("id", sheet.id);
  writer.text("title", sheet.title);
  writer.text("source", sheet.source);
  writer.list("ports", sheet.ports,
              [&](int port) -> std::string_view { return kept->emplace_back(std::to_string(port)); });
  writer.list("health_paths", sheet.health_paths, [](const std::string& path) -> std::string_view { return path; });
  for (const Patterns& p : pattern_lists) {
    writer.list(p.key, sheet.*p.member, [&](PatternId id) { return patterns.text(id); });
  }
  writer.file.texts = std::move(kept);
  return std::move(writer.file);
}

ServerSheet sheet_of_tree(const Tree& tree, PatternSet& patterns) {
  ServerSheet sheet;
  sheet.id = text_at(tree, "id");
  sheet.title = text_at(tree, "title");
  sheet.source = text_at(tree, "source");
  for_each_text(tree, "ports", [&](std::string_view text) {
    int port = 0;
    std::from_chars(text.data(), text.data() + text.size(), port);
    sheet.ports.push_back(port);
  });
  for_each_text(tree, "health_paths", [&](std::string_view text) { sheet.health_paths.emplace_back(text); });
  for (const Patterns& p : pattern_lists) {
    for_each_text(tree, p.key,
                  [&](std::string_view text) { (sheet.*p.member).push_back(patterns.add(text, p.in_set)); });
  }
  return sheet;
}

}  // namespace aidiag
