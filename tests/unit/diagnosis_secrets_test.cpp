// SPDX-License-Identifier: Apache-2.0
// What a report holds back because a pod's spec shows it to be a secret, and what it must say all the same.
#include <doctest/doctest.h>

#include <string>

#include "diagnosis/secrets.hpp"

using namespace aidiag;

namespace {

std::string quoted(const std::string& args, std::string text) {
  SnapshotBuilder builder;
  builder.keep_detail("ai", "app");
  REQUIRE(builder
              .add_json(R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":"app","namespace":"ai"},"spec":)"
                        R"({"containers":[{"name":"main0Ab3x9k","args":[)" +
                        args + "]}]}}")
              .ok());
  REQUIRE(builder.add_json(R"({"kind":"Node","apiVersion":"v1","metadata":{"name":"gpu-7c9d5f6b8-x2k4q"}})").ok());
  Report report;
  Finding finding;
  finding.subject = {"Container", "ai", "", "app", "main0Ab3x9k", ""};
  report.findings.push_back(finding);
  secrets_of(report, *builder.take()).redact(text);
  return text;
}

}  // namespace

TEST_CASE("secrets of a report: the value of a flag is held back in what a log says") {
  CHECK(quoted(R"("--api-key","token-Ab3x9k7")", "no such key: token-Ab3x9k7") == "no such key: <redacted>");
}

TEST_CASE("secrets of a report: the name of an object or a container is said, whatever flag or variable has it") {
  const std::string text = "gpu-7c9d5f6b8-x2k4q has no room for main0Ab3x9k";
  CHECK(quoted(R"("--api-key","gpu-7c9d5f6b8-x2k4q","--password","main0Ab3x9k")", text) == text);
}
