// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "aidiag/source.hpp"

using namespace aidiag;

namespace {

// Answers a get with the object of that name, a list with nothing, and remembers what was asked.
class FakeSource : public Source {
 public:
  std::map<std::string, std::string> objects;  // "Pod/p" -> JSON
  std::vector<std::vector<Read>> waves;
  bool fails = false;

  Status read(const std::vector<Read>& reads, SnapshotBuilder& into) override {
    waves.push_back(reads);
    if (fails) return Error{ErrorKind::connect, "no connection", ""};
    into.edit().now = *parse_time("2026-03-01T12:00:00Z");
    into.edit().now_source = NowSource::server;
    into.edit().context = "prod";
    into.edit().source = "https://10.0.0.1:6443";
    for (const Read& read : reads) {
      const auto found = objects.find(read.kind + "/" + read.name);
      if (found != objects.end()) {
        (void)into.add_json(found->second);
      } else if (read.what == Read::What::list) {
        for (const auto& [key, json] : objects) {
          if (key.starts_with(read.kind + "/")) (void)into.add_json(json);
        }
      } else if (read.what == Read::What::get) {
        into.set_absent(read.kind, read.ns, read.name);
      }
    }
    return ok_status();
  }
};

Scope pods(std::vector<Scope::Target> targets) {
  Scope scope;
  scope.kind = Scope::Kind::pods;
  scope.ns = "ai";
  scope.targets = std::move(targets);
  return scope;
}

const std::string kPod = R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","namespace":"ai"},
  "spec":{"nodeName":"n1","containers":[{"name":"main"}]},"status":{"phase":"Pending"}})";

}  // namespace

TEST_CASE("reading: goes on until the plan asks for nothing more") {
  FakeSource source;
  source.objects["Pod/p"] = kPod;
  source.objects["Node/n1"] = R"({"kind":"Node","apiVersion":"v1","metadata":{"name":"n1"}})";
  const auto snapshot = read_scope(source, pods({{"Pod", "p"}}), {}, std::nullopt);
  REQUIRE(snapshot.ok());
  CHECK(source.waves.size() == 2);
  CHECK(snapshot.value()->find("Node", "", "n1") != nullptr);
  CHECK(snapshot.value()->now_source == NowSource::server);
  CHECK(snapshot.value()->gaps().empty());
}

TEST_CASE("reading: --now takes the place of the source's time") {
  FakeSource source;
  source.objects["Pod/p"] = kPod;
  const auto snapshot = read_scope(source, pods({{"Pod", "p"}}), {}, parse_time("2020-01-01T00:00:00Z"));
  REQUIRE(snapshot.ok());
  CHECK(format_time(snapshot.value()->now) == "2020-01-01T00:00:00Z");
  CHECK(snapshot.value()->now_source == NowSource::flag);
}

TEST_CASE("reading: a source that can show nothing ends it with its own error") {
  FakeSource source;
  source.fails = true;
  const auto snapshot = read_scope(source, pods({{"Pod", "p"}}), {}, std::nullopt);
  REQUIRE_FALSE(snapshot.ok());
  CHECK(snapshot.error().message == "no connection");
}

TEST_CASE("reading: what was asked for by name and is not there is an error; one of several a gap") {
  FakeSource source;
  auto snapshot = read_scope(source, pods({{"Pod", "q"}}), {}, std::nullopt);
  REQUIRE_FALSE(snapshot.ok());
  CHECK(snapshot.error().kind == ErrorKind::not_found);
  CHECK(snapshot.error().message ==
        "pod \"q\" was not found in namespace \"ai\" of context \"prod\" (https://10.0.0.1:6443)");
  CHECK(snapshot.error().hint == "Is this the right namespace (-n) and the right context (--context)?");
  source.objects["Pod/p"] = kPod;
  snapshot = read_scope(source, pods({{"Pod", "p"}, {"Pod", "q"}}), {}, std::nullopt);
  REQUIRE(snapshot.ok());
  REQUIRE(snapshot.value()->gaps().size() == 1);
  CHECK(snapshot.value()->gaps()[0].name == "q");
  CHECK(snapshot.value()->gaps()[0].asked_for);
}

TEST_CASE("reading: an empty namespace that is not there is an error") {
  FakeSource source;
  source.objects["Namespace/prod"] = R"({"kind":"Namespace","apiVersion":"v1","metadata":{"name":"prod"}})";
  Scope scope;
  scope.ns = "prodd";
  const auto snapshot = read_scope(source, scope, {}, std::nullopt);
  REQUIRE_FALSE(snapshot.ok());
  CHECK(snapshot.error().message == "namespace \"prodd\" was not found in context \"prod\" (https://10.0.0.1:6443)");
  CHECK(snapshot.error().hint == "Did you mean \"prod\"?");
}

TEST_CASE("reading: an endless chain of owners ends, and leaves a trace") {
  FakeSource source;
  source.objects["Pod/p"] = R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","namespace":"ai",
    "ownerReferences":[{"controller":true,"apiVersion":"batch/v1","kind":"Job","name":"j0"}]},
    "spec":{"containers":[{"name":"main"}]},"status":{"phase":"Running"}})";
  for (int i = 0; i < 9; ++i) {
    const std::string name = "j" + std::to_string(i), next = "j" + std::to_string(i + 1);
    source.objects["Job/" + name] = R"({"kind":"Job","apiVersion":"batch/v1","metadata":{"name":")" + name +
                                    R"(","namespace":"ai","ownerReferences":[{"controller":true,
        "apiVersion":"batch/v1","kind":"Job","name":")" +
                                    next + R"("}]}})";
  }
  const auto snapshot = read_scope(source, pods({{"Pod", "p"}}), {}, std::nullopt);
  REQUIRE(snapshot.ok());
  CHECK(source.waves.size() == 4);
  REQUIRE(snapshot.value()->gaps().size() == 1);
  CHECK(snapshot.value()->gaps()[0].name == "j3");
}
