// SPDX-License-Identifier: Apache-2.0
#include <archive.h>
#include <archive_entry.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "source/archive.hpp"
#include "source/dump_coverage.hpp"
#include "source/dump_layout.hpp"
#include "source/dump_logs.hpp"
#include "source/dump_text.hpp"
#include "source/yaml_objects.hpp"

using namespace aidiag;

namespace {

FileRole role_of(const std::vector<std::string>& names, const std::string& name) {
  const Layout layout = read_layout(names);
  const auto at = std::find(names.begin(), names.end(), name);
  REQUIRE(at != names.end());
  return layout.roles[static_cast<std::size_t>(at - names.begin())];
}

std::string json_of(const std::string& yaml) {
  const YamlObjects read = yaml_to_json(yaml);
  REQUIRE(read.problem == "");
  return read.documents.empty() ? "" : read.documents.front().json;
}

std::string make_archive(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string out(1 << 20, '\0');
  std::size_t used = 0;
  archive* a = archive_write_new();
  archive_write_set_format_pax_restricted(a);
  archive_write_add_filter_gzip(a);
  REQUIRE(archive_write_open_memory(a, out.data(), out.size(), &used) == ARCHIVE_OK);
  for (const auto& [name, bytes] : files) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(a, entry);
    archive_write_data(a, bytes.data(), bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(a);
  archive_write_free(a);
  out.resize(used);
  return out;
}

const std::string kStartA = "==== START logs for container a of pod ai/p ====\n";
const std::string kEndA = "==== END logs for container a of pod ai/p ====";

}  // namespace

TEST_CASE("layout: files of a cluster-info dump have their kind and namespace by their name") {
  const std::vector<std::string> names = {
      "nodes.json",     "storageclasses.json", "ai/pods.json",        "ai/replication-controllers.json",
      "ai/events.json", "ai/llm-0/logs.txt",   "ai/rayclusters.json", "capture.json",
      "README.md"};
  CHECK(role_of(names, "nodes.json").kind == "Node");
  CHECK(role_of(names, "nodes.json").in_layout);
  CHECK(role_of(names, "storageclasses.json").kind == "StorageClass");
  CHECK(role_of(names, "ai/pods.json").kind == "Pod");
  CHECK(role_of(names, "ai/pods.json").ns == "ai");
  CHECK(role_of(names, "ai/replication-controllers.json").kind == "ReplicationController");
  CHECK(role_of(names, "ai/rayclusters.json").kind == "RayCluster");
  CHECK(role_of(names, "ai/llm-0/logs.txt").what == FileRole::What::logs);
  CHECK(role_of(names, "ai/llm-0/logs.txt").pod == "llm-0");
  CHECK(role_of(names, "ai/llm-0/logs.txt").ns == "ai");
  CHECK(role_of(names, "capture.json").what == FileRole::What::capture);
  CHECK(role_of(names, "README.md").what == FileRole::What::other);
}

TEST_CASE("layout: it may lie in a folder of its own, in YAML, and without nodes") {
  const std::vector<std::string> names = {"x/dump/ai/pods.yaml", "x/dump/ai/events.yaml"};
  CHECK(role_of(names, "x/dump/ai/pods.yaml").ns == "ai");
  CHECK(role_of(names, "x/dump/ai/pods.yaml").in_layout);
}

TEST_CASE("layout: a folder of lists beside nodes is no namespace") {
  const std::vector<std::string> names = {"out/nodes.json", "out/pods.json", "out/events.json"};
  CHECK_FALSE(role_of(names, "out/pods.json").in_layout);
  CHECK(role_of(names, "out/pods.json").kind == "Pod");
}

TEST_CASE("layout: a folder for each namespace shows that the dump was made with --all-namespaces") {
  CHECK_FALSE(read_layout({"nodes.json", "ai/pods.json"}).all_namespaces);
  CHECK(read_layout({"nodes.json", "ai/pods.json", "kube-public/pods.json"}).all_namespaces);
}

TEST_CASE("layout: hidden files, Secrets and other languages are not read") {
  for (const char* name : {"._pods.json", ".DS_Store", "secrets.json", "main.go"}) {
    CAPTURE(name);
    CHECK(role_of({name}, name).what == FileRole::What::other);
  }
}

TEST_CASE("kind of a resource: plural, with dashes, singular, short, in any case") {
  struct Row {
    std::string_view word, kind;
  };
  const Row rows[] = {{"pods", "Pod"},
                      {"persistentvolumeclaims", "PersistentVolumeClaim"},
                      {"pvc", "PersistentVolumeClaim"},
                      {"replication-controllers", "ReplicationController"},
                      {"EndpointSlices", "EndpointSlice"},
                      {"horizontalpodautoscaler", "HorizontalPodAutoscaler"},
                      {"ingresses", "Ingress"},
                      {"configmaps", "ConfigMap"},
                      {"output", ""},
                      {"", ""}};
  for (const Row& row : rows) {
    CAPTURE(row.word);
    CHECK(kind_of_resource(row.word).kind == row.kind);
  }
}

TEST_CASE("logs: a section is the text between its marks") {
  const std::string input = kStartA + "one\ntwo\n" + kEndA + "\n";
  const auto section = next_log_section(input, 0);
  REQUIRE(section);
  CHECK(section->container == "a");
  CHECK(section->ns == "ai");
  CHECK(section->pod == "p");
  CHECK(section->text == "one\ntwo\n");
  CHECK(section->ended);
  CHECK(section->end == input.size());
  CHECK_FALSE(next_log_section(input, section->end));
}

TEST_CASE("logs: END may be glued to the last line, and the log may be empty") {
  const std::string glued = kStartA + "no newline" + kEndA + "\n", windows = kStartA + "one" + kEndA + "\r\n";
  CHECK(next_log_section(glued, 0)->text == "no newline");
  CHECK(next_log_section(windows, 0)->text == "one");
  const std::string nothing = kStartA + kEndA;
  const auto empty = next_log_section(nothing, 0);
  CHECK(empty->text.empty());
  CHECK(empty->ended);
}

TEST_CASE("logs: marks of other containers inside a log are its text") {
  const std::string inner =
      "==== START logs for container b of pod other/q ====\nx\n==== END logs for container b of pod other/q ====\n";
  const std::string input = kStartA + inner + "still a\n" + kEndA + "\n" + inner;
  const auto section = next_log_section(input, 0);
  CHECK(section->text == inner + "still a\n");
  CHECK(next_log_section(input, section->end)->container == "b");
}

TEST_CASE("logs: an END mark in the middle of a line is text") {
  const std::string input = kStartA + "saw " + kEndA + " in a file\nend\n" + kEndA + "\n";
  CHECK(next_log_section(input, 0)->text == "saw " + kEndA + " in a file\nend\n");
}

TEST_CASE("logs: without its END a log lasts to the pod's next container or to the end") {
  const std::string b = "==== START logs for container b of pod ai/p ====\nlog of b\n";
  const std::string input = kStartA + "log of a\n" + b;
  const auto first = next_log_section(input, 0);
  CHECK(first->text == "log of a\n");
  CHECK_FALSE(first->ended);
  const auto second = next_log_section(input, first->end);
  CHECK(second->text == "log of b\n");
  CHECK_FALSE(second->ended);
}

TEST_CASE("logs: what kubectl could not read is no log") {
  for (const std::string error :
       {"Request log error: container \"a\" in pod \"p\" is waiting to start: ContainerCreating",
        "Create log request error: no kind", "unable to retrieve container logs for containerd://0123"}) {
    CAPTURE(error);
    const std::string input = kStartA + error + "\n" + kEndA + "\n";
    CHECK(next_log_section(input, 0)->error == error);
    CHECK(next_log_section(input, 0)->text.empty());
  }
  const std::string talks_of_it = kStartA + "Request log error: seen\nand gone on\n" + kEndA + "\n";
  CHECK(next_log_section(talks_of_it, 0)->error.empty());
}

TEST_CASE("text: the usual file is one piece, also when braces and quotes stand in its strings") {
  const std::string text = "{\"a\": \"}{ \\\" \\\\\", \"b\": [{}, {}]}\n";
  const auto pieces = split_text(text);
  REQUIRE(pieces.size() == 1);
  CHECK(pieces[0].text == text.substr(0, text.size() - 1));
}

TEST_CASE("text: objects one after the other, in lines, behind warnings") {
  for (const std::string text :
       {"{\"a\":1}{\"b\":2}", "{\"a\":1}\n{\"b\":2}\n", "Warning: old API\n{\"a\":1}\n---\n{\"b\":2}\n"}) {
    CAPTURE(text);
    const auto pieces = split_text(text);
    REQUIRE(pieces.size() == 2);
    CHECK(pieces[0].text == "{\"a\":1}");
    CHECK(pieces[1].text == "{\"b\":2}");
  }
}

TEST_CASE("text: an array is one piece, a bracket before other words is none") {
  const auto pieces = split_text("[INFO] done\n[ {\"a\":1},\n {\"b\":2}]\n");
  REQUIRE(pieces.size() == 2);
  CHECK(pieces[0].what == TextPiece::What::noise);
  CHECK(pieces[1].text == "[ {\"a\":1},\n {\"b\":2}]");
}

TEST_CASE("text: a cut object is a piece without its end; what is no object is noise") {
  const auto cut = split_text("{\"a\": [1, 2");
  REQUIRE(cut.size() == 1);
  CHECK(cut[0].text == "{\"a\": [1, 2");
  const auto noise = split_text("{\"a\":1}\nError from server (Forbidden): nodes is forbidden\nmore\n");
  REQUIRE(noise.size() == 2);
  CHECK(noise[1].what == TextPiece::What::noise);
  CHECK(noise[1].text == "Error from server (Forbidden): nodes is forbidden");
  CHECK(split_text(" \n\t").empty());
}

TEST_CASE("text: what cluster-info dump prints has logs between its objects") {
  const std::string text = "{\"kind\":\"PodList\"}\n" + kStartA + "{not an object}\n" + kEndA + "\n{\"kind\":\"X\"}\n";
  const auto pieces = split_text(text);
  REQUIRE(pieces.size() == 3);
  CHECK(pieces[1].what == TextPiece::What::log);
  CHECK(pieces[1].log.text == "{not an object}\n");
  CHECK(pieces[2].text == "{\"kind\":\"X\"}");
  CHECK(line_at_offset(text, pieces[2].offset) == 5);
}

TEST_CASE("text: UTF-16 as PowerShell writes it becomes UTF-8") {
  std::string little("\xFF\xFE{\0\"\0\xE9\0\"\0}\0=\xD8\0\xDE", 16);
  to_utf8(little);
  CHECK(little == "{\"\xC3\xA9\"}\xF0\x9F\x98\x80");
  std::string big("\xFE\xFF\0{\0}", 6);
  to_utf8(big);
  CHECK(big == "{}");
  std::string marked = "\xEF\xBB\xBF{}";
  to_utf8(marked);
  CHECK(marked == "{}");
}

TEST_CASE("yaml: scalars have the type that kubectl gives them") {
  struct Row {
    std::string yaml, json;
  };
  const Row rows[] = {{"true", "true"},
                      {"False", "false"},
                      {"yes", "true"},
                      {"off", "false"},
                      {"\"true\"", "\"true\""},
                      {"'1'", "\"1\""},
                      {"null", "null"},
                      {"~", "null"},
                      {"", "null"},
                      {"12", "12"},
                      {"-7", "-7"},
                      {"+7", "7"},
                      {"0", "0"},
                      {"0644", "420"},
                      {"0x1F", "31"},
                      {"1.50", "1.50"},
                      {".5", "0.5"},
                      {"3.", "3"},
                      {"1e3", "1e3"},
                      {"1.2.3", "\"1.2.3\""},
                      {"8Gi", "\"8Gi\""},
                      {"0a", "\"0a\""},
                      {"08", "\"08\""},
                      {"2026-01-02T03:04:05Z", "\"2026-01-02T03:04:05Z\""},
                      {".nan", "\".nan\""},
                      {"-", "[null]"},
                      {"a \"b\" \\", "\"a \\\"b\\\" \\\\\""},
                      {"|\n  one\n  two\n", "\"one\\ntwo\\n\""},
                      {">-\n  one\n  two\n", "\"one two\""},
                      {"{}", "{}"},
                      {"[]", "[]"}};
  for (const Row& row : rows) {
    CAPTURE(row.yaml);
    CHECK(json_of("v: " + (row.yaml == "-" ? "\n- \n" : row.yaml)) == "{\"v\":" + row.json + "}");
  }
}

TEST_CASE("yaml: keys are texts, documents come one by one, aliases are spelled out") {
  CHECK(json_of("1: a\ntrue: b\n") == "{\"1\":\"a\",\"true\":\"b\"}");
  CHECK(json_of("a: &x [1, {b: c}]\nd: *x\n") == "{\"a\":[1,{\"b\":\"c\"}],\"d\":[1,{\"b\":\"c\"}]}");
  const YamlObjects two = yaml_to_json("---\nkind: A\n---\n---\nkind: B\n");
  REQUIRE(two.documents.size() == 2);
  CHECK(two.documents[0].kind == "A");
  CHECK(two.documents[1].kind == "B");
  CHECK(two.documents[1].line >= 4);
}

TEST_CASE("yaml: a mistake is named with its line, and what stands before it is kept") {
  const YamlObjects read = yaml_to_json("kind: A\n---\nkind: B\nitems:\n- x: 1\n- y: [1\nz: 3\n", 10);
  CHECK(read.problem != "");
  CHECK(read.problem_line >= 15);
  REQUIRE(read.documents.size() == 2);
  CHECK_FALSE(read.documents[0].cut);
  CHECK(read.documents[1].cut);
  CHECK(read.documents[1].json.starts_with("{\"kind\":\"B\",\"items\":[{\"x\":1}"));
}

TEST_CASE("yaml: a list that ends before its kind was cut, and its last item is not taken") {
  const YamlObjects read = yaml_to_json("apiVersion: v1\nitems:\n- kind: Pod\n- kind: Pod\n  metadata:\n    na");
  REQUIRE(read.documents.size() == 1);
  CHECK(read.documents[0].cut);
  CHECK(read.documents[0].json == "{\"apiVersion\":\"v1\",\"items\":[{\"kind\":\"Pod\"},");
}

TEST_CASE("yaml: hostile texts end in a message, not in a crash") {
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1) + " ";
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) bomb += (j == 0 ? "" : ", ") + before;
    bomb += "]\n";
  }
  CHECK(yaml_to_json(bomb).problem != "");
  CHECK(yaml_to_json("a: &a [*a]\n").problem != "");
  CHECK(yaml_to_json(std::string(100'000, '[')).problem != "");
  CHECK(yaml_to_json("[a, b]: c\n").problem != "");
}

TEST_CASE("archive: files come out with harmless names") {
  const std::string bytes = make_archive({{"dump/nodes.json", "{}"}, {"../../etc/./passwd", "x"}, {"/abs", "y"}});
  REQUIRE(is_archive(bytes));
  const Archive archive = read_archive(bytes);
  CHECK(archive.problem == "");
  REQUIRE(archive.entries.size() == 3);
  CHECK(archive.entries[0].name == "dump/nodes.json");
  CHECK(archive.entries[0].bytes == "{}");
  CHECK(archive.entries[1].name == "etc/passwd");
  CHECK(archive.entries[2].name == "abs");
}

TEST_CASE("archive: limits leave out what is too large, and say so") {
  const std::string bytes = make_archive({{"big", std::string(5000, 'x')}, {"small", "y"}, {"third", "z"}});
  ArchiveLimits limits;
  limits.entry_bytes = 1000;
  Archive archive = read_archive(bytes, limits);
  REQUIRE(archive.entries.size() == 3);
  CHECK(archive.entries[0].problem == "left out: larger than 0 MiB");
  CHECK(archive.entries[1].bytes == "y");
  limits = {};
  limits.entries = 2;
  CHECK(read_archive(bytes, limits).problem == "more than 2 files; the rest was left out");
  limits = {};
  limits.total_bytes = 100;
  archive = read_archive(bytes, limits);
  CHECK(archive.problem == "left out: the archive unpacks to too many bytes");
  CHECK(archive.entries.size() == 1);
}

TEST_CASE("archive: a cut one yields what came before the cut") {
  std::string noise;
  unsigned seed = 1;
  for (int i = 0; i < 200'000; ++i)
    noise += static_cast<char>('a' + ((seed = seed * 1664525U + 1013904223U) >> 24) % 26);
  const std::string bytes = make_archive({{"first", "1"}, {"second", noise}});
  const Archive archive = read_archive(std::string_view(bytes).substr(0, bytes.size() / 2));
  CHECK(archive.problem != "");
  REQUIRE_FALSE(archive.entries.empty());
  CHECK(archive.entries[0].bytes == "1");
  CHECK(read_archive("").entries.empty());
}

TEST_CASE("coverage: a list says that its kind is complete where its items are") {
  DumpCoverage coverage;
  coverage.add_neighbours({{"Pod", {{"Pod", "ai"}}}, {"PersistentVolumeClaim", {}}, {"Node", {{"Node", ""}}}});
  CHECK(coverage.of("Pod", "ai") == Coverage::complete);
  CHECK(coverage.of("Pod", "other") == Coverage::unread);
  CHECK(coverage.of("PersistentVolumeClaim", "ai") == Coverage::complete);
  CHECK(coverage.of("Node", "") == Coverage::complete);
  CHECK(coverage.of("Service", "ai") == Coverage::unread);
}

TEST_CASE("coverage: items of several namespaces show a list over all of them") {
  DumpCoverage coverage;
  coverage.add_neighbours({{"", {{"Pod", "a"}, {"Pod", "b"}, {"Job", "a"}}}, {"Service", {}}});
  CHECK(coverage.of("Pod", "c") == Coverage::complete);
  CHECK(coverage.of("Job", "c") == Coverage::complete);
  CHECK(coverage.of("Service", "c") == Coverage::complete);
}

TEST_CASE("coverage: whose an empty list is stays open between lists of several namespaces") {
  DumpCoverage coverage;
  coverage.add_neighbours({{"Pod", {{"Pod", "a"}}}, {"Pod", {{"Pod", "b"}}}, {"Job", {}}});
  CHECK(coverage.of("Pod", "a") == Coverage::complete);
  CHECK(coverage.of("Job", "a") == Coverage::unread);
  CHECK(coverage.of("Job", "") == Coverage::partial);
}

TEST_CASE("coverage: in a stream a kind that comes again begins the next namespace") {
  DumpCoverage coverage;
  coverage.add_stream({{"Event", {{"Event", "a"}}}, {"Deployment", {}}, {"Event", {{"Event", "b"}}}, {"Job", {}}});
  CHECK(coverage.of("Deployment", "a") == Coverage::complete);
  CHECK(coverage.of("Deployment", "b") == Coverage::unread);
  CHECK(coverage.of("Job", "b") == Coverage::complete);
}

TEST_CASE("coverage: complete in every namespace is complete over all only if the dump holds all") {
  for (const bool all : {false, true}) {
    CAPTURE(all);
    DumpCoverage coverage;
    for (const char* ns : {"a", "b"}) coverage.complete("Pod", ns);
    coverage.complete("Job", "a");
    coverage.close(all, {"a", "b"});
    CHECK(coverage.of("Pod", "") == (all ? Coverage::complete : Coverage::partial));
    CHECK(coverage.of("Job", "") == Coverage::partial);
    CHECK(coverage.namespaces("Job") == std::vector<std::string>{"a"});
  }
}
