// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "facts/forget.hpp"
#include "facts/records.hpp"
#include "small_cluster.hpp"

using namespace aidiag;

namespace {

constexpr std::string_view one =
    R"("nodeName":"node-1","containers":[{"name":"main","readinessProbe":{"httpGet":{"port":8000,"path":"/health"}}}])";
constexpr std::string_view crashed =
    R"("phase":"Running","containerStatuses":[{"name":"main","restartCount":4,)"
    R"("state":{"waiting":{"reason":"CrashLoopBackOff"}},)"
    R"("lastState":{"terminated":{"exitCode":137,"startedAt":"@10m","finishedAt":"@5m"}}}])";
constexpr std::string_view not_ready =
    R"("phase":"Running","containerStatuses":[{"name":"main","ready":false,"state":{"running":{"startedAt":"@10m"}}}])";

std::string list(const Records& records, std::string_view field) {
  std::string all;
  for (const Record& record : records.all) {
    const auto found = record.fields.find(field);
    all += (all.empty() ? "" : " ") + (found == record.fields.end() ? std::string("-") : found->second.text);
  }
  return all;
}

std::string of(SmallCluster& cluster, About about, RecordKind kind, std::string_view field) {
  return list(cluster.facts().records(cluster.facts().subjects(about).at(0), kind), field);
}

}  // namespace

TEST_CASE("fields: each kind has the field that a bare pattern is matched against") {
  for (const RecordKind kind : {RecordKind::event, RecordKind::condition, RecordKind::probe, RecordKind::log})
    CHECK(find_field(kind, main_field(kind)) != nullptr);
  CHECK(find_field(RecordKind::event, "port") == nullptr);
}

TEST_CASE("events: a kill belongs to the run that ended") {
  SmallCluster cluster;
  cluster.pod(one, crashed);
  cluster.event("Killing", "Container main failed liveness probe, will be restarted", "@25m", "main");
  cluster.event("Killing", "Container main failed liveness probe, will be restarted", "@5m30s", "main");
  cluster.event("Unhealthy", "Liveness probe failed: EOF", "@6m", "main");
  cluster.event("BackOff", "Back-off restarting failed container", "@1m", "main");
  CHECK(of(cluster, About::container, RecordKind::event, "reason") == "Unhealthy Killing BackOff");
  CHECK(of(cluster, About::pod, RecordKind::event, "reason") == "Unhealthy Killing BackOff");
}

TEST_CASE("events: of scheduling and setup only while the pod stands there") {
  SmallCluster bound;
  bound.pod(one, not_ready);
  bound.event("FailedScheduling", "0/1 nodes are available", "@20m");
  bound.event("FailedMount", "MountVolume.SetUp failed", "@12m");
  bound.event("Failed", "Failed to pull image \"x\"", "@11m", "main");
  CHECK(of(bound, About::pod, RecordKind::event, "reason") == "");
  SmallCluster waiting;
  waiting.pod(R"("containers":[{"name":"main"}])", R"("phase":"Pending")");
  waiting.event("FailedScheduling", "0/1 nodes are available", "@20m");
  CHECK(of(waiting, About::pod, RecordKind::event, "reason") == "FailedScheduling");
  CHECK(of(waiting, About::pod, RecordKind::event, "ago") == "20 min");
  SmallCluster setup;
  setup.pod(one, R"("phase":"Pending")");
  setup.event("FailedMount", "MountVolume.SetUp failed", "@12m");
  CHECK(of(setup, About::pod, RecordKind::event, "reason") == "FailedMount");
}

TEST_CASE("events: one that lost its container is given back to it") {
  SmallCluster cluster;
  cluster.pod(R"("nodeName":"node-1","containers":[{"name":"main","image":"a"},{"name":"side","image":"b"}])",
              R"("phase":"Running","containerStatuses":[{"name":"main","state":{"waiting":{"reason":"ErrImagePull"}}},)"
              R"({"name":"side","state":{"waiting":{"reason":"ErrImagePull"}}}])");
  cluster.event("Failed", "Failed to pull image \"b\": not found", "@1m");
  const auto containers = cluster.facts().subjects(About::container);
  CHECK(cluster.facts().records(containers[0], RecordKind::event).all.empty());
  CHECK(cluster.facts().records(containers[1], RecordKind::event).all.size() == 1);
}

TEST_CASE("events: complete if all were read and the time in question is young enough") {
  SmallCluster unread;
  unread.pod(one, crashed);
  const Records& records = unread.facts().records(unread.subject(About::container, "main"), RecordKind::event);
  CHECK(!records.complete);
  CHECK(records.missing == "Event");
  SmallCluster read;
  read.pod(one, crashed).read("Event");
  CHECK(read.facts().records(read.subject(About::container, "main"), RecordKind::event).complete);
  SmallCluster old;
  old.pod(R"("nodeName":"node-1","restartPolicy":"Never","containers":[{"name":"main"}])",
          R"("phase":"Failed","containerStatuses":[{"name":"main","state":)"
          R"({"terminated":{"exitCode":1,"startedAt":"@9h","finishedAt":"@8h"}}}])")
      .read("Event");
  CHECK(!old.facts().records(old.subject(About::container, "main"), RecordKind::event).complete);
}

