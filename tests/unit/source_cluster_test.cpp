// SPDX-License-Identifier: Apache-2.0
// The reader over an in-memory transport with a clock of its own: what is in flight together, what is asked again, and
// what a wave leaves behind.
#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <stdexcept>

#include "source/cluster_source.hpp"

using namespace aidiag;

namespace {

// Answers in the order of the requests, each a second after it was sent.
struct FakeTransport final : Transport {
  struct Pending {
    HttpRequest request;
    Time due;
    Done done;
  };
  std::map<std::string, std::deque<HttpResponse>> answers;  // by path without query; the last one stays
  std::deque<Pending> pending;
  std::vector<std::string> sent, sent_alone;
  std::size_t most_in_flight = 0;
  Time time{seconds(1000).us};
  bool stopped = false;
  std::map<std::string, Duration> slow;  // by path without query: how long the answer takes
  std::optional<Time> end;
  std::size_t piece = 0;  // bytes of a body given at once; 0: bodies are given whole

  void start(HttpRequest request, Duration delay, Done done) override {
    sent.push_back(request.path);
    if (request.alone) sent_alone.push_back(request.path);
    const Duration until = too_late(request) ? request.timeout : takes(request);
    pending.push_back({std::move(request), time + delay + until, std::move(done)});
    most_in_flight = std::max(most_in_flight, pending.size());
  }
  void run() override {
    while (!pending.empty()) {
      const auto next =
          std::min_element(pending.begin(), pending.end(), [](auto& a, auto& b) { return a.due < b.due; });
      Pending one = std::move(*next);
      pending.erase(next);
      const bool late = end && one.due > *end;
      time = std::max(time, late ? *end : one.due);
      if (stopped || late)
        one.done(failure(stopped ? HttpResponse::Failure::stopped : HttpResponse::Failure::timeout));
      else
        one.done(in_pieces(one.request, answer(one.request)));
    }
    stopped = false;
    end.reset();
  }
  void stop() override { stopped = true; }
  void end_by(Time at) override { end = at; }
  void abandon() override { pending.clear(); }
  [[nodiscard]] Time clock() const override { return time; }

  // As curl gives the body of a 200 to who wants it so, also of an answer that breaks off.
  HttpResponse in_pieces(const HttpRequest& request, HttpResponse response) const {
    if (piece == 0 || !request.on_body || response.status != 200) return response;
    const std::string body = std::exchange(response.body, {});
    for (std::size_t at = 0; at < body.size(); at += piece) {
      request.on_body(std::string_view(body).substr(at, piece), at == 0);
    }
    return response;
  }

  HttpResponse answer(const HttpRequest& request) {
    std::deque<HttpResponse>& queue = answers[request.path.substr(0, request.path.find('?'))];
    if (queue.empty()) return response(404, "404 page not found");
    HttpResponse one = queue.front();
    if (queue.size() > 1) queue.pop_front();
    if (too_late(request)) return failure(HttpResponse::Failure::timeout);
    return one;
  }
  [[nodiscard]] Duration takes(const HttpRequest& request) const {
    const auto known = slow.find(request.path.substr(0, request.path.find('?')));
    return known == slow.end() ? seconds(1) : known->second;
  }
  [[nodiscard]] bool too_late(const HttpRequest& request) const {
    return request.timeout.us > 0 && request.timeout < takes(request);
  }
  static HttpResponse response(int status, const std::string& body) {
    HttpResponse one;
    one.status = status;
    one.body = body;
    return one;
  }
  static HttpResponse failure(HttpResponse::Failure kind) {
    HttpResponse one;
    one.failure = kind;
    one.problem = "broken";
    return one;
  }
  void put(const std::string& path, const std::string& body, int status = 200) {
    answers[path].push_back(response(status, body));
  }
};

struct Case {
  FakeTransport transport;
  ConnectOptions options;
  SnapshotBuilder builder;
  int prepared = 0, refused = 0;

  Status read(const std::vector<Read>& reads) { return read_all({reads}); }

