// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "aidiag/snapshot.hpp"

using namespace aidiag;

namespace {

using Page = SnapshotBuilder::Page;

Page add(SnapshotBuilder& builder, std::string_view text, std::string_view hint = {}) {
  auto page = builder.add_json(text, hint);
  REQUIRE_MESSAGE(page.ok(), (page.ok() ? "" : page.error().message));
  return std::move(page).value();
}

std::string error_of(SnapshotBuilder& builder, std::string_view text, std::string_view hint = {}) {
  const auto page = builder.add_json(text, hint);
  if (page.ok()) return "read";
  CHECK(page.error().kind == ErrorKind::bad_file);
  return page.error().message;
}

/// A pod of one ready container; `more` goes into its metadata.
std::string pod(std::string_view name, std::string_view phase = "Running", int restarts = 0, std::string_view more = "",
                bool ready = true) {
  return R"({"kind": "Pod", "apiVersion": "v1", "metadata": {"namespace": "ai", "name": ")" + std::string(name) + '"' +
         std::string(more) +
         R"(}, "spec": {"nodeName": "n1", "containers": [{"name": "main"}]}, "status": {"phase": ")" +
         std::string(phase) + R"(", "conditions": [{"type": "Ready", "status": ")" + (ready ? "True" : "False") +
         R"("}], "containerStatuses": [{"name": "main", "ready": )" + (ready ? "true" : "false") +
         R"(, "restartCount": )" + std::to_string(restarts) + "}]}}";
}

std::string list(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : ",\n") + item;
  return R"({"kind": "PodList", "apiVersion": "v1", "metadata": {"resourceVersion": "7"}, "items": [)" + out + "]}";
}

std::string with_spec(std::string_view spec, std::string_view status = "{}") {
  return R"({"kind": "Pod", "metadata": {"namespace": "ai", "name": "p"}, "spec": )" + std::string(spec) +
         R"(, "status": )" + std::string(status) + "}";
}

std::string requests_of(std::string_view spec, std::string_view status = "{}") {
  SnapshotBuilder builder;
  add(builder, with_spec(spec, status));
  std::string out;
  for (const auto& [name, amount] : *builder.view().find("Pod", "ai", "p")->pod->requests)
    out += (out.empty() ? "" : " ") + name.str() + "=" + format_milli(amount, name == "memory");
  return out;
}

}  // namespace

TEST_CASE("builder: the kind of an item is its own, else its list's, else the hint") {
  SnapshotBuilder builder;
  const Page typed =
      add(builder, R"({"kind": "NodeList", "apiVersion": "v1", "items": [{"metadata": {"name": "a"}}]})");
  CHECK(typed.kind == "NodeList");
  CHECK(typed.items == 1);
  add(builder, R"({"items": [{"metadata": {"name": "b"}}, {"kind": "Job", "metadata": {"name": "c"}}]})", "Node");
  add(builder, R"({"apiVersion": "v1", "items": [{"kind": "Pod", "metadata": {"name": "d"}}], "kind": "List"})",
      "Node");
  add(builder, R"([{"metadata": {"name": "e"}}])", "Node");
  const Page single = add(builder, R"({"metadata": {"name": "f"}})", "Node");
  CHECK(single.kind == "Node");
  CHECK(single.items == 1);
  const auto s = builder.take();
  CHECK(s->count("Node") == 4);
  CHECK(s->count("Job") == 1);
  CHECK(s->count("Pod") == 1);
  CHECK(s->find("Node", "", "a")->api_version == "v1");
}

TEST_CASE("builder: a page tells how it goes on, and an empty one is empty") {
  SnapshotBuilder builder;
  const Page page =
      add(builder, R"({"kind": "PodList", "metadata": {"continue": "abc", "remainingItemCount": 12}, "items": null})");
  CHECK(page.continue_token == "abc");
  CHECK(page.remaining == 12);
  CHECK(page.items == 0);
  CHECK(add(builder, R"({"kind": "PodList", "items": []})").items == 0);
  CHECK(add(builder, R"({"kind": "PodList", "metadata": {}})").items == 0);
}

