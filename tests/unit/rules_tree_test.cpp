// SPDX-License-Identifier: Apache-2.0
#include "rules/tree.hpp"

#include <doctest/doctest.h>

#include "rules/pack.hpp"
#include "rules/sheet_tree.hpp"

using namespace aidiag;

namespace {

std::string mistake(std::string_view yaml) {
  const auto result = parse_yaml("f.yaml", yaml);
  const auto* text = std::get_if<std::string>(&result);
  return text == nullptr ? "" : *text;
}

TreeFile parsed(std::string_view yaml) {
  auto result = parse_yaml("f.yaml", yaml);
  REQUIRE(std::holds_alternative<TreeFile>(result));
  return std::get<TreeFile>(std::move(result));
}

}  // namespace

TEST_CASE("tree: keeps texts as written, with quotes and lines told") {
  const TreeFile file = parsed("a: 137\nb: \"137\"\nc:\n  - no\n  - ~\n");
  REQUIRE(file.root.is_map());
  const Tree& a = file.root.children[0];
  CHECK(a.text == "137");
  CHECK_FALSE(a.quoted);
  CHECK(file.root.find("b")->quoted);
  const Tree& list = *file.root.find("c");
  CHECK(list.line == 3);
  CHECK(list.children[0].text == "no");
  CHECK(list.children[0].line == 4);
  CHECK(list.children[1].null);
}

TEST_CASE("tree: refuses what two YAML readers would read differently") {
  struct Row {
    std::string_view yaml, mistake;
  };
  const Row rows[] = {
      {"a: 1\nb: 2\na: 3\n", "f.yaml:3: the key `a` stands twice, first in line 1"},
      {"a: &x 1\n", "f.yaml:1: anchors (&name) are not used here"},
      {"a: &x 1\nb: *x\n", "f.yaml:1: anchors (&name) are not used here"},
      {"a: !!str 1\n", "f.yaml:1: tags such as tag:yaml.org,2002:str are not used here"},
      {"a: 1\n---\nb: 2\n", "f.yaml:3: a second document begins here; a file holds one"},
      {"[a]: 1\n", "f.yaml:1: a key must be a word"},
      {"<<: {a: 1}\n", "f.yaml:1: merge keys (<<) are not used here"},
      {"# nothing\n", "f.yaml:1: the file is empty"},
      {"a: [1\n", "f.yaml:2: this is not YAML: end of sequence flow not found"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.yaml);
    CHECK(mistake(row.yaml) == row.mistake);
  }
}

TEST_CASE("tree: a nesting without end is refused, not followed") {
  CHECK(mistake(std::string(100, '[')) != "");
  CHECK(mistake(std::string(100000, '[')) != "");
  CHECK(mistake(std::string(70, '[') + std::string(70, ']')) == "f.yaml:1: this is nested more than 64 levels deep");
}

namespace {
bool equal(const Tree& a, const Tree& b) {
  if (a.kind != b.kind || a.quoted != b.quoted || a.null != b.null || a.line != b.line || a.key != b.key ||
      a.text != b.text || a.children.size() != b.children.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.children.size(); ++i) {
    if (!equal(a.children[i], b.children[i])) return false;
  }
  return true;
}
}  // namespace

TEST_CASE("pack: what was packed comes back the same") {
  const TreeFile file = parsed("a: 1\nb: [x, 'y', {c: ~}]\nlong: " + std::string(300, 'z') + "\n");
  const std::string bytes = pack({file, file});
  const auto back = unpack(bytes);
  REQUIRE(back.has_value());
  REQUIRE(back->size() == 2);
  CHECK(back->front().path == "f.yaml");
  CHECK(equal(back->back().root, file.root));
}

TEST_CASE("pack: damaged bytes are refused, wherever they are cut or changed") {
  const std::string bytes = pack({parsed("a: [1, {b: 'two'}]\n")});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(unpack(std::string_view(bytes).substr(0, size)).has_value());
  }
  for (std::size_t at = 16; at < bytes.size(); ++at) {
    std::string changed = bytes;
    changed[at] = '\xff';
    unpack(changed);  // any answer will do, as long as it comes
  }
}

TEST_CASE("sheet: every list of patterns comes back from the compiled form") {
  using Ids = std::vector<PatternId>;
  constexpr Ids ServerSheet::* lists[] = {&ServerSheet::image,         &ServerSheet::command,   &ServerSheet::progress,
                                          &ServerSheet::recognised_by, &ServerSheet::listening, &ServerSheet::ready,
                                          &ServerSheet::peer_gone,     &ServerSheet::wrapper,   &ServerSheet::benign};
  PatternSet patterns;
  ServerSheet sheet;
  int count = 0;
  for (const auto list : lists) sheet.*list = {patterns.add("pattern of list " + std::to_string(count++))};
  const TreeFile file = tree_of_sheet(sheet, patterns);
  PatternSet others;
  const ServerSheet back = sheet_of_tree(file.root, others);
  for (const auto list : lists) {
    REQUIRE((back.*list).size() == 1);
    CHECK(others.text((back.*list)[0]) == patterns.text((sheet.*list)[0]));
  }
}