TEST_CASE("conditions: bad by the type's polarity, an unknown type is not judged") {
  SmallCluster cluster;
  cluster.pod(one, std::string(not_ready) +
                       R"(,"conditions":[{"type":"PodScheduled","status":"True","lastTransitionTime":"@20m"},)"
                       R"({"type":"Ready","status":"False","reason":"ContainersNotReady","lastTransitionTime":"@10m"},)"
                       R"({"type":"example.com/gate","status":"False","lastTransitionTime":"@9m"}])");
  CHECK(of(cluster, About::pod, RecordKind::condition, "type") == "PodScheduled Ready example.com/gate");
  CHECK(of(cluster, About::pod, RecordKind::condition, "bad") == "false true -");
  CHECK(of(cluster, About::pod, RecordKind::condition, "for") == "20 min 10 min 9 min");
  const auto& records = cluster.facts().records(cluster.subject(About::pod, "app"), RecordKind::condition);
  CHECK(records.all[1].place.path == "status.conditions[1]");
}

TEST_CASE("conditions: a table judges further types") {
  SnapshotBuilder builder;
  REQUIRE(builder.add_json(R"({"apiVersion":"v1","kind":"Node","metadata":{"name":"n"},"status":{"conditions":[
    {"type":"AcceleratedHardwareReady","status":"False"},{"type":"GPUMissing","status":"Unknown"}]}})"));
  const auto snapshot = builder.take();
  const PolarityTable table = {{"AcceleratedHardwareReady", {Polarity::Bad::unless_true, "accelerator"}},
                               {"GPUMissing", {Polarity::Bad::if_true, "accelerator"}}};
  const ServerSheets sheets;
  PatternSet patterns;
  patterns.compile();
  const Facts facts(*snapshot, sheets, patterns, &table);
  const Records& records = facts.records(facts.subjects(About::node).at(0), RecordKind::condition);
  CHECK(list(records, "bad") == "true false");
  CHECK(list(records, "topic") == "accelerator accelerator");
}

TEST_CASE("probes: the kubelet's sentences, over its versions") {
  struct Row {
    std::string_view message, type, kind;
    std::optional<int> port;
    std::string_view path;
    std::optional<int> code;
  };
  const Row rows[] = {
      {R"(Readiness probe failed: Get "http://10.0.0.1:8000/health": dial tcp 10.0.0.1:8000: connect: connection refused)",
       "readiness", "refused", 8000, "/health", std::nullopt},
      {"Liveness probe failed: Get http://10.0.0.1:8000/health: dial tcp 10.0.0.1:8000: connect: connection refused",
       "liveness", "refused", 8000, "/health", std::nullopt},
      {R"(Startup probe failed: Get "http://[fd00::1]:8000/": dial tcp [fd00::1]:8000: connect: connection refused)",
       "startup", "refused", 8000, "/", std::nullopt},
      {"Readiness probe failed: dial tcp 10.0.0.1:8001: connect: connection refused", "readiness", "refused", 8001, "",
       std::nullopt},
      {"Liveness probe failed: HTTP probe failed with statuscode: 503", "liveness", "status", std::nullopt, "", 503},
      {R"(Readiness probe failed: Get "http://10.0.0.1:8000/v1": context deadline exceeded (Client.Timeout exceeded while awaiting headers))",
       "readiness", "timeout", 8000, "/v1", std::nullopt},
      {R"(Readiness probe failed: Get "http://10.0.0.1:8000/v1": net/http: request canceled (Client.Timeout exceeded while awaiting headers))",
       "readiness", "timeout", 8000, "/v1", std::nullopt},
      {R"(Startup probe failed: timeout: failed to connect service "10.0.0.1:9000" within 1s)", "startup", "timeout",
       9000, "", std::nullopt},
      {R"(Readiness probe failed: service unhealthy (responded with "NOT_SERVING"))", "readiness", "status",
       std::nullopt, "", std::nullopt},
      {R"(Liveness probe errored: rpc error: code = Unknown desc = command "x" timed out)", "liveness", "timeout",
       std::nullopt, "", std::nullopt},
      {"Readiness probe failed: cat: /tmp/ready: No such file or directory", "readiness", "other", std::nullopt, "",
       std::nullopt},
  };
  for (const Row& row : rows) {
    CAPTURE(row.message);
    const auto failure = parse_probe(row.message);
    REQUIRE(failure);
    CHECK(failure->type == row.type);
    CHECK(failure->kind == row.kind);
    CHECK(failure->port == row.port);
    CHECK(failure->path == row.path);
    CHECK(failure->code == row.code);
  }
  CHECK(!parse_probe("Container main failed liveness probe, will be restarted"));
}

