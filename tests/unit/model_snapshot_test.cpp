// SPDX-License-Identifier: Apache-2.0
#include "aidiag/snapshot.hpp"

#include <doctest/doctest.h>

using namespace aidiag;

namespace {

using Snapshot_ = std::unique_ptr<const Snapshot>;

std::string object(std::string_view kind, std::string_view ns, std::string_view name, std::string_view uid,
                   std::string_view version = "1", std::string_view owner = "") {
  std::string out = R"({"apiVersion": "v1", "kind": ")" + std::string(kind) + R"(", "metadata": {"name": ")" +
                    std::string(name) + R"(", "uid": ")" + std::string(uid) + R"(", "resourceVersion": ")" +
                    std::string(version) + '"';
  if (!ns.empty()) out += R"(, "namespace": ")" + std::string(ns) + '"';
  if (!owner.empty()) out += R"(, "ownerReferences": [)" + std::string(owner) + "]";
  return out + "}}";
}

std::string event(std::string_view name, std::string_view involved, std::string_view time, std::string_view rest = "") {
  return R"({"kind": "Event", "apiVersion": "v1", "metadata": {"name": ")" + std::string(name) +
         R"(", "namespace": "ai"}, "involvedObject": )" + std::string(involved) + R"(, "lastTimestamp": ")" +
         std::string(time) + R"(", "reason": "BackOff")" + std::string(rest) + "}";
}

std::string list(std::initializer_list<std::string> items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : ",\n") + item;
  return R"({"kind": "List", "apiVersion": "v1", "items": [)" + out + "]}";
}

void add(SnapshotBuilder& builder, const std::string& text, std::string_view hint = {}) {
  const auto page = builder.add_json(text, hint);
  REQUIRE_MESSAGE(page.ok(), (page.ok() ? "" : page.error().message));
}

Snapshot_ snapshot_of(std::initializer_list<std::string> items) {
  SnapshotBuilder builder;
  add(builder, list(items));
  return builder.take();
}

std::vector<std::string> titles(const std::vector<const Object*>& objects) {
  std::vector<std::string> out;
  for (const Object* o : objects) out.push_back(o->title());
  return out;
}

std::vector<std::string> names(const std::vector<const Event*>& events) {
  std::vector<std::string> out;
  for (const Event* e : events) out.push_back(e->name.str());
  return out;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("snapshot: objects come out by kind, namespace and name, whatever their order") {
  const auto s = snapshot_of({object("Pod", "b", "z", "1"), object("Node", "", "n", "2"), object("Pod", "a", "z", "3"),
                              object("Pod", "b", "a", "4"), object("Namespace", "", "c", "5")});
  CHECK(titles(s->of_kind("Pod")) == Texts{"Pod a/z", "Pod b/a", "Pod b/z"});
  CHECK(titles(s->of_kind("Pod", "b")) == Texts{"Pod b/a", "Pod b/z"});
  CHECK(titles(s->of_kind("Node")) == Texts{"Node n"});
  CHECK(s->of_kind("Pod", "aa").empty());
  CHECK(s->kinds() == std::vector<std::string_view>{"Namespace", "Node", "Pod"});
  CHECK(s->namespaces() == std::vector<std::string_view>{"a", "b", "c"});
  CHECK(s->count("Pod") == 3);
  CHECK(s->count("Job") == 0);
  CHECK(s->find("Pod", "a", "z")->uid == "3");
  CHECK(s->find("Pod", "a", "a") == nullptr);
  CHECK(s->find_uid("4")->name == "a");
  CHECK(s->find_uid("9") == nullptr);
}

TEST_CASE("snapshot: of two readings the higher resourceVersion stays, in either order") {
  const std::string older = object("Pod", "ai", "llm-0", "first", "999");
  const std::string newer = object("Pod", "ai", "llm-0", "second", "1000");
  for (const auto& items : {std::pair(older, newer), std::pair(newer, older)}) {
    const auto s = snapshot_of({items.first, items.second});
    CHECK(s->count("Pod") == 1);
    CHECK(s->find("Pod", "ai", "llm-0")->uid == "second");
    CHECK(s->find("Pod", "ai", "llm-0")->json()["metadata"]["uid"].text() == "second");
    CHECK(s->find_uid("first") == nullptr);
  }
}

TEST_CASE("snapshot: an owner is found by uid, else by name in the namespace, and never another of the same name") {
  const std::string set_ref = R"({"kind": "StatefulSet", "name": "llm", "uid": "u1", "controller": true})";
  const std::string no_uid = R"({"kind": "StatefulSet", "name": "llm"})";
  const std::string old_ref = R"({"kind": "StatefulSet", "name": "llm", "uid": "u0"})";
  const std::string node_ref = R"({"kind": "Node", "name": "n1", "uid": "u2"})";
  const auto s = snapshot_of({object("StatefulSet", "ai", "llm", "u1"), object("Pod", "ai", "llm-1", "p1", "1", no_uid),
                              object("Pod", "ai", "llm-0", "p0", "1", node_ref + "," + set_ref),
                              object("Pod", "ai", "former", "p2", "1", old_ref),
                              object("Pod", "other", "llm-0", "p3", "1", no_uid), object("Node", "", "n1", "u2"),
                              object("Pod", "kube-system", "static", "p4", "1", node_ref)});
  const auto owner = [&](std::string_view ns, std::string_view pod) { return s->owner_of(*s->find("Pod", ns, pod)); };
  const Object* set = s->find("StatefulSet", "ai", "llm");
  CHECK(owner("ai", "llm-0") == set);
  CHECK(owner("ai", "llm-1") == set);
  CHECK(owner("ai", "former") == nullptr);
  CHECK(owner("other", "llm-0") == nullptr);
  CHECK(owner("kube-system", "static") == s->find("Node", "", "n1"));
  CHECK(s->owner_of(*set) == nullptr);
  CHECK(titles(s->owned_by(*set)) == Texts{"Pod ai/llm-0", "Pod ai/llm-1"});
  CHECK(titles(s->owned_by(*s->find("Node", "", "n1"))) == Texts{"Pod kube-system/static"});
  CHECK(s->owned_by(*s->find("Pod", "ai", "llm-0")).empty());
}

TEST_CASE("snapshot: a kind of another API group is not mixed up with Kubernetes' own") {
  const auto s = snapshot_of(
      {R"({"apiVersion": "serving.knative.dev/v1", "kind": "Service", "metadata": {"name": "llm", "namespace": "ai", "uid": "k"}})",
       R"({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "llm", "namespace": "ai", "uid": "c", "ownerReferences":
          [{"apiVersion": "serving.knative.dev/v1", "kind": "Service", "name": "llm", "uid": "k"}]}})",
       R"({"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "llm", "namespace": "ai"}})"});
  CHECK(s->find("Service", "ai", "llm")->uid == "c");
  CHECK(s->owner_of(*s->find("Service", "ai", "llm"))->title() == "Service.serving.knative.dev ai/llm");
  CHECK(s->find("Ingress", "ai", "llm") != nullptr);
}

