// SPDX-License-Identifier: Apache-2.0
#include "aidiag/json.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace aidiag;

namespace {

Document parsed(std::string_view text) {
  auto document = Document::parse(text);
  REQUIRE_MESSAGE(document.ok(), (document.ok() ? "" : document.error().message));
  return std::move(document).value();
}

std::string error_of(std::string_view text) {
  const auto document = Document::parse(text);
  if (document.ok()) return "parsed";
  CHECK(document.error().kind == ErrorKind::bad_file);
  return document.error().message;
}

}  // namespace

TEST_CASE("json: a path through what is not there ends in the missing value") {
  const Document document = parsed(R"({"status": {"phase": "Running", "none": null, "list": [1, "b"]}})");
  const Json root = document.root();
  CHECK(root["status"]["phase"].text() == "Running");
  CHECK_FALSE(root["status"]["phase"]["deeper"]["still"].exists());
  CHECK_FALSE(root["spec"]["containers"].at(3)["name"].exists());
  CHECK(root["status"]["list"].at(1).text() == "b");
  CHECK_FALSE(root["status"]["list"].at(2).exists());
  CHECK(root["status"]["none"].exists());
  CHECK_FALSE(static_cast<bool>(root["status"]["none"]));
  CHECK(root["status"]["none"].items().empty());
  CHECK_FALSE(Json().exists());
  CHECK(Json().dump().empty());
  CHECK_FALSE(Document().root().exists());
}

TEST_CASE("json: every type is told apart, and asked for another one it is missing") {
  const Document document = parsed(R"({"o": {}, "a": [], "s": "x", "b": true, "i": 3, "d": 1.5, "n": null})");
  const Json root = document.root();
  CHECK(root["o"].is_object());
  CHECK(root["a"].is_array());
  CHECK(root["s"].is_string());
  CHECK(root["b"].is_bool());
  CHECK(root["i"].is_number());
  CHECK(root["d"].is_number());
  CHECK(root["n"].is_null());
  CHECK(root["i"].text().empty());
  CHECK_FALSE(root["s"].integer());
  CHECK_FALSE(root["i"].boolean());
  CHECK(root["b"].boolean_or(false));
  CHECK(root["s"].integer_or(7) == 7);
}

TEST_CASE("json: integers are whole and fit int64, other numbers are only numbers") {
  const Document document = parsed(R"([9223372036854775807, 9223372036854775808, 1.0, 1e3, 184467440737095516150])");
  const Json root = document.root();
  CHECK(root.at(0).integer() == 9223372036854775807);
  CHECK_FALSE(root.at(1).integer());
  CHECK(root.at(1).number() == doctest::Approx(9.223372036854775808e18));
  CHECK_FALSE(root.at(2).integer());
  CHECK(root.at(3).number() == doctest::Approx(1000));
  CHECK_FALSE(root.at(4).integer());
  CHECK(root.at(4).number() == doctest::Approx(1.8446744073709551615e20));
}

TEST_CASE("json: fields and items keep their order, keys may hold dots and slashes") {
  const Document document = parsed(R"({"b/c.d": 1, "a": [3, 2, 1]})");
  const Json root = document.root();
  CHECK(root["b/c.d"].integer() == 1);
  REQUIRE(root.fields().size() == 2);
  CHECK(root.fields()[0].first == "b/c.d");
  CHECK(root["a"].items()[0].integer() == 3);
  CHECK(root["a"].size() == 3);
  CHECK(root.size() == 2);
  CHECK(root["b/c.d"].size() == 0);
}

TEST_CASE("json: dump writes JSON, scalar writes what a person reads") {
  const Document document = parsed(R"({"s": "a\n\"b\"", "n": 42, "b": false, "o": {"k": [1, null]}, "z": null})");
  const Json root = document.root();
  CHECK(root["s"].dump() == R"("a\n\"b\"")");
  CHECK(root["s"].scalar() == "a\n\"b\"");
  CHECK(root["n"].scalar() == "42");
  CHECK(root["b"].scalar() == "false");
  CHECK(root["o"].dump() == R"({"k":[1,null]})");
  CHECK(root["o"].scalar().empty());
  CHECK(root["z"].scalar().empty());
  CHECK(root["z"].dump() == "null");
}

TEST_CASE("json: a mistake is named with its line") {
  struct Row {
    std::string text, message;
  };
  const Row rows[] = {
      {"", "line 1: the text is empty"},
      {" \n ", "line 1: the text is empty"},
      {"{\n\"a\": 1,\n\"b\" 2}", "line 3: this is not JSON"},
      {"{\n\"a\": [1,\n2", "line 3: the JSON text ends in the middle"},
      {"{\"a\":\n\"cut of", "line 2: the JSON text ends in the middle"},
      {"{}\n{}", "line 2: this is not JSON"},
      {"Error from server", "line 1: this is not JSON"},
      {"\n" + std::string(5000, '['), "line 2: the JSON text is nested deeper than 1024 levels"},
      {std::string(100'000, '[') + std::string(100'000, ']'),
       "line 1: the JSON text is nested deeper than 1024 levels"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text.substr(0, 40));
    CHECK(error_of(row.text) == row.message);
  }
}

TEST_CASE("json: a byte order mark and broken UTF-8 do not hide the text") {
  const Document marked = parsed("\xEF\xBB\xBF{\"a\": \"\xC3\xA4\"}");
  CHECK(marked.root()["a"].text() == "\xC3\xA4");
  const Document broken = parsed("{\"a\": \"x\xFF\xC3y\", \"b\": \"\xC3\xA4\"}");
  CHECK(broken.root()["a"].text() == "x??y");
  CHECK(broken.root()["b"].text() == "\xC3\xA4");
}

TEST_CASE("json: handles outlive a move of their document") {
  Document first = parsed(R"({"name": "llm-0"})");
  const Json name = first.root()["name"];
  const Document second = std::move(first);
  CHECK(name.text() == "llm-0");
}