  /// One after the other, as long as all goes well.
  Status read_all(const std::vector<std::vector<Read>>& waves) {
    Access access;
    access.server = "https://h";
    access.context = "ctx";
    access.cluster_origin = "cluster \"clu\" in /config";
    access.login_origin = "the credentials of user \"usr\" in /config";
    access.server_origin = "the server of cluster \"clu\" in /config";
    ClusterSource source(access, options, transport,
                         {[this] { return ++prepared, ok_status(); }, [this] { ++refused; }, [] { return "Log in."; }});
    for (const std::vector<Read>& wave : waves) {
      if (Status status = source.read(wave, builder); !status.ok()) return status;
    }
    return ok_status();
  }
};

Read list(const std::string& kind, const std::string& ns = "ai") {
  Read read;
  read.kind = kind;
  read.ns = ns;
  return read;
}

std::string page(const std::string& kind, const std::string& name, const std::string& token = "") {
  return R"({"kind":")" + kind + R"(List","apiVersion":"v1","metadata":{"continue":")" + token +
         R"("},"items":[{"metadata":{"name":")" + name + R"(","namespace":"ai"}}]})";
}

}  // namespace

TEST_CASE("cluster: at most six whole lists and sixteen small reads are in flight") {
  Case c;
  std::vector<Read> lists, gets;
  for (int i = 0; i < 20; ++i) {
    lists.push_back(list("Service", "ns-" + std::to_string(i)));
    c.transport.put("/api/v1/namespaces/ns-" + std::to_string(i) + "/services", page("Service", "s"));
    Read get = list("Service");
    get.what = Read::What::get;
    get.name = "s-" + std::to_string(i);
    gets.push_back(get);
    c.transport.put("/api/v1/namespaces/ai/services/" + get.name,
                    R"({"kind":"Service","apiVersion":"v1","metadata":{"name":"s","namespace":"ai"}})");
  }
  c.options.timeout = {};
  REQUIRE(c.read(lists).ok());
  CHECK(c.transport.sent.size() == 20);
  CHECK(c.transport.most_in_flight == 6);
  REQUIRE(c.read(gets).ok());
  CHECK(c.transport.most_in_flight == 16);
}

TEST_CASE("cluster: the next page is asked for before lists that wait") {
  Case c;
  c.options.timeout = {};
  std::vector<Read> reads = {list("Pod")};
  c.transport.put("/api/v1/namespaces/ai/pods", page("Pod", "a", "t1"));
  c.transport.put("/api/v1/namespaces/ai/pods", page("Pod", "b"));
  for (int i = 0; i < 8; ++i) reads.push_back(list("Service", "ns-" + std::to_string(i)));
  REQUIRE(c.read(reads).ok());
  CHECK(c.transport.sent[6] == "/api/v1/namespaces/ai/pods?limit=500&continue=t1");
  CHECK(c.builder.view().count("Pod") == 2);
}

TEST_CASE("cluster: so it is where a page tells of the next one while it comes") {
  Case c;
  c.options.timeout = {};
  c.transport.piece = 40;
  c.transport.put("/api/v1/namespaces/ai/pods", page("Pod", "a", "t1"));
  c.transport.put("/api/v1/namespaces/ai/pods", page("Pod", "b"));
  std::vector<Read> reads = {list("Pod")};
  for (int i = 0; i < 8; ++i) reads.push_back(list("Service", "ns-" + std::to_string(i)));
  REQUIRE(c.read(reads).ok());
  CHECK(c.transport.sent[6] == "/api/v1/namespaces/ai/pods?limit=500&continue=t1");
}

TEST_CASE("cluster: a kind that is not served any more after its first page is not completely read") {
  for (const std::size_t piece : {0U, 40U}) {
    Case c;
    c.options.timeout = {};
    c.transport.piece = piece;
    c.transport.put("/api/v1/namespaces/ai/pods", page("Pod", "a", "t1"));
    c.transport.put("/api/v1/namespaces/ai/pods", "404 page not found", 404);
    REQUIRE(c.read({list("Pod")}).ok());
    CHECK(c.builder.view().coverage("Pod", "ai") == Coverage::partial);
    REQUIRE(c.builder.view().gaps().size() == 1);
    CHECK(c.builder.view().gaps()[0].reason == "the server could not find the requested resource (after the first 1)");
  }
}