TEST_CASE("builder: an object whose own fields are called items is no list") {
  SnapshotBuilder builder;
  CHECK(add(builder, R"({"kind": "Basket", "metadata": {"name": "b"}, "items": [1, 2]})").items == 1);
  CHECK(add(builder, R"({"kind": "AllowList", "metadata": {"name": "c"}})").kind == "AllowList");
  CHECK(builder.view().find("Basket", "", "b") != nullptr);
  CHECK(builder.view().find("AllowList", "", "c") != nullptr);
}

TEST_CASE("builder: what is no object is counted, the others are taken") {
  SnapshotBuilder builder;
  CHECK(
      error_of(builder,
               "{\"kind\": \"PodList\", \"items\": [\n{\"metadata\": {\"name\": \"a\"}},\n5,\n{\"metadata\": {}}]}") ==
      "line 3: 2 of 3 items are no Kubernetes object");
  CHECK(builder.view().count("Pod") == 1);
  CHECK(error_of(builder, R"({"items": [{"metadata": {"name": "a"}}]})") ==
        "line 1: 1 of 1 item is no Kubernetes object");
  CHECK(error_of(builder, R"({"clientVersion": {}})") ==
        "line 1: no Kubernetes object: kind or metadata.name is missing");
  CHECK(error_of(builder, R"({"kind": "Status", "metadata": {}, "message": "pods is forbidden"})") ==
        "line 1: the server's answer is an error: pods is forbidden");
  CHECK(error_of(builder, "17") == "line 1: no Kubernetes object: kind or metadata.name is missing");
  CHECK(error_of(builder, "") == "line 1: the text is empty");
}

TEST_CASE("builder: an object with a part of another type is refused, as that part would count as absent") {
  const auto error_of_node = [](const std::string& more) {
    SnapshotBuilder builder;
    return error_of(builder, R"({"kind":"Node","apiVersion":"v1","metadata":{"name":"n"},)" + more + "}");
  };
  for (const char* part : {R"("status":{"allocatable":[]})", R"("status":{"allocatable":{"cpu":[]}})", R"("status":[])",
                           R"("spec":{"taints":"x"})", R"("spec":{"taints":[null]})", R"("status":{"conditions":[1]})"})
    CHECK_MESSAGE(
        error_of_node(part) == "line 1: no Kubernetes object: a part of it is of another type than it must be", part);
  for (const char* part :
       {R"("status":{"allocatable":{"cpu":"3920m","memory":123}})", R"("spec":{"taints":null})", R"("spec":null)",
        R"("status":null)", R"("status":{"allocatable":null})", R"("status":{"allocatable":{"memory":"16Ei"}})",
        R"("status":{"capacity":{"example.com/a":null,"example.com/b":""}})"})
    CHECK_MESSAGE(error_of_node(part) == "read", part);
}

TEST_CASE("builder: of a text that is cut off what stands whole before is taken") {
  const std::string whole = list({pod("a"), pod("b"), pod("c")});
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    SnapshotBuilder builder;
    const std::string text = whole.substr(0, length);
    const std::string message = error_of(builder, text);
    for (const char* name : {"a", "b", "c"})
      CHECK((builder.view().find("Pod", "ai", name) != nullptr) == (text.find(pod(name)) != text.npos));
    CHECK((message.find("ends in the middle") != message.npos || message.find("is empty") != message.npos));
  }
  SnapshotBuilder builder;
  CHECK(error_of(builder, std::string_view(whole).substr(0, whole.size() - 20)) ==
        "line 3: the JSON text ends in the middle (2 items read before)");
  CHECK(builder.view().find("Pod", "ai", "b")->pod->well);
}

