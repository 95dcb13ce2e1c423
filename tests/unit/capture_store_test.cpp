// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "capture/describe.hpp"
#include "capture/object_store.hpp"
#include "capture/write_capture.hpp"

using namespace aidiag;

namespace {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "capture-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] bool is_empty() const { return std::filesystem::is_empty(path); }
  std::string path;
};

ObjectStore store_in(const Folder& folder) {
  auto store = ObjectStore::in(folder.path);
  REQUIRE(store.ok());
  return std::move(store).value();
}

std::string pod(const std::string& name, int version, const std::string& more) {
  return R"({"kind":"Pod","apiVersion":"v1","metadata":{"namespace":"ai","name":")" + name +
         R"(","resourceVersion":")" + std::to_string(version) + R"("},"spec":{)" + more + "}}";
}

std::string text_of(ObjectStore& store, const ObjectStore::Piece& piece) {
  const auto settled = store.settled(piece);
  REQUIRE(settled.ok());
  auto text = store.read(settled.value());
  REQUIRE(text.ok());
  return std::move(text).value();
}

}  // namespace

TEST_CASE("capture: of two readings of an object the later is kept, whichever came first") {
  const Folder folder;
  for (const bool late_first : {true, false}) {
    ObjectStore store = store_in(folder);
    for (const bool late : {late_first, !late_first}) {
      store.took_in(pod("b", late ? 10 : 9, late ? "\"late\":1" : "\"early\":1,\"longer\":true"), "");
    }
    store.took_in(pod("a", 1, ""), "");
    std::size_t refused = 0;
    const auto kinds = store.take(refused);
    REQUIRE(kinds.size() == 1);
    REQUIRE(kinds[0].entries.size() == 2);
    CHECK(kinds[0].entries[0].name == "a");
    CHECK(text_of(store, kinds[0].entries[1].json).find("late") != std::string::npos);
  }
  CHECK_MESSAGE(folder.is_empty(), "what is put aside has no name");
}

TEST_CASE("capture: a secret that shows in a variable is taken out of what came before it too") {
  const Folder folder;
  ObjectStore store = store_in(folder);
  const std::string secret = "Zx81\\\"spectrum";  // as JSON writes it
  store.took_in(R"({"kind":"Event","apiVersion":"v1","metadata":{"namespace":"ai","name":"e"},"involvedObject":{},)"
                R"("message":"login with Zx81\"spectrum failed"})",
                "");
  store.took_in(pod("a", 1, R"("env":[{"name":"DB_PASSWORD","value":")" + secret + "\"}]"), "");
  SnapshotBuilder builder;
  Log log;
  log.ns = builder.intern("ai");
  log.pod = builder.intern("a");
  log.container = builder.intern("main");
  log.text = "it is Zx81\"spectrum\n";
  store.took_in(log);
  std::size_t refused = 0;
  const auto kinds = store.take(refused);
  const auto logs = store.take_logs(refused);
  REQUIRE(kinds.size() == 2);
  CHECK(text_of(store, kinds[0].entries[0].json).find("login with <redacted> failed") != std::string::npos);
  CHECK(text_of(store, logs[0].text) == "it is <redacted>\n");
  CHECK(store.redactions().repetitions == 2);
  CHECK(store.redactions().variables == 1);
}

TEST_CASE(
    "capture: a secret of a flag or a script is taken out of logs, events and annotations, words and names are not") {
  const Folder folder;
  ObjectStore store = store_in(folder);
  store.took_in(R"({"kind":"Event","apiVersion":"v1","metadata":{"namespace":"ai","name":"e"},"involvedObject":{},)"
                R"("message":"got tok-Ab3x9k7 and geheim!!1"})",
                "");
  store.took_in(pod("a", 1,
                    R"("containers":[{"args":["--api-key","tok-Ab3x9k7","--password=geheim!!1"]},)"
                    R"({"command":["sh","-c","serve --password changeme --hf-token llm-0Ab3x9k"]}])"),
                "");
  store.took_in(R"({"kind":"Pod","apiVersion":"v1","metadata":{"namespace":"ai","name":"llm-0Ab3x9k",)"
                R"("annotations":{"last":"called with tok-Ab3x9k7"}}})",
                "");
  SnapshotBuilder builder;
  Log log;
  log.ns = builder.intern("ai");
  log.pod = builder.intern("a");
  log.container = builder.intern("main");
  log.text = "tok-Ab3x9k7: geheim!!1, changeme in tok-Ab3x9k72 of llm-0Ab3x9k\n";
  store.took_in(log);
  std::size_t refused = 0;
  const auto kinds = store.take(refused);
  const auto logs = store.take_logs(refused);
  REQUIRE(kinds.size() == 2);
  CHECK(text_of(store, kinds[0].entries[0].json).find("\"got <redacted> and <redacted>\"") != std::string::npos);
  CHECK(text_of(store, kinds[1].entries[1].json).find("\"called with <redacted>\"") != std::string::npos);
  CHECK(text_of(store, logs[0].text) == "<redacted>: <redacted>, changeme in tok-Ab3x9k72 of llm-0Ab3x9k\n");
}

