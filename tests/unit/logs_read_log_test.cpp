// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "aidiag/logs.hpp"

using aidiag::Log;
using aidiag::PatternSet;
using aidiag::RunLog;
using aidiag::ServerSheets;

namespace {

constexpr const char* any_sheet = R"(id: any
title: every container
source: a test
progress: ['(?P<progress>Fetching \d+ files: +\d+%)']
wrapper: ['errors\.ChildFailedError']
benign: ['Unable to register cuDNN factory']
)";

constexpr const char* server_sheet = R"(id: server
title: Server
source: a test
image: '(?:^|/)server(?:[:@]|$)'
command: ['\bserver run\b']
recognised_by: ['Server version']
ports: [8000, 8001]
health_paths: [/health]
listening: ['Listening on (?P<address>\[[^\]]*\]|[^\s:]+):(?P<port>\d+)', 'Listening on socket (?P<address>/\S+)']
ready: ['^Ready to serve']
progress: ['Loading weights']
wrapper: ['Engine failed, see above', 'Worker died']
)";

constexpr const char* general_sheet = R"(id: general
title: General
source: a test
recognised_by: ['Some framework']
ready: ['Framework is up']
)";

struct Setup {
  PatternSet patterns;
  ServerSheets sheets;
  Setup() {
    REQUIRE(sheets.add_yaml("servers/any.yaml", any_sheet, patterns).ok());
    REQUIRE(sheets.add_yaml("servers/general.yaml", general_sheet, patterns).ok());
    REQUIRE(sheets.add_yaml("servers/server.yaml", server_sheet, patterns).ok());
  }
  RunLog read(const Log& log) { return aidiag::read_log(log, sheets, nullptr, patterns); }
};

Log log_of(std::string text) {
  Log log;
  log.text = std::move(text);
  log.from_start = true;
  return log;
}

}  // namespace

TEST_CASE("server sheets: a server is recognised by its command, then its image, then a line of its log") {
  Setup s;
  CHECK(s.sheets.recognise(s.patterns, "example.com/server:v1", "")->id == "server");
  CHECK(s.sheets.recognise(s.patterns, "app", "sh -c server run --port 1")->id == "server");
  CHECK(s.sheets.recognise(s.patterns, "my-server-tools", "sleep 1") == nullptr);
  const Log log = log_of("Some framework 1\nServer version 2\n");
  CHECK(s.read(log).server->id == "server");
  const Log general = log_of("Some framework 1\n");
  CHECK(s.read(general).server->id == "general");
  const Log none = log_of("hello\n");
  CHECK(s.read(none).server == nullptr);
}

TEST_CASE("read log: listening, ready and progress are what the last such line says") {
  Setup s;
  const Log log = log_of(
      "Server version 1\nFetching 9 files:  50%\nListening on [::]:8000\nListening on socket /run/x.sock\nReady to "
      "serve\n"
      "Loading weights again\nListening on host:99999\n");
  const RunLog run = s.read(log);
  REQUIRE(run.listening.size() == 3);
  CHECK(run.listening[0].address == "::");
  CHECK(run.listening[0].port == 8000);
  CHECK(run.listening[0].record == 2);
  CHECK(run.listening[1].address == "/run/x.sock");
  CHECK_FALSE(run.listening[1].port);
  CHECK_FALSE(run.listening[2].port);
  CHECK(run.ready == 4);
  CHECK(run.progress == 5);
  CHECK(run.progress_text == "Loading weights");
  CHECK(run.complete);
}

TEST_CASE("read log: a record stands until the server says that it is ready") {
  Setup s;
  const Log log = log_of("Server version 1\nRuntimeError: early 1\nINFO:     Ready to serve\nRuntimeError: early 2\n");
  const RunLog run = s.read(log);
  REQUIRE(run.records.size() == 4);
  CHECK_FALSE(run.records[1].standing);
  CHECK(run.records[2].standing);
  CHECK(run.records[3].standing);
  CHECK(run.records[3].count == 2);
  const Log plain = log_of("Server version 1\nRuntimeError: early\nReady to serve\n");
  CHECK_FALSE(s.read(plain).records.at(1).standing);
}

TEST_CASE("read log: a wrapper is one by its message, not by the line above a traceback") {
  Setup s;
  const Log log = log_of(
      "Server version 1\n"
      "ERROR 11-21 09:00:00 [a.py:1] Worker died\n"
      "Traceback (most recent call last):\n  File \"a\"\nValueError: the cause\n"
      "ERROR 11-21 09:00:01 [a.py:1] Worker died\n"
      "Traceback (most recent call last):\n  File \"b\"\nRuntimeError: Engine failed, see above\n");
  const RunLog run = s.read(log);
  REQUIRE(run.records.size() == 3);
  CHECK(run.records[1].message == "ValueError: the cause");
  CHECK_FALSE(run.records[1].wrapper);
  CHECK(run.records[2].wrapper);
}