TEST_CASE("builder: a mistake in the middle leaves what stands before it") {
  SnapshotBuilder builder;
  CHECK(error_of(builder, "[\n{\"kind\": \"Node\", \"metadata\": {\"name\": \"a\"}},\n{\"kind\" \"Node\"}, nothing]") ==
        "line 3: this is not JSON (1 item read before)");
  CHECK(builder.view().find("Node", "", "a") != nullptr);
  CHECK(error_of(builder, "{\"kind\": \"Node\", \"metadata\": {\"name\": \"b\"}}\n{}") == "line 2: this is not JSON");
}

TEST_CASE("builder: one bad byte or one huge number does not hide the list") {
  SnapshotBuilder builder;
  add(builder,
      "{\"kind\": \"NodeList\", \"items\": [{\"metadata\": {\"name\": \"a\"}, \"x\": \"\xFF\"},"
      "{\"metadata\": {\"name\": \"b\"}, \"n\": 123456789012345678901234567890}]}");
  CHECK(builder.view().find("Node", "", "a")->json()["x"].text() == "?");
  CHECK(builder.view().find("Node", "", "b")->json()["n"].number() == doctest::Approx(1.2345678901234568e29));
}

TEST_CASE("builder: secrets are not kept") {
  SnapshotBuilder builder;
  add(builder, R"({"kind": "Secret", "metadata": {"name": "token"}, "data": {"a": "cGFzcw=="}})");
  add(builder, R"({"kind": "SecretList", "items": [{"metadata": {"name": "token"}, "data": {"a": "cGFzcw=="}}]})");
  CHECK(builder.view().kinds().empty());
}

TEST_CASE("builder: well is a pod that runs ready and never restarted, or has succeeded, and is not being deleted") {
  const std::string deleted = R"(, "deletionTimestamp": "2026-11-21T04:00:00Z")";
  SnapshotBuilder builder;
  add(builder, list({pod("well"), pod("restarted", "Running", 1), pod("done", "Succeeded", 2, "", false),
                     pod("not-ready", "Running", 0, "", false), pod("pending", "Pending"), pod("failed", "Failed"),
                     pod("terminating", "Running", 0, deleted)}));
  std::vector<std::string_view> well;
  for (const Object* o : builder.view().of_kind("Pod"))
    if (o->pod->well) well.push_back(o->name);
  CHECK(well == std::vector<std::string_view>{"done", "well"});
  CHECK(builder.view().find("Pod", "ai", "terminating")->deleted == parse_time("2026-11-21T04:00:00Z"));
  CHECK(builder.view().pods_on("n1").size() == 7);
  CHECK(builder.view().find("Pod", "ai", "restarted")->pod->restarts == 1);
}

TEST_CASE("builder: details are kept up to the limits, pods that are not well first, the rest is a gap") {
  Limits limits;
  limits.details = 4;
  limits.healthy_details = 2;
  SnapshotBuilder builder(limits);
  builder.keep_detail("ai", "asked");
  add(builder, list({pod("w1"), pod("w2"), pod("w3"), pod("asked"), pod("sick1", "Pending"), pod("sick2", "Pending"),
                     pod("sick3", "Pending"), pod("sick4", "Pending")}));
  std::vector<std::string_view> kept;
  for (const Object* o : builder.view().of_kind("Pod"))
    if (o->has_detail()) kept.push_back(o->name);
  CHECK(kept == std::vector<std::string_view>{"asked", "sick1", "sick2", "sick3"});
  const auto s = builder.take();
  CHECK(s->count("Pod") == 8);
  CHECK_FALSE(s->find("Pod", "ai", "w1")->json().exists());
  REQUIRE(s->gaps().size() == 1);
  CHECK(s->gaps()[0].kind == "Pod");
  CHECK(s->gaps()[0].reason == "4 of 8 Pod objects are beyond the limit of 4 details and were not looked at closely");
}