TEST_CASE("probes: the settings say what the message leaves out") {
  SmallCluster cluster;
  cluster.pod(one, not_ready);
  cluster.event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", "@1m", "main",
                R"("count":7)");
  CHECK(of(cluster, About::container, RecordKind::probe, "port") == "8000");
  CHECK(of(cluster, About::container, RecordKind::probe, "path") == "/health");
  CHECK(of(cluster, About::container, RecordKind::probe, "code") == "503");
  CHECK(of(cluster, About::container, RecordKind::probe, "count") == "7");
  SmallCluster command;
  command.pod(R"("nodeName":"node-1","containers":[{"name":"main","readinessProbe":{"exec":{"command":["x"]}}}])",
              not_ready);
  command.event("Unhealthy", "Readiness probe failed: curl: (7) connection refused", "@1m", "main");
  CHECK(of(command, About::container, RecordKind::probe, "kind") == "exec");
}

TEST_CASE("probes: whether the container declares the port that was asked") {
  const auto declared = [](std::string_view ports) {
    SmallCluster cluster;
    cluster.pod(
        R"("nodeName":"node-1","containers":[{"name":"main","readinessProbe":{"tcpSocket":{"port":80}},"ports":)" +
            std::string(ports) + "}]",
        not_ready);
    cluster.event("Unhealthy", "Readiness probe failed: dial tcp 10.0.0.1:80: connect: connection refused", "@1m",
                  "main");
    return of(cluster, About::container, RecordKind::probe, "declared");
  };
  CHECK(declared(R"([{"containerPort":80}])") == "true");
  CHECK(declared(R"([{"containerPort":8000}])") == "false");
  CHECK(declared("[]") == "-");
}

TEST_CASE("logs: the run in question is the dead one of a container that waits") {
  SmallCluster cluster;
  cluster.pod(one, crashed).log("main", "RuntimeError: dead\n");
  CHECK(of(cluster, About::container, RecordKind::log, "text") == "RuntimeError: dead");
  CHECK(cluster.of_container("container.log.last_words") == "RuntimeError: dead");
  const Records& records = cluster.facts().records(cluster.subject(About::container, "main"), RecordKind::log);
  REQUIRE(records.all.size() == 1);
  CHECK(records.all[0].place.log == "main");
  CHECK(records.all[0].place.line == 1);
  CHECK(records.complete);
}

TEST_CASE("logs: a run that began after the pod was read is not the dead one") {
  SmallCluster cluster;
  cluster.pod(one, crashed).log("main", "2027-01-01T00:00:00Z RuntimeError: of the next run\n");
  cluster.log("main", "RuntimeError: dead\n", true);
  CHECK(of(cluster, About::container, RecordKind::log, "text") == "RuntimeError: dead");
}

TEST_CASE("logs: the run in question is the one before of a container that was restarted") {
  const std::string_view restarted =
      R"("phase":"Running","containerStatuses":[{"name":"main","ready":true,"state":{"running":{"startedAt":"@20m"}},)"
      R"("lastState":{"terminated":{"exitCode":1,"startedAt":"@30m","finishedAt":"@20m"}}}])";
  SmallCluster both;
  both.pod(one, restarted).log("main", "fine\n").log("main", "RuntimeError: before\n", true);
  CHECK(of(both, About::container, RecordKind::log, "text") == "RuntimeError: before");
  CHECK(both.facts().logs(both.subject(About::container, "main")).size() == 2);
  SmallCluster without;
  without.pod(one, restarted).log("main", "fine\n");
  const Records& records = without.facts().records(without.subject(About::container, "main"), RecordKind::log);
  CHECK(records.all.empty());
  CHECK(!records.complete);
  CHECK(records.missing == "Log");
}

TEST_CASE("logs: a container that has not run has none, and that is known") {
  SmallCluster cluster;
  cluster.pod(
      one, R"("phase":"Pending","containerStatuses":[{"name":"main","state":{"waiting":{"reason":"ErrImagePull"}}}])");
  CHECK(cluster.facts().records(cluster.subject(About::container, "main"), RecordKind::log).complete);
}

TEST_CASE("logs: what a pod's records point to stays when its container is forgotten") {
  SmallCluster cluster;
  cluster.pod(one, crashed).log("main", "RuntimeError: dead before it could listen on any port\n");
  const Records& of_pod = cluster.facts().records(cluster.subject(About::pod, "app"), RecordKind::log);
  REQUIRE(of_pod.all.size() == 1);
  forget(cluster.facts(), cluster.subject(About::container, "main"));
  CHECK(of_pod.all[0].log->message == "RuntimeError: dead before it could listen on any port");
  CHECK(of_pod.all[0].run->records.size() == 1);
}