TEST_CASE("cluster: of a page that always breaks off, what came of it is there and is told") {
  Case c;
  c.options.timeout = {};
  c.transport.piece = 100000;
  std::string items;
  for (const char* name : {"a", "b", "c"}) {
    items += std::string(items.empty() ? "" : ",") + R"({"metadata":{"name":")" + name +
             R"(","namespace":"ai","annotations":{"x":")" + std::string(300'000, 'x') + R"("}}})";
  }
  HttpResponse cut =
      FakeTransport::response(200, R"({"kind":"PodList","apiVersion":"v1","metadata":{},"items":[)" + items);
  cut.failure = HttpResponse::Failure::cut;
  cut.problem = "broken";
  c.transport.answers["/api/v1/namespaces/ai/pods"] = {cut};
  c.transport.put("/api/v1/namespaces/ai/services", page("Service", "s"));
  REQUIRE(c.read({list("Pod"), list("Service")}).ok());
  CHECK(c.builder.view().count("Pod") == 2);
  CHECK(c.builder.view().coverage("Pod", "ai") == Coverage::partial);
  REQUIRE(c.builder.view().gaps().size() == 1);
  CHECK(c.builder.view().gaps()[0].reason == "broken (after the first 2)");
}

TEST_CASE(
    "cluster: a list in pieces asks for its next page with the first of them, and is as complete as a whole one") {
  for (const std::size_t piece : {40U, 100U, 100000U}) {
    CAPTURE(piece);
    Case c;
    c.options.timeout = {};
    c.transport.piece = piece;
    for (const char* name : {"a", "b", "c"}) {
      const std::string padding =
          std::string(name) + R"(","labels":{"l":")" + std::string(600'000, 'x') + R"("},"uid":")" + name;
      c.transport.put("/api/v1/namespaces/ai/pods",
                      page("Pod", padding, *name == 'c' ? "" : std::string("after-") + name));
    }
    REQUIRE(c.read({list("Pod")}).ok());
    CHECK(c.transport.sent == std::vector<std::string>{"/api/v1/namespaces/ai/pods?limit=500",
                                                       "/api/v1/namespaces/ai/pods?limit=500&continue=after-a",
                                                       "/api/v1/namespaces/ai/pods?limit=500&continue=after-b"});
    CHECK(c.builder.view().count("Pod") == 3);
    CHECK(c.builder.view().coverage("Pod", "ai") == Coverage::complete);
    CHECK(c.builder.view().gaps().empty());
  }
}

namespace {

// All pods: a first page after which 9,500 remain, two namespaces, and the end of the chain.
Case with_many_pods() {
  Case c;
  c.options.timeout = {};
  c.transport.put("/api/v1/pods", R"({"kind":"PodList","apiVersion":"v1","metadata":{"continue":"t1",
      "remainingItemCount":9500},"items":[{"metadata":{"name":"first","namespace":"ai"}}]})");
  c.transport.put("/api/v1/pods", page("Pod", "last"));
  c.transport.put("/api/v1/namespaces", R"({"kind":"NamespaceList","apiVersion":"v1","metadata":{},"items":[
      {"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]})");
  c.transport.put("/api/v1/namespaces/a/pods", page("Pod", "of-a"));
  c.transport.put("/api/v1/namespaces/b/pods", page("Pod", "of-b"));
  return c;
}

}  // namespace

TEST_CASE("cluster: where thousands remain after the first page, a list of all namespaces is read by namespace") {
  Case c = with_many_pods();
  REQUIRE(c.read({list("Pod", "")}).ok());
  CHECK(c.transport.sent == std::vector<std::string>{"/api/v1/pods?limit=500", "/api/v1/namespaces",
                                                     "/api/v1/namespaces/a/pods?limit=500",
                                                     "/api/v1/namespaces/b/pods?limit=500"});
  CHECK(c.builder.view().count("Pod") == 3);
  CHECK(c.builder.view().coverage("Pod", "") == Coverage::complete);
}

TEST_CASE("cluster: however many lists are read by namespace, the namespaces are asked for once") {
  Case c = with_many_pods();
  c.transport.put("/api/v1/services", R"({"kind":"ServiceList","apiVersion":"v1","metadata":{"continue":"t1",
      "remainingItemCount":9500},"items":[]})");
  c.transport.put("/apis/apps/v1/deployments", R"({"kind":"DeploymentList","apiVersion":"apps/v1","metadata":{
      "continue":"t1","remainingItemCount":9500},"items":[]})");
  for (const std::string ns : {"a", "b"}) {
    c.transport.put("/api/v1/namespaces/" + ns + "/services", page("Service", "of-" + ns));
    c.transport.put("/apis/apps/v1/namespaces/" + ns + "/deployments", page("Deployment", "of-" + ns));
  }
  REQUIRE(c.read_all({{list("Pod", ""), list("Service", "")}, {list("Deployment", "")}}).ok());
  CHECK(std::count(c.transport.sent.begin(), c.transport.sent.end(), "/api/v1/namespaces") == 1);
  for (const char* kind : {"Service", "Deployment"}) {
    CHECK(c.builder.view().count(kind) == 2);
    CHECK(c.builder.view().coverage(kind, "") == Coverage::complete);
  }
}