TEST_CASE("read log: a wrapper or harmless line that holds what a rule looks for is neither") {
  Setup s;
  s.patterns.add(R"(\(exitcode: -9\))");
  const char* const summary = "torch.errors.ChildFailedError:\n  rank 0\n";
  const Log killed =
      log_of(std::string("E1121 09:39:49.4 1 api.py:1] failed (exitcode: -9) local_rank: 0\nTraceback (most recent "
                         "call last):\n  File \"run.py\"\n") +
             summary);
  CHECK_FALSE(s.read(killed).records.at(0).wrapper);
  const Log failed =
      log_of(std::string("E1121 09:39:49.4 1 api.py:1] failed (exitcode: 1) local_rank: 0\nTraceback (most recent "
                         "call last):\n  File \"run.py\"\n") +
             summary);
  CHECK(s.read(failed).records.at(0).wrapper);
  const Log harmless =
      log_of("2026-11-21 09:00:00.1: E x/cuda.cc:12] Unable to register cuDNN factory: one is there\n");
  CHECK(s.read(harmless).records.at(0).benign);
}

TEST_CASE("read log: marks of another server's sheet do not count") {
  Setup s;
  const Log log = log_of("Some framework 1\nWorker died\n");
  CHECK_FALSE(s.read(log).records.at(1).wrapper);
}

TEST_CASE("read log: head and tail are joined where they overlap") {
  Setup s;
  Log log;
  log.timestamps = true;
  const std::string one = "2026-11-21T04:00:00.000000001Z Server version 1\n";
  const std::string two = "2026-11-21T04:00:00.000000002Z second line\n";
  const std::string three = "2026-11-21T04:00:00.000000003Z third line\n";
  log.head = one + two.substr(0, 40);
  log.text = two + three;
  const RunLog joined = s.read(log);
  REQUIRE(joined.records.size() == 3);
  CHECK_FALSE(joined.complete);
  CHECK(joined.records[0].from_head);
  CHECK(joined.records[0].line == 1);
  CHECK_FALSE(joined.records[1].from_head);
  CHECK(joined.records[1].line == 1);

  log.head = one + two + three.substr(0, 35);
  CHECK(s.read(log).complete);
  CHECK(s.read(log).records.size() == 3);

  log.head.clear();
  CHECK_FALSE(s.read(log).complete);
  log.from_start = true;
  CHECK(s.read(log).complete);
}

TEST_CASE("server sheets: a mistake is refused with its line") {
  struct Row {
    const char* yaml;
    const char* error;
  };
  const std::string start = "id: bad\ntitle: Bad\nsource: a test\n";
  const Row rows[] = {
      {"readyy: [abcd]", "f/bad.yaml:4: unknown key \"readyy\""},
      {"ready: [abcd]\nready: [efgh]", "f/bad.yaml:5: duplicate key \"ready\""},
      {"ready:\n  - 'abcd('", "f/bad.yaml:5: ready: bad pattern: missing ): (?m)abcd("},
      {"ready: ['a+']", "f/bad.yaml:4: ready: \"a+\" has no run of four letters that every match must hold"},
      {"ready: [abcd, abcd]", "f/bad.yaml:4: ready has this pattern twice"},
      {"ready: {a: b}", "f/bad.yaml:4: ready must be a list"},
      {"ready: [[abcd]]", "f/bad.yaml:4: ready must be a text"},
      {"progress: ['(?P<prgress>abcd)']", "f/bad.yaml:4: progress has no use for the group \"prgress\""},
      {"ports: [8000, eighty]", "f/bad.yaml:4: ports must be numbers from 1 to 65535"},
      {"ports: [70000]", "f/bad.yaml:4: ports must be numbers from 1 to 65535"},
      {"health_paths: [health]", "f/bad.yaml:4: health_paths must begin with /"},
      {"title: again", "f/bad.yaml:4: duplicate key \"title\""},
      {"ready: [", "f/bad.yaml:5: end of sequence flow not found"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.yaml);
    PatternSet patterns;
    ServerSheets sheets;
    const aidiag::Status status = sheets.add_yaml("f/bad.yaml", start + row.yaml + "\n", patterns);
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().message == row.error);
    CHECK(sheets.all().empty());
  }
  PatternSet patterns;
  ServerSheets sheets;
  CHECK(sheets.add_yaml("f/other.yaml", start, patterns).error().message ==
        "f/other.yaml:1: id must be \"other\", as the file is named");
  CHECK(sheets.add_yaml("f/bad.yaml", "- a", patterns).error().message == "f/bad.yaml:1: a server sheet must be a map");
  CHECK(sheets.add_yaml("f/bad.yaml", "id: bad\ntitle: Bad\n", patterns).error().message ==
        "f/bad.yaml:1: the key \"source\" is missing");
  CHECK(sheets.add_yaml("f/bad.yaml", start, patterns).ok());
  CHECK(sheets.add_yaml("f/bad.yaml", start, patterns).error().message ==
        "f/bad.yaml:1: there is a server sheet \"bad\" already");
}