TEST_CASE("builder: a well device plugin is kept beside the limit of well pods, and gives way after all of these") {
  const std::string plugin =
      R"(, "labels": {"app": "nvidia-device-plugin-ds"}, "ownerReferences": [{"kind": "DaemonSet", "name": "p"}])";
  const auto kept = [&](std::size_t details, const std::vector<std::string>& pods) {
    Limits limits;
    limits.details = details;
    limits.healthy_details = 1;
    SnapshotBuilder builder(limits);
    add(builder, list(pods));
    std::string names;
    for (const Object* o : builder.view().of_kind("Pod"))
      if (o->has_detail()) names += o->name.str() + " ";
    return names;
  };
  const std::string p1 = pod("p1", "Running", 0, plugin), p2 = pod("p2", "Running", 0, plugin);
  CHECK(kept(9, {pod("w1"), pod("w2"), p1, p2}) == "p1 p2 w1 ");
  CHECK(kept(2, {pod("w1"), p1, p2}) == "p1 p2 ");
  CHECK(kept(2, {pod("w1"), p1, pod("s1", "Pending")}) == "p1 s1 ");
  CHECK(kept(2, {p1, p2, pod("w1"), pod("s1", "Pending"), pod("s2", "Pending")}) == "s1 s2 ");
}

TEST_CASE("builder: requests of a pod are those of the scheduler") {
  const auto box = [](std::string_view name, std::string_view resources, std::string_view more = "") {
    return R"({"name": ")" + std::string(name) + R"(", "resources": )" + std::string(resources) + std::string(more) +
           "}";
  };
  const std::string gpu = R"({"limits": {"nvidia.com/gpu": 1}, "requests": {"cpu": "500m"}})";
  const std::string always = R"(, "restartPolicy": "Always")";
  CHECK(requests_of(R"({"containers": [)" + box("a", gpu) + "," + box("b", gpu) + "]}") == "cpu=1 nvidia.com/gpu=2");
  SUBCASE("an init container counts with the more of the two") {
    CHECK(requests_of(R"({"initContainers": [)" + box("i", R"({"requests": {"cpu": "2", "memory": "1Gi"}})") +
                      R"(], "containers": [)" + box("a", gpu) + "]}") == "cpu=2 memory=1Gi nvidia.com/gpu=1");
  }
  SUBCASE("a sidecar runs beside the containers, and beside the init containers after it") {
    CHECK(requests_of(R"({"initContainers": [)" + box("s", R"({"requests": {"cpu": "1"}})", always) + "," +
                      box("i", R"({"requests": {"cpu": "3"}})") + R"(], "containers": [)" +
                      box("a", R"({"requests": {"cpu": "2"}})") + "]}") == "cpu=4");
    CHECK(requests_of(R"({"initContainers": [)" + box("i", R"({"requests": {"cpu": "3"}})") + "," +
                      box("s", R"({"requests": {"cpu": "1"}})", always) + R"(], "containers": [)" +
                      box("a", R"({"requests": {"cpu": "1"}})") + "]}") == "cpu=3");
  }
  SUBCASE("requests of the pod replace sums of cpu and memory, overhead comes on top") {
    CHECK(requests_of(R"({"resources": {"requests": {"cpu": "5", "memory": "2Gi"}}, "overhead": {"cpu": "250m"},
                          "containers": [)" +
                      box("a", gpu) + "]}") == "cpu=5250m memory=2Gi nvidia.com/gpu=1");
  }
  SUBCASE("while a container shrinks in place it counts with what it has") {
    CHECK(
        requests_of(R"({"containers": [)" + box("a", gpu) + "]}",
                    R"({"containerStatuses": [{"name": "a", "allocatedResources": {"cpu": "2"}, "resources": {}}]})") ==
        "cpu=2 nvidia.com/gpu=1");
  }
}