TEST_CASE("cluster: what is thrown while answers are taken leaves no request behind") {
  struct Thrower final : Recorder {
    void took_in(std::string_view, std::string_view) override { throw std::runtime_error("no memory"); }
    void took_in(const Log&) override {}
  } thrower;
  Case c;
  c.options.recorder = &thrower;
  c.transport.put("/api/v1/namespaces/ai/pods", page("Pod", "a"));
  CHECK_THROWS_AS((void)c.read({list("Pod"), list("Service")}), std::runtime_error);
  CHECK(c.transport.pending.empty());
}

TEST_CASE("cluster: a namespace that cannot be read leaves the list of all incomplete, and is named") {
  Case c = with_many_pods();
  c.transport.answers["/api/v1/namespaces/b/pods"] = {FakeTransport::response(500, "broken")};
  REQUIRE(c.read({list("Pod", "")}).ok());
  CHECK(c.builder.view().coverage("Pod", "") == Coverage::partial);
  REQUIRE(c.builder.view().gaps().size() == 1);
  CHECK(c.builder.view().gaps()[0].ns == "b");
}

TEST_CASE("cluster: a kind that is not served in one of its namespaces only is not completely read") {
  Case c = with_many_pods();
  c.transport.answers.erase("/api/v1/namespaces/b/pods");
  REQUIRE(c.read({list("Pod", "")}).ok());
  CHECK(c.builder.view().coverage("Pod", "") == Coverage::partial);
  CHECK(c.builder.view().gaps().size() == 1);
}

TEST_CASE("cluster: without the right to list namespaces, the pages of all are followed one after the other") {
  Case c = with_many_pods();
  c.transport.answers["/api/v1/namespaces"] = {FakeTransport::response(403, "")};
  REQUIRE(c.read({list("Pod", "")}).ok());
  CHECK(c.transport.sent.back() == "/api/v1/pods?limit=500&continue=t1");
  CHECK(c.builder.view().count("Pod") == 2);
  CHECK(c.builder.view().coverage("Pod", "") == Coverage::complete);
  CHECK(c.builder.view().gaps().empty());
}

TEST_CASE("cluster: a page that breaks off in the middle is read again from its beginning") {
  Case c;
  c.options.timeout = {};
  c.transport.piece = 50;
  const std::string whole = page("Pod", "a");
  HttpResponse cut = FakeTransport::response(200, whole.substr(0, whole.size() - 20));
  cut.failure = HttpResponse::Failure::cut;
  c.transport.answers["/api/v1/namespaces/ai/pods"] = {cut, FakeTransport::response(200, whole)};
  REQUIRE(c.read({list("Pod")}).ok());
  CHECK(c.builder.view().count("Pod") == 1);
  CHECK(c.builder.view().gaps().empty());
  CHECK(c.builder.view().coverage("Pod", "ai") == Coverage::complete);
}

TEST_CASE("cluster: a page without its end is read again, also if the connection seems to have ended in order") {
  Case c;
  c.options.timeout = {};
  c.transport.piece = 50;
  const std::string whole = page("Pod", "a");
  const HttpResponse short_of = FakeTransport::response(200, whole.substr(0, whole.size() - 20));
  c.transport.answers["/api/v1/namespaces/ai/pods"] = {short_of, FakeTransport::response(200, whole)};
  REQUIRE(c.read({list("Pod")}).ok());
  CHECK(c.transport.sent.size() == 2);
  CHECK(c.builder.view().gaps().empty());
  CHECK(c.builder.view().coverage("Pod", "ai") == Coverage::complete);
}