TEST_CASE("snapshot: events of an object go by uid, a node's name counts as its uid, and a former pod's are left out") {
  const std::string pod = R"({"kind": "Pod", "namespace": "ai", "name": "llm-0", "uid": )";
  const auto s = snapshot_of(
      {object("Pod", "ai", "llm-0", "now"), object("Pod", "other", "llm-0", "x"), object("Node", "", "n1", "u2"),
       event("c", pod + R"("now"})", "2026-11-21T03:00:00Z"), event("b", pod + R"("before"})", "2026-11-21T02:00:00Z"),
       event("a", R"({"kind": "Pod", "namespace": "ai", "name": "llm-0"})", "2026-11-21T03:30:00Z"),
       event("d", R"({"kind": "Node", "name": "n1", "uid": "n1"})", "2026-11-21T03:00:00Z"),
       event("e", R"({"kind": "Node", "name": "n1", "uid": "u2"})", "2026-11-21T02:00:00Z"),
       event("f", R"({"kind": "Node", "name": "n1", "uid": "u0"})", "2026-11-21T02:00:00Z")});
  CHECK(names(s->events_of(*s->find("Pod", "ai", "llm-0"))) == Texts{"c", "a"});
  CHECK(s->events_of(*s->find("Pod", "other", "llm-0")).empty());
  CHECK(names(s->events_of(*s->find("Node", "", "n1"))) == Texts{"e", "d"});
}

TEST_CASE("snapshot: events of one time come by reason and message, and the later reading of one stays") {
  const std::string pod = R"({"kind": "Pod", "namespace": "ai", "name": "llm-0"})";
  const auto at = [&](std::string_view name, std::string_view message, std::string_view version, int count) {
    return R"({"kind": "Event", "metadata": {"name": ")" + std::string(name) +
           R"(", "namespace": "ai", "resourceVersion": ")" + std::string(version) + R"("}, "involvedObject": )" + pod +
           R"(, "reason": "R", "lastTimestamp": "2026-11-21T03:00:00Z", "message": ")" + std::string(message) +
           R"(", "count": )" + std::to_string(count) + "}";
  };
  SnapshotBuilder builder;
  add(builder,
      list({object("Pod", "ai", "llm-0", "u"), at("x", "b", "10", 7), at("y", "a", "1", 1), at("x", "b", "9", 6)}));
  const Object& now = *builder.view().find("Pod", "ai", "llm-0");
  CHECK(names(builder.view().events_of(now)) == Texts{"y", "x"});
  add(builder, list({at("z", "0", "1", 1)}));
  CHECK(names(builder.view().events_of(now)) == Texts{"z", "y", "x"});
  const auto s = builder.take();
  CHECK(s->events().size() == 3);
  CHECK(s->events_of(*s->find("Pod", "ai", "llm-0")).back()->count == 7);
}

