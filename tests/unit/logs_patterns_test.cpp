// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "aidiag/patterns.hpp"

using aidiag::PatternId;
using aidiag::PatternSet;
using Ids = std::vector<PatternId>;

TEST_CASE("patterns: one scan says which of them occur, in ascending order") {
  PatternSet set;
  const PatternId oom = set.add("out of memory");
  const PatternId xid = set.add(R"(NVRM: Xid \(PCI:(?P<bus>[^)]+)\): 79,)");
  const PatternId both = set.add("(?i)cuda error.*memory");
  set.compile();
  CHECK(set.scan("CUDA error: out of memory") == Ids{oom, both});
  CHECK(set.scan("NVRM: Xid (PCI:0000:41:00): 79, pid=1") == Ids{xid});
  CHECK(set.scan("all is well").empty());
  CHECK(set.scan("").empty());
}

TEST_CASE("patterns: the dot stays in its line, ^ and $ match at lines") {
  PatternSet set;
  const PatternId dot = set.add("first.*second");
  const PatternId line = set.add("^second$");
  set.compile();
  CHECK(set.scan("first\nsecond\nthird") == Ids{line});
  CHECK(set.scan("first second") == Ids{dot});
}

TEST_CASE("patterns: the same text is added once, and may be kept out of the automaton") {
  PatternSet set;
  const PatternId a = set.add("abcd", false);
  CHECK(set.scan("abcd").empty());
  CHECK(set.matches(a, "xabcdx"));
  CHECK(set.add("abcd") == a);
  CHECK(set.size() == 1);
  CHECK(set.text(a) == "abcd");
  CHECK(set.scan("abcd") == Ids{a});
}

TEST_CASE("patterns: a set without patterns finds nothing") { CHECK(PatternSet().scan("text").empty()); }

TEST_CASE("patterns: what find gives points into the text; a group that took no part is not there") {
  PatternSet set;
  const PatternId id = set.add(R"(shard (?P<n>\d+) of (?P<all>\d+)(?P<late>, late)?)");
  const std::string_view text = "loading shard 7 of 15 now";
  const auto found = set.find(id, text);
  REQUIRE(found);
  CHECK(found->whole == "shard 7 of 15");
  CHECK(found->whole.data() == text.data() + 8);
  CHECK(found->groups == std::map<std::string, std::string>{{"n", "7"}, {"all", "15"}});
  CHECK_FALSE(set.find(id, "nothing"));
}

TEST_CASE("patterns: text that is not UTF-8 neither matches nor stops the scan") {
  PatternSet set;
  const PatternId id = set.add("needle");
  CHECK(set.scan("\xff\xfe needle \xc3") == Ids{id});
}

TEST_CASE("patterns: a bad pattern is named in RE2's words") {
  CHECK(PatternSet::problem("abc(d") == "missing ): (?m)abc(d");
  CHECK(PatternSet::problem("(?=lookahead)") != "");
  CHECK(PatternSet::problem("good (?P<x>.*)") == "");
}

TEST_CASE("patterns: one that needs no literal of four characters is too general") {
  struct Row {
    const char* pattern;
    bool general;
  };
  const Row rows[] = {{"OOM", true},        {".*", true},         {"GPU|cuda error", true}, {"(?i)oomkilled", false},
                      {"Xid: \\d+", false}, {"abcd|efgh", false}, {"a.b.c.d", true},        {"\\w+ killed", false},
                      {"(fatal)?", true},   {"[Ee]rror", false}};
  for (const Row& row : rows) {
    CAPTURE(row.pattern);
    CHECK(PatternSet::too_general(row.pattern) == row.general);
  }
}

TEST_CASE("patterns: a group is sure to be set only if nothing around it is optional") {
  struct Row {
    const char* pattern;
    bool always;
  };
  const Row rows[] = {{"a(?P<g>b+)c", true},
                      {"a(?P<g>b*)c", false},
                      {"a(?P<g>b)?c", false},
                      {"a(?P<g>b)*c", false},
                      {"a(?P<g>b){0,2}c", false},
                      {"a(?P<g>b){1,2}c", true},
                      {"a(?P<g>b)+?c", true},
                      {"(?:x(?P<g>b)|y)", false},
                      {"x|(?P<g>b)", false},
                      {"(?:x(?P<g>b))?y", false},
                      {"(?:x(?P<g>b))+y", true},
                      {"(?P<g>b|c)", true},
                      {"(?P<g>b|)", false},
                      {"[(|](?P<g>b)", true},
                      {"[]|](?P<g>b)[[:alpha:]|]", true},
                      {"\\|\\((?P<g>[^)]+)\\)?", true},
                      {"\\Q|?(\\E(?P<g>b)", true},
                      {"(?P<g>\\b)", false},
                      {"(?P<g>^|b)", false},
                      {"(?P<h>b)", false},
                      {"(?P<g>b", false}};
  for (const Row& row : rows) {
    CAPTURE(row.pattern);
    CHECK(PatternSet::always_sets(row.pattern, "g") == row.always);
  }
}

TEST_CASE("patterns: names of groups come in their order") {
  CHECK(PatternSet::groups("(?P<b>x)(y)(?P<a>z)") == std::vector<std::string>{"b", "a"});
}
