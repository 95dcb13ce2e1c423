// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "aidiag/report.hpp"
#include "report/layout.hpp"
#include "report/words.hpp"

using namespace aidiag;

TEST_CASE("clean: what a terminal would obey is taken out, and it is seen that something was") {
  CHECK(clean("a\x1b[31mred\x1b[0mb") == "aredb");
  CHECK(clean("x\x1b]0;title\x07y") == "xy");
  CHECK(clean("a\x01\x02") == "a\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(clean("bad \xff utf8") == "bad \xEF\xBF\xBD utf8");
  CHECK(clean("turn \xE2\x80\xAE around") == "turn \xEF\xBF\xBD around");
  CHECK(clean("one\ntwo") == "one two");
  CHECK(clean("one\ntwo", true) == "one\ntwo");
  CHECK(clean("caf\xC3\xA9 \xE2\x9C\x97") == "caf\xC3\xA9 \xE2\x9C\x97");
}

TEST_CASE("clean: secrets are replaced, what only sounds like one stays") {
  struct Row {
    const char* text;
    const char* want;
  };
  const Row rows[] = {
      {"token hf_abcdefghijklm4opqRst used", "token <redacted> used"},
      {"Authorization: Bearer abcdefghijklmnop1234", "Authorization: Bearer <redacted>"},
      {"https://user:hunter22@host/x", "https://user:<redacted>@host/x"},
      {"password=supersecret1", "password=<redacted>"},
      {"AKIAABCDEFGHIJKLMNOP", "<redacted>"},
      {"max_num_batched_tokens=8192", "max_num_batched_tokens=8192"},
      {"secret \"hf-token\" not found", "secret \"hf-token\" not found"},
      {"couldn't find key token in Secret ai/hf-token", "couldn't find key token in Secret ai/hf-token"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(clean(row.text) == row.want);
  }
}

TEST_CASE("layout: lines are broken at spaces and never inside a word") {
  CHECK(wrapped("one two three", 7) == std::vector<std::string>{"one two", "three"});
  CHECK(wrapped("averyveryverylongword x", 5) == std::vector<std::string>{"averyveryverylongword", "x"});
  CHECK(display_width("\xE2\x9C\x97 a") == 3);
  CHECK(display_width("\x1b[31mab\x1b[0m") == 2);
  CHECK(shortened("abcdef", 4, false) == "a...");
}

TEST_CASE("text: commands are never broken, however long they are") {
  Report report;
  report.scope_kind = "Namespace";
  report.scope_name = "ai";
  Finding finding;
  finding.rule = "gpu/x";
  finding.subject = {"Pod", "ai", "llm-0", "", "", ""};
  finding.title = "a title";
  finding.check = {{"look",
                    "kubectl get pod llm-0 -n ai -o "
                    "jsonpath='{.status.containerStatuses[*].state.waiting.message}{.status.reason}'"}};
  report.findings = {finding};
  const std::string text = write_text(report, {80, false, true});
  CHECK(text.find(finding.check[0].command + "\n") != std::string::npos);
}

TEST_CASE("text: without unicode and colour only ASCII is written") {
  Report report;
  report.scope_kind = "Cluster";
  Finding finding;
  finding.rule = "gpu/x";
  finding.title = "a title";
  report.findings = {finding};
  for (const char c : write_text(report, {80, false, false})) CHECK(static_cast<unsigned char>(c) < 0x80);
  CHECK(write_text(report, {80, true, true}).find("\x1b[") != std::string::npos);
}

TEST_CASE("plural: as kubectl names kinds") {
  CHECK(plural("Pod") == "pods");
  CHECK(plural("StorageClass") == "storageclasses");
  CHECK(plural("NetworkPolicy") == "networkpolicies");
  CHECK(plural("Gateway") == "gateways");
  CHECK(plural("Endpoints") == "endpoints");
}
