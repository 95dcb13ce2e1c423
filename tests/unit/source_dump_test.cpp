// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "aidiag/dump.hpp"

using namespace aidiag;

namespace {

// A folder of this test alone.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "aidiag-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  Folder& put(const std::string& name, const std::string& text) {
    const std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return *this;
  }
  [[nodiscard]] std::string path(const std::string& name = "") const {
    return name.empty() ? path_.string() : (path_ / name).string();
  }

 private:
  std::filesystem::path path_;
};

Read list(const std::string& kind, const std::string& ns) {
  Read read;
  read.kind = kind;
  read.ns = ns;
  return read;
}

Read get(const std::string& kind, const std::string& ns, const std::string& name) {
  Read read = list(kind, ns);
  read.what = Read::What::get;
  read.name = name;
  return read;
}

Read log_of(const std::string& ns, const std::string& pod, const std::string& container, bool previous = false) {
  Read read = list("Log", ns);
  read.what = Read::What::log;
  read.name = pod;
  read.container = container;
  read.previous = previous;
  return read;
}

std::unique_ptr<const Snapshot> take(const std::string& path, const std::vector<Read>& reads, Limits limits = {}) {
  auto source = open_dump(path);
  REQUIRE(source.ok());
  SnapshotBuilder builder(limits);
  const Status status = source.value()->read(reads, builder);
  REQUIRE_MESSAGE(status.ok(), (status.ok() ? "" : status.error().message));
  return builder.take();
}

Error error_of(const std::string& path) {
  auto source = open_dump(path);
  if (!source.ok()) return source.error();
  SnapshotBuilder builder;
  const Status status = source.value()->read({}, builder);
  REQUIRE_FALSE(status.ok());
  return status.error();
}

std::string reasons(const Snapshot& snapshot) {
  std::string out;
  for (const Gap& gap : snapshot.gaps()) {
    out += gap.kind + "|" + gap.ns + "|" + gap.name + "|" + gap.container + "|" + gap.reason +
           (gap.asked_for ? "|asked" : "") + "\n";
  }
  return out;
}

std::string pod(const std::string& ns, const std::string& name) {
  return R"({"metadata":{"name":")" + name + R"(","namespace":")" + ns +
         R"(","creationTimestamp":"2026-03-01T10:00:00Z"},"spec":{"containers":[{"name":"main"}]},)" +
         R"("status":{"phase":"Pending"}})";
}

std::string pods(const std::string& items) {
  return R"({"kind":"PodList","apiVersion":"v1","metadata":{},"items":)" + items + "}\n";
}

std::string empty(const std::string& kind) {
  return R"({"kind":")" + kind + R"(","apiVersion":"v1","metadata":{},"items":null})";
}

// As kubectl cluster-info dump writes it.
void put_dump(Folder& folder) {
  folder.put("nodes.json", R"({"kind":"NodeList","apiVersion":"v1","items":[{"metadata":{"name":"n1"}}]})")
      .put("ai/pods.json", pods("[" + pod("ai", "llm-0") + "]"))
      .put("ai/services.json", empty("ServiceList"))
      .put("ai/replication-controllers.json", empty("ReplicationControllerList"))
      .put("ai/events.json",
           R"({"kind":"EventList","apiVersion":"v1","items":[{"metadata":{"name":"e","namespace":"ai"},
        "involvedObject":{"kind":"Pod","name":"llm-0","namespace":"ai"},"reason":"Pulling","message":"m",
        "lastTimestamp":"2026-03-01T11:30:00Z"}]})")
      .put("ai/llm-0/logs.txt",
           "==== START logs for container main of pod ai/llm-0 ====\nhello\n"
           "==== END logs for container main of pod ai/llm-0 ====\n");
}

}  // namespace