TEST_CASE("snapshot: events are known since the oldest one, or for an hour") {
  SnapshotBuilder builder;
  builder.edit().now = *parse_time("2026-11-21T04:00:00Z");
  add(builder, list({event("a", R"({"kind": "Pod", "name": "p"})", "2026-11-21T03:02:11Z"),
                     event("b", R"({"kind": "Pod", "name": "p"})", "2026-11-21T03:20:00Z")}));
  const auto s = builder.take();
  CHECK(format_time(s->events_since("ai")) == "2026-11-21T03:00:00Z");
  CHECK(format_time(s->events_since("other")) == "2026-11-21T03:00:00Z");
}

TEST_CASE("snapshot: not found is absent only where all was read") {
  SnapshotBuilder builder;
  builder.set_coverage("Pod", "ai", Coverage::complete);
  builder.set_coverage("Pod", "ai", Coverage::partial);
  builder.set_coverage("Service", "", Coverage::complete);
  builder.set_coverage("Job", "ai", Coverage::partial);
  builder.set_absent("ConfigMap", "ai", "gone");
  add(builder, object("Node", "", "n1", "u"));
  const auto s = builder.take();
  CHECK(s->coverage("Pod", "ai") == Coverage::complete);
  CHECK(s->coverage("Pod", "other") == Coverage::unread);
  CHECK(s->coverage("Pod", "") == Coverage::unread);
  CHECK(s->coverage("Service", "other") == Coverage::complete);
  CHECK(s->coverage("Node", "") == Coverage::partial);
  CHECK(s->known_absent("Pod", "ai", "x"));
  CHECK_FALSE(s->known_absent("Pod", "other", "x"));
  CHECK_FALSE(s->known_absent("Job", "ai", "x"));
  CHECK(s->known_absent("ConfigMap", "ai", "gone"));
  CHECK_FALSE(s->known_absent("ConfigMap", "ai", "other"));
  CHECK_FALSE(s->known_absent("Node", "", "n1"));
}

TEST_CASE("snapshot: logs are found by pod, container and run; of two texts the longer stays") {
  SnapshotBuilder builder;
  const auto log = [&](std::string_view text, bool previous) {
    Log out;
    out.ns = builder.intern("ai");
    out.pod = builder.intern("llm-0");
    out.container = builder.intern("main");
    out.previous = previous;
    out.text = text;
    builder.add_log(std::move(out));
  };
  log("long text", true);
  log("short", true);
  log("now", false);
  const auto s = builder.take();
  REQUIRE(s->log("ai", "llm-0", "main", true) != nullptr);
  CHECK(s->log("ai", "llm-0", "main", true)->text == "long text");
  CHECK(s->log("ai", "llm-0", "main", false)->text == "now");
  CHECK(s->log("ai", "llm-0", "other", false) == nullptr);
}

TEST_CASE("snapshot: gaps come sorted, each once") {
  SnapshotBuilder builder;
  builder.add_gap({"Pod", "ai", "", "", "forbidden", false});
  builder.add_gap({"Node", "", "", "", "forbidden", false});
  builder.add_gap({"Pod", "ai", "", "", "forbidden", false});
  const auto s = builder.take();
  REQUIRE(s->gaps().size() == 2);
  CHECK(s->gaps()[0].kind == "Node");
}

TEST_CASE("snapshot: labels and annotations, equal sets shared") {
  const auto with_labels = [](std::string_view name, std::string_view labels) {
    return R"({"kind": "Node", "metadata": {"name": ")" + std::string(name) + R"(", "labels": )" + std::string(labels) +
           R"(, "annotations": {"a/b": "c"}}})";
  };
  const auto s = snapshot_of({with_labels("a", R"({"y": "2", "x": "1"})"), with_labels("b", R"({"x": "1", "y": "2"})"),
                              object("Node", "", "c", "u")});
  const Object& a = *s->find("Node", "", "a");
  CHECK(a.label("x") == "1");
  CHECK(a.has_label("y"));
  CHECK_FALSE(a.has_label("z"));
  CHECK(a.annotation("a/b") == "c");
  CHECK(a.labels == s->find("Node", "", "b")->labels);
  CHECK(s->find("Node", "", "c")->labels->empty());
}