TEST_CASE("capture: the reason of a gap holds no secret") {
  SnapshotBuilder builder;
  builder.add_gap({"Node", "", "", "", "the proxy http://me:geheim@proxy:3128 refuses the way", false});
  const CaptureRecord record = describe(*builder.take(), {}, nullptr);
  REQUIRE(record.gaps.size() == 1);
  CHECK(record.gaps[0].reason == "the proxy http://me:<redacted>@proxy:3128 refuses the way");
}

TEST_CASE("capture: Secrets are not kept, and of ConfigMaps no contents") {
  const Folder folder;
  ObjectStore store = store_in(folder);
  store.took_in(R"({"kind":"SecretList","apiVersion":"v1","items":[{"metadata":{"name":"s","namespace":"ai"}}]})", "");
  store.took_in(R"({"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"c","namespace":"ai"},"data":{"a":"b"}})",
                "");
  std::size_t refused = 0;
  const auto kinds = store.take(refused);
  REQUIRE(kinds.size() == 1);
  CHECK(text_of(store, kinds[0].entries[0].json) ==
        R"({"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"c","namespace":"ai"}})");
}

TEST_CASE("capture: what is given up leaves nothing behind") {
  for (const char* name : {"/out", "/out.tar.gz"}) {
    const Folder folder;
    ObjectStore store = store_in(folder);
    store.took_in(pod("a", 1, ""), "");
    const std::atomic<bool> interrupted = true;
    const auto summary = write_capture({}, store, {folder.path + name, false, &interrupted});
    CHECK_FALSE(summary.ok());
    CHECK(folder.is_empty());
  }
}

TEST_CASE("capture: names that are no part of a path are known") {
  for (const char* good : {"llm-0", "node.example.com", "system:node:x"}) CHECK(is_safe_name(good));
  for (const char* bad : {"", ".", "..", ".hidden", "a/b", "a\\b", "a b", "a\n"}) CHECK_FALSE(is_safe_name(bad));
  CHECK_FALSE(is_safe_namespace("pods.json"));
}

TEST_CASE("capture.json: what is written is read again") {
  CaptureRecord record;
  record.taken_at = *parse_time("2026-11-21T04:00:00.000123Z");
  record.context = "prod";
  record.program = "1.0";
  record.server = "v1.33.1";
  record.scope = "namespace ai";
  record.gaps = {{"Node", "", "n1", "", "nodes is forbidden", true}, {"Log", "ai", "a", "main", "gone", false}};
  record.redacted = {{"tokens", 3}};
  record.claims = {{"Pod", "ai", true}, {"Event", "", false}};
  record.absent = {{"Node", "", "n2"}};
  record.nodes = {"n3"};
  Read read;
  read.kind = "Pod";
  read.field_selector = "spec.nodeName=n3";
  record.reads = {asked(read)};
  record.logs = {{"ai", "a", "main", true, false, true, false, 17}};
  record.files = {{"ai/pods.json", "Pod", "ai", 2}};

  const std::string text = record_text(record);
  const auto document = Document::parse(text);
  REQUIRE(document.ok());
  const auto again = read_record(document.value().root());
  REQUIRE(again);
  CHECK(again->taken_at == record.taken_at);
  CHECK(again->clock == NowSource::capture);
  CHECK(again->gaps.size() == 2);
  CHECK(again->gaps[0].asked_for);
  CHECK(again->log("ai", "a", "main", true)->timestamps);
  CHECK(again->log("ai", "a", "main", false) == nullptr);
  read.asked_for = true;
  CHECK(again->has_read(read));
  read.ns = "ai";
  CHECK_FALSE(again->has_read(read));
  CHECK(record_text(*again) == text);
}

TEST_CASE("capture.json: without what is complete it is no record") {
  const auto document = Document::parse(R"({"takenAt":"2026-11-21T04:00:00Z","gaps":[]})");
  REQUIRE(document.ok());
  CHECK_FALSE(read_record(document.value().root()));
}