TEST_CASE("dump: the folder of cluster-info dump is read whole") {
  Folder folder;
  put_dump(folder);
  const auto snapshot = take(folder.path(), {list("Pod", "ai"), list("Service", "ai"), list("Node", "")});
  CHECK(reasons(*snapshot) == "");
  CHECK(snapshot->find("Pod", "ai", "llm-0") != nullptr);
  CHECK(snapshot->find("Node", "", "n1") != nullptr);
  CHECK(snapshot->events().size() == 1);
  REQUIRE(snapshot->log("ai", "llm-0", "main", false) != nullptr);
  CHECK(snapshot->log("ai", "llm-0", "main", false)->text == "hello\n");
  CHECK(snapshot->log("ai", "llm-0", "main", false)->from_start);
  CHECK(snapshot->known_absent("Service", "ai", "llm"));
  CHECK(snapshot->known_absent("ReplicationController", "ai", "x"));
  CHECK_FALSE(snapshot->known_absent("Service", "other", "llm"));
  CHECK(snapshot->source == "dump " + folder.path());
}

TEST_CASE("dump: what no file holds is a gap once it is asked for, and only then") {
  Folder folder;
  put_dump(folder);
  CHECK(reasons(*take(folder.path(), {})) == "");
  Read asked = list("StatefulSet", "ai");
  asked.asked_for = true;
  const auto snapshot = take(folder.path(), {asked, get("PersistentVolume", "", "pv-1"), get("Node", "", "n9"),
                                             log_of("ai", "llm-0", "side"), log_of("ai", "llm-0", "main", true)});
  CHECK(reasons(*snapshot) ==
        "Log|ai|llm-0|main|the log of its run before is not in the dump\n"
        "Log|ai|llm-0|side|its log is not in the dump\n"
        "PersistentVolume||pv-1||not in the dump\n"
        "StatefulSet|ai|||not in the dump|asked\n");
  CHECK(snapshot->coverage("StatefulSet", "ai") == Coverage::unread);
  const auto once = take(folder.path(), {list("Job", ""), get("Job", "ai", "train")});
  CHECK(reasons(*once) == "Job||||not in the dump\n");
}

TEST_CASE("dump: pods of a node may be in namespaces that the dump does not hold") {
  Folder folder;
  put_dump(folder);
  Read on_node = list("Pod", "");
  on_node.field_selector = "spec.nodeName=n1";
  CHECK(reasons(*take(folder.path(), {list("Pod", "")})) == "");
  CHECK(reasons(*take(folder.path(), {on_node})) == "Pod||||only those of ai are in the dump\n");
  folder.put("kube-public/pods.json", empty("PodList"));
  CHECK(reasons(*take(folder.path(), {on_node})) == "");
}

TEST_CASE("dump: now is the newest time in it, or what capture.json says") {
  Folder folder;
  put_dump(folder);
  auto snapshot = take(folder.path(), {});
  CHECK(format_time(snapshot->now) == "2026-03-01T11:30:00Z");
  CHECK(snapshot->now_source == NowSource::newest);
  folder.put("capture.json", R"({"takenAt":"2026-03-01T12:00:00Z","context":"prod","gaps":[
    {"kind":"Secret","namespace":"ai","name":null,"reason":"forbidden"}]})");
  snapshot = take(folder.path(), {});
  CHECK(format_time(snapshot->now) == "2026-03-01T12:00:00Z");
  CHECK(snapshot->now_source == NowSource::capture);
  CHECK(snapshot->context == "prod");
  CHECK(reasons(*snapshot) == "Secret|ai|||forbidden\n");
}

TEST_CASE("dump: files of kubectl get, of any name and depth") {
  Folder folder;
  folder.put("some/where/a.json", R"({"kind":"List","apiVersion":"v1","items":[
      {"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","namespace":"one"}},
      {"kind":"Pod","apiVersion":"v1","metadata":{"name":"b","namespace":"two"}}]})");
  folder.put("pvc.txt", R"({"kind":"List","apiVersion":"v1","items":[]})");
  folder.put("deploy.yml", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: llm\n  namespace: one\n");
  folder.put("notes", "do not read me\n");
  const auto snapshot = take(folder.path(), {list("Pod", "one"), list("PersistentVolumeClaim", "one")});
  CHECK(reasons(*snapshot) == "");
  CHECK(snapshot->find("Pod", "two", "b") != nullptr);
  CHECK(snapshot->find("Deployment", "one", "llm") != nullptr);
  CHECK(snapshot->coverage("Pod", "three") == Coverage::complete);
  CHECK(snapshot->coverage("PersistentVolumeClaim", "one") == Coverage::complete);
  CHECK(snapshot->coverage("Deployment", "one") == Coverage::partial);
}