TEST_CASE("cluster: a 429 halves what is in flight, requests that were under way together once") {
  Case c;
  c.options.timeout = {};
  std::vector<Read> reads;
  for (int i = 0; i < 6; ++i) {
    const std::string ns = "ns-" + std::to_string(i);
    reads.push_back(list("Service", ns));
    HttpResponse busy = FakeTransport::response(429, "");
    busy.retry_after = 1;
    c.transport.answers["/api/v1/namespaces/" + ns + "/services"] = {busy};
    c.transport.put("/api/v1/namespaces/" + ns + "/services", page("Service", "s"));
  }
  for (int i = 6; i < 12; ++i) {
    const std::string ns = "ns-" + std::to_string(i);
    reads.push_back(list("Service", ns));
    c.transport.put("/api/v1/namespaces/" + ns + "/services", page("Service", "s"));
  }
  REQUIRE(c.read(reads).ok());
  CHECK(c.builder.view().gaps().empty());
  CHECK(c.transport.sent.size() == 18);
  // Six first tries, six second ones, then three at a time: 1 s, 1 s and another, then two rounds.
  CHECK((c.transport.time - Time{seconds(1000).us}) == seconds(5));
}

TEST_CASE("cluster: what comes too late for the deadline is a gap that says so") {
  Case c;
  c.options.timeout = seconds(4);
  std::vector<Read> reads;
  for (int i = 0; i < 20; ++i) {
    const std::string ns = "ns-" + std::to_string(i);
    reads.push_back(list("Service", ns));
    c.transport.put("/api/v1/namespaces/" + ns + "/services", page("Service", "s"));
  }
  REQUIRE(c.read(reads).ok());
  const auto& gaps = c.builder.view().gaps();
  REQUIRE(gaps.size() == 8);
  CHECK(gaps[0].ns == "ns-12");
  CHECK(gaps[0].reason == "not read within 2.8 s of the time limit of 4 s (--timeout)");
  CHECK(c.builder.view().coverage("Service", "ns-12") != Coverage::complete);
}

namespace {

// The list of pods takes its time; Services, Nodes and a log answer within a second.
Case with_slow_pods(Duration takes) {
  Case c;
  c.options.timeout = seconds(10);
  c.transport.slow["/api/v1/namespaces/ai/pods"] = takes;
  c.transport.put("/api/v1/namespaces/ai/pods", page("Pod", "p"));
  c.transport.put("/api/v1/namespaces/ai/services", page("Service", "s"));
  c.transport.put("/api/v1/nodes", page("Node", "n"));
  c.transport.put("/api/v1/namespaces/ai/pods/p/log", "2026-11-21T03:00:00Z hello\n");
  return c;
}

Read log_of(const std::string& pod) {
  Read log = list("Log");
  log.what = Read::What::log;
  log.name = pod;
  log.container = "main";
  return log;
}

}  // namespace

TEST_CASE("cluster: while nothing has been read, the first answer may take all the time there is") {
  Case late = with_slow_pods(seconds(8));
  REQUIRE(late.read_all({{list("Pod")}, {log_of("p")}}).ok());
  CHECK(late.builder.view().gaps().empty());
  CHECK(late.builder.view().log("ai", "p", "main", false) != nullptr);
  Case never = with_slow_pods(hours(1));
  const Status status = never.read({list("Pod")});
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().message ==
        "context \"ctx\": https://h gives no answer: not read within the time limit of 10 s (--timeout)");
  CHECK(never.transport.time - Time{seconds(1000).us} == seconds(10));
}

TEST_CASE("cluster: an answer that never comes leaves time for what follows from the others") {
  Case c = with_slow_pods(hours(1));
  REQUIRE(c.read_all({{list("Service"), list("Pod")}, {list("Node", "")}, {log_of("p")}}).ok());
  REQUIRE(c.builder.view().gaps().size() == 1);
  CHECK(c.builder.view().gaps()[0].reason == "not read within 6.4 s of the time limit of 10 s (--timeout)");
  CHECK(c.builder.view().count("Node") == 1);
  CHECK(c.builder.view().log("ai", "p", "main", false) != nullptr);
}

TEST_CASE("cluster: a later wave in which nothing is answered leaves time for the one after it") {
  Case c = with_slow_pods(hours(1));
  REQUIRE(c.read_all({{list("Service")}, {list("Pod")}, {list("Node", "")}}).ok());
  CHECK(c.builder.view().gaps().size() == 1);
  CHECK(c.builder.view().count("Node") == 1);
}

