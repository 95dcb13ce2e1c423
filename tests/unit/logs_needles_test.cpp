// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "aidiag/patterns.hpp"
#include "logs/needles.hpp"

namespace {

using aidiag::Needles;
using aidiag::PatternSet;
using Ids = std::vector<int>;
using Texts = std::vector<std::string>;

TEST_CASE("needles: each is found wherever it stands, in whatever case, and said once") {
  Needles needles;
  needles.add("cuda error", 3);
  needles.add("oomkilled", 1);
  needles.add("error", 2);
  needles.add("zzzz", 0);
  needles.build();
  CHECK(needles.find("CUDA Error: again a cuda error") == Ids{2, 3});
  CHECK(needles.find("OOMKilled") == Ids{1});
  CHECK(needles.find("xoomkilledx zzz") == Ids{1});
  CHECK(needles.find("cuda erro") == Ids{});
  CHECK(needles.find("") == Ids{});
}

TEST_CASE("needles: those that share their rare characters are told apart, also at the ends of the text") {
  Needles needles;
  needles.add("xid: 79", 0);
  needles.add("nvrm: xid: 48", 1);
  needles.add("xid: 7", 2);
  needles.build();
  CHECK(needles.find("Xid: 79") == Ids{0, 2});
  CHECK(needles.find("NVRM: Xid: 48") == Ids{1});
  CHECK(needles.find("Xid: 48") == Ids{});
  CHECK(needles.find("Xid: 7") == Ids{2});
}

TEST_CASE("patterns: the needles are the fewest and longest texts that no match can do without") {
  struct Row {
    const char* pattern;
    Texts needles;
  };
  const Row rows[] = {{"CUDA error: (?P<what>out of memory)", {"cuda error: out of memory"}},
                      {"Xid: \\d+.*fallen off the bus", {"fallen off the bus"}},
                      {"OSError|RuntimeError", {"runtimeerror", "oserror"}},
                      {"(?i)failed.*(?:load|open) model", {"failed"}},
                      {"GPU|cuda error", {}},
                      {".*", {}}};
  for (const Row& row : rows) {
    CAPTURE(row.pattern);
    CHECK(PatternSet::needles(row.pattern) == row.needles);
  }
}

TEST_CASE("patterns: letters beyond ASCII are found in either case, and those that (?i) takes for k and s") {
  PatternSet set;
  const int folded = set.add("(?i)task killed"), umlaut = set.add("(?i)größe überschritten"),
            exact = set.add("Überschreitung der Zeit"), chinese = set.add("显存不足");
  CHECK(set.scan("ta\u017F\u212A \u212Ailled") == Ids{folded});
  CHECK(set.scan("Task \u212Ailled") == Ids{folded});
  CHECK(set.scan("GRÖßE ÜBERSCHRITTEN") == Ids{umlaut});
  CHECK(set.scan("Überschreitung der Zeit") == Ids{exact});
  CHECK(set.scan("CUDA: 显存不足") == Ids{chinese});
  CHECK(PatternSet::needles("显存不足") == Texts{"显存不足"});
  PatternSet only_letters;
  const int short_runs = only_letters.add("(?i)ÄÖÜÉ");
  CHECK(only_letters.scan("äöüé") == Ids{short_runs});
}

TEST_CASE("patterns: one that has no needle is tried on every text") {
  PatternSet set;
  const int general = set.add("G.U"), other = set.add("cuda error");
  CHECK(set.scan("GPU") == Ids{general});
  CHECK(set.scan("GPU: CUDA ERROR") == Ids{general});
  CHECK(set.scan("a GPU, a cuda error") == Ids{general, other});
}

}  // namespace
