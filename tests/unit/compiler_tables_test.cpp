// SPDX-License-Identifier: Apache-2.0
// What tables-compiler refuses: an author sees file, line and a sentence.
#include <doctest/doctest.h>

#include <string>
#include <variant>
#include <vector>

#include "compiler/table_reader.hpp"

using namespace aidiag;

namespace {

constexpr std::string_view words[] = {"gentle", "rough"};
constexpr tables::Column columns[] = {
    {"name"}, {"manner", tables::Kind::word, "Manner", words}, {"rare", tables::Kind::boolean}};
constexpr tables::Column since[] = {{"since", tables::Kind::version}};
constexpr tables::Part parts[] = {
    {"codes", "codes", "Row", tables::Shape::rows, {"code", tables::Kind::number}, columns},
    {"drivers", "drivers", "Pair", tables::Shape::pairs, {"release", tables::Kind::version}, since},
    {"families", "families", "Pair", tables::Shape::groups, {"family"}, since},
};
constexpr tables::Table table{"t.yaml", parts};

constexpr const char* head = "read: 2026-01-01\nsource: [a book]\n";
constexpr const char* rest = "drivers: {12.4: 550.54.14}\nfamilies: {8.0: [A100, A30]}\n";

struct Outcome {
  std::string text;
  std::vector<std::string> mistakes;
};

Outcome compile(const std::string& yaml) {
  Outcome outcome;
  const auto file = parse_yaml("t.yaml", yaml);
  if (const auto* mistake = std::get_if<std::string>(&file)) return {"", {*mistake}};
  Problems problems("t.yaml", outcome.mistakes);
  outcome.text = tables::compile(table, std::get<TreeFile>(file), problems);
  return outcome;
}

std::vector<std::string> mistakes_of(const std::string& codes) { return compile(head + codes + rest).mistakes; }

using Mistakes = std::vector<std::string>;

}  // namespace

TEST_CASE("a table becomes arrays of constants, in the order of the columns") {
  const Outcome outcome = compile(std::string(head) + "codes:\n  79: {manner: rough, name: 'a \"bus\"'}\n" + rest);
  CHECK(outcome.mistakes == Mistakes{});
  CHECK(outcome.text.find("{79, \"a \\\"bus\\\"\", Manner::rough, false},") != std::string::npos);
  CHECK(outcome.text.find("{{12, 4}, {550, 54, 14}},") != std::string::npos);
  CHECK(outcome.text.find("{\"A30\", {8, 0}},") != std::string::npos);
}

TEST_CASE("a mistake in a table is named with its line") {
  CHECK(mistakes_of("codes:\n  79: {name: x, manner: roug}\n") ==
        Mistakes{"t.yaml:4: `manner` may not be `roug`; did you mean `rough`?"});
  CHECK(mistakes_of("codes:\n  79: {name: x, manner: rough, rar: true}\n") ==
        Mistakes{"t.yaml:4: `rar` is no key of this table; did you mean `rare`?"});
  CHECK(mistakes_of("codes:\n  79: {name: x}\n") == Mistakes{"t.yaml:4: `manner` of 79 is missing"});
  CHECK(mistakes_of("codes:\n  x79: {name: x, manner: rough}\n") ==
        Mistakes{"t.yaml:4: `code` is a whole number, not `x79`"});
  CHECK(mistakes_of("codes:\n  79: {name: x, manner: rough}\n  079: {name: y, manner: rough}\n") ==
        Mistakes{"t.yaml:5: 079 stands twice, first in line 4"});
  CHECK(mistakes_of("codes:\n  79: {name: x, manner: rough, rare: yes}\n") ==
        Mistakes{"t.yaml:4: `rare` is true or false, not `yes`"});
  CHECK(mistakes_of("codes: {}\n") == Mistakes{"t.yaml:3: `codes` is empty"});
}

TEST_CASE("a table says what was read for it and when") {
  const auto mistakes =
      compile(std::string("read: 2026-01-01\ncodes:\n  1: {name: x, manner: gentle}\n") + rest).mistakes;
  CHECK(mistakes == Mistakes{"t.yaml:1: `source` is missing: where its facts are from"});
}

TEST_CASE("a family stands under one heading only") {
  const auto mistakes =
      compile(std::string(head) + "codes:\n  1: {name: x, manner: gentle}\ndrivers: {12.4: 550.54}\n" +
              "families:\n  8.0: [A100]\n  8.6: [A10, A100]\n")
          .mistakes;
  CHECK(mistakes == Mistakes{"t.yaml:8: A100 stands twice, first in line 7"});
}