TEST_CASE("builder: events of both APIs are decoded alike") {
  SnapshotBuilder builder;
  add(builder, R"({"kind": "Event", "apiVersion": "v1", "metadata": {"name": "a", "namespace": "ai"}, "type": "Warning",
    "involvedObject": {"kind": "Pod", "namespace": "ai", "name": "p", "uid": "u", "fieldPath": "spec.containers{main}"},
    "reason": "BackOff", "message": "(combined from similar events): back-off", "count": 7,
    "source": {"component": "kubelet", "host": "n1"}, "eventTime": null, "reportingComponent": "",
    "firstTimestamp": "2026-11-21T03:00:00Z", "lastTimestamp": "2026-11-21T03:30:00Z"})");
  add(builder, R"({"kind": "Event", "apiVersion": "events.k8s.io/v1", "metadata": {"name": "b", "namespace": "ai"},
    "regarding": {"kind": "Pod", "namespace": "ai", "name": "p", "uid": "u", "fieldPath": "spec.initContainers{setup}"},
    "type": "Warning", "reason": "BackOff", "note": "back-off", "deprecatedCount": 7,
    "deprecatedSource": {"component": "kubelet", "host": "n1"}, "reportingController": "", "eventTime": null,
    "deprecatedFirstTimestamp": "2026-11-21T03:00:00Z", "deprecatedLastTimestamp": "2026-11-21T03:30:00Z"})");
  add(builder,
      R"({"kind": "Event", "metadata": {"name": "c", "namespace": "ai", "creationTimestamp": "2026-11-21T02:00:00Z"},
    "involvedObject": {"kind": "Pod", "namespace": "ai", "name": "p"}, "reason": "FailedScheduling",
    "firstTimestamp": null, "lastTimestamp": null, "eventTime": "2026-11-21T02:00:00.5Z",
    "series": {"count": 3, "lastObservedTime": "2026-11-21T03:50:00.250000Z"}, "reportingComponent": "default-scheduler"})");
  const auto s = builder.take();
  REQUIRE(s->events().size() == 3);
  for (std::size_t i : {0, 1}) {
    CAPTURE(i);
    const Event& e = s->events()[i];
    CHECK(e.container == (i == 0 ? "main" : "setup"));
    CHECK(e.kind == "Pod");
    CHECK(e.object == "p");
    CHECK(e.uid == "u");
    CHECK(e.reason == "BackOff");
    CHECK(e.type == "Warning");
    CHECK(e.message == "back-off");
    CHECK(e.by == "kubelet");
    CHECK(e.host == "n1");
    CHECK(e.count == 7);
    CHECK(e.first == parse_time("2026-11-21T03:00:00Z"));
    CHECK(e.time == parse_time("2026-11-21T03:30:00Z"));
  }
  const Event& series = s->events()[2];
  CHECK(series.count == 3);
  CHECK(series.by == "default-scheduler");
  CHECK(series.first == parse_time("2026-11-21T02:00:00.5Z"));
  CHECK(series.time == parse_time("2026-11-21T03:50:00.25Z"));
}

TEST_CASE("builder: the newest time is one that has passed") {
  SnapshotBuilder builder;
  CHECK_FALSE(builder.newest());
  add(builder, R"({"kind": "Node", "metadata": {"name": "n", "creationTimestamp": "2026-11-01T00:00:00Z"}, "status":
    {"conditions": [{"type": "Ready", "lastHeartbeatTime": "2026-11-21T03:00:00Z"}]}})");
  add(builder, R"({"kind": "Pod", "metadata": {"name": "p", "deletionTimestamp": "2027-01-01T00:00:00Z"}, "status":
    {"containerStatuses": [{"state": {"terminated": {"finishedAt": "2026-11-21T03:10:00Z"}}}]}})");
  add(builder, R"({"kind": "Certificate", "metadata": {"name": "c"}, "status": {"notAfter": "2027-01-01T00:00:00Z",
    "renewalTime": "2027-01-01T00:00:00Z"}})");
  CHECK(builder.newest() == parse_time("2026-11-21T03:10:00Z"));
  add(builder, R"({"kind": "Lease", "metadata": {"name": "l"}, "spec": {"renewTime": "2026-11-21T03:20:00.5Z"}})");
  CHECK(builder.newest() == parse_time("2026-11-21T03:20:00.5Z"));
}