TEST_CASE("cluster: what broke the connection is asked for again on one of its own, and alone") {
  Case c;
  c.transport.answers["/api/v1/namespaces/ai/persistentvolumeclaims"] = {
      FakeTransport::failure(HttpResponse::Failure::reset)};
  c.transport.put("/api/v1/namespaces/ai/persistentvolumeclaims", page("PersistentVolumeClaim", "c"));
  c.transport.put("/api/v1/namespaces/ai/services", page("Service", "s"));
  REQUIRE(c.read({list("PersistentVolumeClaim"), list("Service")}).ok());
  CHECK(c.builder.view().gaps().empty());
  CHECK(c.transport.sent_alone == std::vector<std::string>{"/api/v1/namespaces/ai/persistentvolumeclaims?limit=500"});
}

TEST_CASE("cluster: a container that is not there any more is asked for its log once again") {
  Case c;
  const std::string gone = "unable to retrieve container logs for containerd://abc";
  c.transport.put("/api/v1/namespaces/ai/pods/p/log", gone);
  c.transport.put("/api/v1/namespaces/ai/pods/p/log", "2026-11-21T03:00:00Z of the next run\n");
  c.transport.put("/api/v1/namespaces/ai/pods/q/log", gone);
  Read p = list("Log"), q = list("Log");
  p.what = q.what = Read::What::log;
  p.container = q.container = "main";
  p.name = "p";
  q.name = "q";
  REQUIRE(c.read({p, q}).ok());
  CHECK(c.transport.sent.size() == 4);
  CHECK(c.builder.view().log("ai", "p", "main", false) != nullptr);
  REQUIRE(c.builder.view().gaps().size() == 1);
  CHECK(c.builder.view().gaps()[0].name == "q");
  CHECK(c.builder.view().gaps()[0].reason == gone);
}

TEST_CASE("cluster: a web page or compressed bytes in place of a log are a gap") {
  for (const char* body : {"<!DOCTYPE html>\n<html><title>Log in</title></html>", "\x1f\x8b\x08rest"}) {
    Case c;
    c.transport.put("/api/v1/namespaces/ai/services", page("Service", "s"));
    c.transport.put("/api/v1/namespaces/ai/pods/p/log", body);
    Read log = list("Log");
    log.what = Read::What::log;
    log.name = "p";
    log.container = "main";
    REQUIRE(c.read({list("Service"), log}).ok());
    REQUIRE(c.builder.view().gaps().size() == 1);
    CHECK(c.builder.view().gaps()[0].kind == "Log");
    CHECK(c.builder.view().log("ai", "p", "main", false) == nullptr);
  }
}

TEST_CASE("cluster: a list without items is not taken for an empty one") {
  for (const char* body : {R"({"kind":"ServiceList","apiVersion":"v1","metadata":{}})",
                           R"({"kind":"ServiceList","apiVersion":"v1","metadata":{},"items":{"a":1}})"}) {
    Case c;
    c.transport.put("/api/v1/namespaces/ai/persistentvolumeclaims", page("PersistentVolumeClaim", "c"));
    c.transport.put("/api/v1/namespaces/ai/services", body);
    REQUIRE(c.read({list("PersistentVolumeClaim"), list("Service")}).ok());
    REQUIRE(c.builder.view().gaps().size() == 1);
    CHECK(c.builder.view().gaps()[0].reason == "the answer cannot be understood: it has no items");
    CHECK(c.builder.view().coverage("Service", "ai") != Coverage::complete);
  }
}

TEST_CASE("cluster: a selected list never makes a kind completely read") {
  Case c;
  c.transport.put("/api/v1/namespaces/ai/pods", page("Pod", "a"));
  Read selected = list("Pod");
  selected.label_selector = "app=x";
  REQUIRE(c.read({selected}).ok());
  CHECK(c.builder.view().coverage("Pod", "ai") == Coverage::partial);
  REQUIRE(c.read({list("Pod")}).ok());
  REQUIRE(c.read({selected}).ok());
  CHECK(c.builder.view().coverage("Pod", "ai") == Coverage::complete);
}