TEST_CASE("dump: a single object says nothing of others") {
  Folder folder;
  folder.put("x.json", R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","namespace":"one"}})");
  const auto snapshot = take(folder.path("x.json"), {get("Pod", "one", "a"), list("Pod", "one")});
  CHECK(reasons(*snapshot) == "Pod|one|||only some are in the dump\n");
  CHECK_FALSE(snapshot->known_absent("Pod", "one", "b"));
}

TEST_CASE("dump: what the command prints to a pipe, objects and logs in one text") {
  Folder folder;
  folder.put("out", R"({"kind":"NodeList","apiVersion":"v1","items":[{"metadata":{"name":"n1"}}]})"
                    "\n" +
                        empty("EventList") + "\n" + pods("[" + pod("ai", "p") + "]") +
                        "==== START logs for container main of pod ai/p ====\nx==== END logs for container main of pod "
                        "ai/p ====\n" +
                        empty("EventList") + "\n" + empty("PodList") + "\n");
  const auto snapshot = take(folder.path("out"), {list("Event", "ai"), list("Pod", "ai")});
  CHECK(reasons(*snapshot) == "");
  CHECK(snapshot->find("Pod", "ai", "p") != nullptr);
  CHECK(snapshot->log("ai", "p", "main", false)->text == "x");
}

TEST_CASE("dump: YAML of a folder has the kinds that its lists say") {
  Folder folder;
  folder.put("ai/pods.yaml",
             "apiVersion: v1\nitems:\n- metadata:\n    name: p\n    namespace: ai\n  spec: {}\nkind: PodList\n");
  folder.put("ai/events.yaml", "apiVersion: v1\nitems: null\nkind: EventList\nmetadata: {}\n");
  const auto snapshot = take(folder.path(), {list("Pod", "ai"), list("Event", "ai")});
  CHECK(reasons(*snapshot) == "");
  CHECK(snapshot->find("Pod", "ai", "p") != nullptr);
}

TEST_CASE("dump: of a broken file that is kept which could be read, and the rest is a gap with its place") {
  Folder folder;
  put_dump(folder);
  const std::string whole = pods("[\n" + pod("ai", "llm-0") + ",\n" + pod("ai", "llm-1") + "\n]");
  folder.put("ai/pods.json", whole.substr(0, whole.size() - 60));
  Read asked = list("Pod", "ai");
  asked.asked_for = true;
  const auto snapshot = take(folder.path(), {asked});
  CHECK(snapshot->find("Pod", "ai", "llm-0") != nullptr);
  CHECK(snapshot->find("Pod", "ai", "llm-1") == nullptr);
  CHECK(snapshot->coverage("Pod", "ai") == Coverage::partial);
  REQUIRE(snapshot->gaps().size() == 1);
  CHECK(snapshot->gaps()[0].asked_for);
  CHECK(snapshot->gaps()[0].reason.starts_with("ai/pods.json: line "));
}

TEST_CASE("dump: files that hold something else, or nothing, or may not be read") {
  Folder folder;
  put_dump(folder);
  folder.put("ai/jobs.json", "Error from server (Forbidden): jobs.batch is forbidden\n");
  folder.put("ai/deployments.json", "");
  folder.put("ai/daemonsets.json", std::string("\0\1\2\3", 4));
  folder.put("ai/llm-0/logs.txt",
             "==== START logs for container main of pod ai/llm-0 ====\nRequest log error: gone\n"
             "==== END logs for container main of pod ai/llm-0 ====\n"
             "==== START logs for container side of pod ai/llm-0 ====\ncut");
  ::chmod(folder.path("ai/services.json").c_str(), 0);
  const auto snapshot = take(folder.path(), {list("Job", "ai"), log_of("ai", "llm-0", "main")});
  std::string expected =
      "DaemonSet|ai|||ai/daemonsets.json: holds neither JSON nor YAML\n"
      "Deployment|ai|||ai/deployments.json: is empty\n"
      "Job|ai|||ai/jobs.json: holds no Kubernetes object here, but: Error from server (Forbidden): jobs.batch is "
      "forbidden\n"
      "Log|ai|llm-0|main|Request log error: gone\n"
      "Log|ai|llm-0|side|ai/llm-0/logs.txt: ends before the END mark of the log\n";
  if (::geteuid() != 0) expected += "Service|ai|||ai/services.json: Permission denied\n";
  CHECK(reasons(*snapshot) == expected);
  CHECK(snapshot->log("ai", "llm-0", "side", false)->text == "cut");
  ::chmod(folder.path("ai/services.json").c_str(), 0600);
}

TEST_CASE("dump: of a log that is larger than the limit head and tail are kept") {
  Folder folder;
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "line " + std::to_string(i) + "\n";
  folder.put("ai/p/logs.txt", "==== START logs for container c of pod ai/p ====\n" + text +
                                  "==== END logs for container c of pod ai/p ====\n");
  Limits limits;
  limits.log_bytes = 100;
  const auto snapshot = take(folder.path(), {}, limits);
  const Log* log = snapshot->log("ai", "p", "c", false);
  REQUIRE(log != nullptr);
  CHECK_FALSE(log->from_start);
  CHECK(log->text.starts_with("line 19"));
  CHECK(log->text.ends_with("line 1999\n"));
  CHECK(log->head.starts_with("line 0\n"));
}

TEST_CASE("dump: an input without anything of Kubernetes is an error that says what is taken") {
  Folder folder;
  folder.put("empty.json", "")
      .put("rubbish.json", std::string("\x7f"
                                       "ELF\0\1",
                                       6))
      .put("text.yaml", "hello world\n");
  struct Row {
    std::string path, message;
    ErrorKind kind;
  };
  const Row rows[] = {
      {folder.path("no-such"), "--from " + folder.path("no-such") + ": No such file or directory", ErrorKind::usage},
      {folder.path("empty.json"), "--from " + folder.path("empty.json") + ": is empty", ErrorKind::bad_file},
      {folder.path("rubbish.json"), "--from " + folder.path("rubbish.json") + ": holds neither JSON nor YAML",
       ErrorKind::bad_file},
      {folder.path("text.yaml"),
       "--from " + folder.path("text.yaml") + ": holds no Kubernetes object here, but: hello world",
       ErrorKind::bad_file},
  };
  for (const Row& row : rows) {
    CAPTURE(row.path);
    const Error error = error_of(row.path);
    CHECK(error.message == row.message);
    CHECK(error.kind == row.kind);
  }
  CHECK(error_of(folder.path("empty.json")).hint.find("cluster-info dump") != std::string::npos);
  Folder nothing;
  CHECK(error_of(nothing.path()).message == "--from " + nothing.path() + ": there is nothing of Kubernetes in it");
}

TEST_CASE("dump: a namespace that no file mentions is not found") {
  Folder folder;
  put_dump(folder);
  auto source = open_dump(folder.path());
  SnapshotBuilder builder;
  Read asked = get("Namespace", "", "prod");
  asked.asked_for = true;
  const Status status = source.value()->read({asked}, builder);
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().kind == ErrorKind::not_found);
  CHECK(status.error().message == "--from " + folder.path() + ": nothing in it is of namespace \"prod\"");
  CHECK(status.error().hint == "It holds ai.");
}

TEST_CASE("dump: one source serves several builders alike") {
  Folder folder;
  put_dump(folder);
  auto source = open_dump(folder.path());
  for (int i = 0; i < 2; ++i) {
    SnapshotBuilder builder;
    REQUIRE(source.value()->read({list("Job", "ai")}, builder).ok());
    REQUIRE(source.value()->read({list("Job", "ai")}, builder).ok());
    const auto snapshot = builder.take();
    CHECK(snapshot->find("Pod", "ai", "llm-0") != nullptr);
    CHECK(reasons(*snapshot) == "Job|ai|||not in the dump\n");
  }
}