TEST_CASE("cluster: what is read of a config map is its name, under its true kind") {
  Case c;
  c.transport.put(
      "/api/v1/namespaces/ai/configmaps",
      R"({"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":{},"items":[)"
      R"({"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"m","namespace":"ai"}}]})");
  REQUIRE(c.read({list("ConfigMap")}).ok());
  const Object* map = c.builder.view().find("ConfigMap", "ai", "m");
  REQUIRE(map);
  CHECK(map->api_version == "v1");
  CHECK(c.builder.view().coverage("ConfigMap", "ai") == Coverage::complete);
}

TEST_CASE("cluster: a kind that no version serves is completely read") {
  Case c;
  c.transport.put("/api/v1/namespaces/ai/pods", page("Pod", "p"));
  REQUIRE(c.read({list("Pod"), list("RayCluster")}).ok());
  CHECK(c.builder.view().coverage("RayCluster", "ai") == Coverage::complete);
  CHECK(c.transport.sent.size() == 3);
}

TEST_CASE("cluster: a server that knows none of the kinds that every API server has is none") {
  Case c;
  const Status status = c.read({list("Pod"), list("RayCluster")});
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().kind == ErrorKind::connect);
  CHECK(status.error().message == "context \"ctx\": https://h does not serve the Kubernetes API: HTTP 404");
}

TEST_CASE("cluster: nothing but 401 is an error, and the credentials are told") {
  Case c;
  const std::string body = R"({"kind":"Status","reason":"Unauthorized","message":"Unauthorized"})";
  c.transport.put("/api/v1/namespaces/ai/pods", body, 401);
  const Status status = c.read({list("Pod")});
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().kind == ErrorKind::unauthorized);
  CHECK(status.error().message ==
        "context \"ctx\": https://h does not accept the credentials of user \"usr\" in /config");
  CHECK(status.error().hint == "Log in.");
  CHECK(c.refused == 1);
}

TEST_CASE("cluster: where there is no way to the server the rest is not tried") {
  Case c;
  std::vector<Read> reads;
  for (int i = 0; i < 20; ++i) reads.push_back(list("Service", "ns-" + std::to_string(i)));
  c.transport.answers["/api/v1/namespaces/ns-0/services"] = {FakeTransport::failure(HttpResponse::Failure::tls)};
  for (int i = 1; i < 20; ++i) {
    c.transport.answers["/api/v1/namespaces/ns-" + std::to_string(i) + "/services"] = {
        FakeTransport::failure(HttpResponse::Failure::tls)};
  }
  const Status status = c.read(reads);
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().kind == ErrorKind::connect);
  CHECK(status.error().message == "context \"ctx\" (https://h): broken");
}

TEST_CASE("cluster: every failure of one list among others is one gap, and takes nothing else away") {
  using Failure = HttpResponse::Failure;
  std::vector<HttpResponse> faults;
  for (const Failure kind : {Failure::resolve, Failure::connect, Failure::tls, Failure::timeout, Failure::reset,
                             Failure::cut, Failure::too_large, Failure::stopped}) {
    faults.push_back(FakeTransport::failure(kind));
  }
  for (const int status : {400, 401, 403, 406, 410, 429, 500, 503, 504, 302})
    faults.push_back(FakeTransport::response(status, ""));
  for (const char* body : {"", "null", "[]", "{}", R"({"kind":"PodList","items":[]})", R"({"items":[]})",
                           "{\"kind\":", "<html>", "\xff\xfe"}) {
    faults.push_back(FakeTransport::response(200, body));
  }
  for (const HttpResponse& fault : faults) {
    CAPTURE(static_cast<int>(fault.failure));
    CAPTURE(fault.status);
    CAPTURE(fault.body);
    Case c;
    c.transport.put("/api/v1/namespaces/ai/pods", page("Pod", "a"));
    c.transport.answers["/api/v1/nodes"] = {fault};
    REQUIRE(c.read({list("Pod"), list("Node", "")}).ok());
    CHECK(c.builder.view().count("Pod") == 1);
    CHECK(c.builder.view().coverage("Pod", "ai") == Coverage::complete);
    CHECK(c.builder.view().coverage("Node", "") == Coverage::unread);
    REQUIRE(c.builder.view().gaps().size() == 1);
    CHECK(c.builder.view().gaps()[0].kind == "Node");
    CHECK_FALSE(c.builder.view().gaps()[0].reason.empty());
  }
}
