// SPDX-License-Identifier: Apache-2.0
// The choice of roots and what the report makes of it, on worlds with rules of the test's own.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "aidiag/report.hpp"
#include "diagnosis/findings.hpp"
#include "diagnosis/node_groups.hpp"
#include "rules/tree.hpp"
#include "worlds/build.hpp"

using namespace aidiag;

namespace {

constexpr std::string_view stages = R"(
container: [setup, pull, init, run, ready, restarted]
memory: [init, run, ready, restarted]
process: [init, run, ready, restarted]
node: [run, ready]
workload: [run, ready]
model: [init, run, ready]
storage: [schedule, setup]
)";

std::string rule(std::string_view role, std::string_view about, std::string_view when, std::string_view more = "") {
  std::string out =
      "severity: error\nverdict: blocked\nrole: " + std::string(role) + "\ntitle: something\nwhy: because\n";
  out += "about: " + std::string(about) + "\nconfidence: likely\nwhen:\n  - " + std::string(when) + "\n";
  out += "check:\n  - say: look\n    run: kubectl get pods\n" + std::string(more);
  return out;
}

RuleFile file(const std::string& id, const std::string& text) {
  return {"causes/" + id + ".yaml", "id: " + id + "\n" + text, false};
}

RuleSet rules_of(std::vector<RuleFile> files) {
  files.push_back({"tables/stages.yaml", std::string(stages), false});
  auto loaded = RuleSet::load(files);
  if (const auto* mistakes = std::get_if<std::vector<std::string>>(&loaded)) FAIL(mistakes->front());
  RuleSet rules = std::get<RuleSet>(std::move(loaded));
  rules.patterns().compile();
  return rules;
}

Report diagnosed(const RuleSet& rules, std::string_view world, Scope scope = {}) {
  auto parsed = parse_yaml("world", world);
  REQUIRE(std::holds_alternative<TreeFile>(parsed));
  auto built = build_world(std::get<TreeFile>(parsed).root, About::container);
  if (const auto* mistake = std::get_if<std::string>(&built)) FAIL(*mistake);
  if (scope.ns.empty()) scope.kind = Scope::Kind::all_namespaces;
  return diagnose(*std::get<std::unique_ptr<const Snapshot>>(built), scope, rules, Severity::error, false);
}

std::vector<std::string> ids(const Report& report) {
  std::vector<std::string> out;
  for (const Finding& f : report.findings) out.push_back(f.rule);
  return out;
}

const std::string crash = rule("effect", "container", "container.waiting.reason: CrashLoopBackOff");
const std::string unready = rule("effect", "workload", "workload.ready: {below: \"{workload.desired}\"}");

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("roots: a cause stands before the effects on its own line, up to the workload") {
  const RuleSet rules = rules_of({file("container/loop", crash), file("workload/short", unready),
                                  file("process/bang", rule("cause", "container", "log: 'went bang'"))});
  const Report report = diagnosed(rules, "{pod: {is: crashing}, log: it went bang}");
  CHECK(ids(report) == Ids{"process/bang"});
  REQUIRE(report.findings[0].explains.size() >= 2);
  CHECK(report.findings[0].explains[0].rule == "container/loop");
  CHECK(report.exit_code == 1);
}

TEST_CASE("roots: a sick pod without a known cause keeps its earliest effect, never nothing") {
  const RuleSet rules = rules_of({file("container/loop", crash), file("workload/short", unready)});
  CHECK(ids(diagnosed(rules, "{pod: {is: crashing}}")) == Ids{"container/loop"});
}

TEST_CASE("roots: of two causes on one pod the surer is the root, the other an alternative") {
  std::string sure = rule("cause", "container", "log: 'surely this'");
  sure.replace(sure.find("likely"), 6, "certain");
  const RuleSet rules = rules_of(
      {file("process/perhaps", rule("cause", "container", "log: 'perhaps that'")), file("process/surely", sure)});
  const Report report = diagnosed(rules, "{pod: {is: crashing}, log: \"perhaps that\\nsurely this\"}");
  CHECK(ids(report) == Ids{"process/surely"});
  REQUIRE(report.findings[0].alternatives.size() == 1);
  CHECK(report.findings[0].alternatives[0].rule == "process/perhaps");
}

TEST_CASE("roots: equally sure, what stands earlier in the run is the root") {
  const RuleSet rules = rules_of({file("process/a-later", rule("cause", "container", "log: 'later words'")),
                                  file("process/b-first", rule("cause", "container", "log: 'first words'"))});
  CHECK(ids(diagnosed(rules, "{pod: {is: crashing}, log: \"first words\\nlater words\"}")) == Ids{"process/b-first"});
}

TEST_CASE("roots: a rule's explains goes over what the order of the log would say") {
  const RuleSet rules = rules_of(
      {file("process/a-later", rule("cause", "container", "log: 'later words'", "explains: [process/b-first]\n")),
       file("process/b-first", rule("cause", "container", "log: 'first words'"))});
  CHECK(ids(diagnosed(rules, "{pod: {is: crashing}, log: \"first words\\nlater words\"}")) == Ids{"process/a-later"});
}

TEST_CASE("roots: replicas that fail alike are one finding that names them") {
  const RuleSet rules = rules_of({file("process/bang", rule("cause", "container", "log: 'went bang'"))});
  const Report report =
      diagnosed(rules, "{pods: {'app-[0-2]': {is: crashing, owner: Deployment/app, log: it went bang}}}");
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].also_affects.size() == 2);
  CHECK(report.pods.blocked == 3);
}

TEST_CASE("roots: two containers that fail of different workloads are two findings") {
  const RuleSet rules =
      rules_of({file("process/bang", rule("cause", "container", "log: 'went bang'")), file("container/loop", crash)});
  const Report report = diagnosed(rules,
                                  "{pods: {a-0: {is: crashing, owner: Deployment/a, log: it went bang}, b-0: {is: "
                                  "crashing, owner: Deployment/b}}}");
  CHECK(ids(report).size() == 2);
}

TEST_CASE("roots: the ranks of a job that only ended belong to the one that has a cause") {
  const RuleSet rules = rules_of({file("process/bang", rule("cause", "container", "log: 'went bang'")),
                                  file("container/ended", rule("effect", "container", "container.stage: run"))});
  const Report report = diagnosed(rules, "{pods: {'t-[0-3]': {is: crashed, owner: Job/t}, t-2: {log: it went bang}}}");
  CHECK(ids(report) == Ids{"process/bang"});
}

TEST_CASE("roots: what a rule says of a claim it does not say again of the pods that wait for it") {
  const RuleSet rules =
      rules_of({file("storage/unbound",
                     "severity: error\nverdict: blocked\ntitle: something\nwhy: because\nconfidence: likely\nseen:\n"
                     "  - {about: claim, when: [{claim.phase: Pending}]}\n"
                     "  - {about: pod, when: [{pod.claims: {contains: data}}]}\n"
                     "check:\n  - say: look\n    run: kubectl get pods\n")});
  const Report both = diagnosed(rules, "{claim: {is: pending}, pod: {is: pending, claims: [data]}}");
  REQUIRE(ids(both).size() == 1);
  CHECK(both.findings[0].subject.kind == "PersistentVolumeClaim");
  CHECK(ids(diagnosed(rules, "{claim: {is: bound}, pod: {is: pending, claims: [data]}}")) == Ids{"storage/unbound"});
}

TEST_CASE("roots: two rules that explain each other still leave one root") {
  const RuleSet rules =
      rules_of({file("process/a", rule("cause", "container", "log: 'went bang'", "explains: [model/*]\n")),
                file("model/b", rule("cause", "container", "log: 'went bang'", "explains: [process/*]\n"))});
  CHECK(ids(diagnosed(rules, "{pod: {is: crashing}, log: it went bang}")).size() == 1);
}

TEST_CASE("verdicts: what serves again is at most degraded, and a warning") {
  const RuleSet rules =
      rules_of({file("memory/gone", rule("cause", "container", "container.ended.reason: OOMKilled"))});
  const Report report = diagnosed(rules,
                                  "{pod: {is: restarted, status: {containerStatuses: [{name: main, lastState: "
                                  "{terminated: {reason: OOMKilled}}}]}}}");
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].verdict == Verdict::degraded);
  CHECK(report.findings[0].severity == Severity::warning);
  CHECK(report.exit_code == 0);
}

TEST_CASE("scope: a finding of another namespace's pod is none of the answer") {
  const RuleSet rules = rules_of({file("container/loop", crash)});
  Scope scope;
  scope.ns = "other";
  CHECK(diagnosed(rules, "{pod: {is: crashing}}", scope).findings.empty());
  scope.ns = "ai";
  CHECK(diagnosed(rules, "{pod: {is: crashing}}", scope).findings.size() == 1);
}

TEST_CASE("scope: a pod asked for by name gets an answer though nothing is wrong with it") {
  const RuleSet rules = rules_of({file("container/loop", crash)});
  Scope scope;
  scope.ns = "ai";
  scope.kind = Scope::Kind::pods;
  scope.targets = {{"Pod", "app-0"}};
  const Report report = diagnosed(rules, "{pod: {is: ready}}", scope);
  REQUIRE(report.notes.size() == 1);
  CHECK(report.notes[0].text == "ready since 30 min; nothing to report");
  CHECK(report.verdict == "healthy");
}

TEST_CASE("exit code: a gap that leaves a rule open on a sick pod counts 4, a finding beats it") {
  const RuleSet rules = rules_of({file("node/bad", rule("cause", "container", "node.ready: false"))});
  CHECK(diagnosed(rules, "{pod: {is: crashing}, unreadable: [Node]}").exit_code == 4);
  CHECK(diagnosed(rules, "{pod: {is: ready}, unreadable: [Node]}").exit_code == 0);
  const RuleSet both =
      rules_of({file("node/bad", rule("cause", "container", "node.ready: false")), file("container/loop", crash)});
  CHECK(diagnosed(both, "{pod: {is: crashing}, unreadable: [Node]}").exit_code == 1);
}

TEST_CASE("gaps: what is not decided for want of a kind is named by the gap of that kind") {
  const auto effects = [](const RuleSet& rules, std::string_view world) {
    std::string out;
    for (const GapNote& gap : diagnosed(rules, world).gaps) {
      if (!gap.effect.empty()) out += gap.kind + ": " + gap.effect + "\n";
    }
    return out;
  };
  const RuleSet rules = rules_of(
      {file("node/bad", rule("cause", "container", "node.ready: false")), file("container/loop", crash),
       file("container/told", rule("cause", "container", "none: [{event: 'was told'}, {log: 'was logged'}]"))});
  CHECK(effects(rules, "{pod: {is: crashing}, unreadable: [Node]}") ==
        "Node: causes that depend on it were not judged: node/bad\n");
  CHECK(effects(rules, "{pod: {is: crashing}, unreadable: [Event]}") ==
        "Event: causes that depend on it were not judged: container/told\n");
  CHECK(effects(rules, "{pod: {is: crashing}, unreadable: [Log]}") ==
        "Log: causes that depend on it were not judged: container/told\n");
  CHECK(effects(rules, "{pod: {is: ready}, unreadable: [Node, Event, Log]}").empty());
}

TEST_CASE("notes: a pod that a finding says to wait for is not said to have no known cause") {
  const RuleSet rules = rules_of({file("container/young", [] {
    std::string waits = rule("cause", "container", "container.waiting.reason: CrashLoopBackOff");
    return waits.replace(waits.find("verdict: blocked"), 16, "verdict: waiting");
  }())});
  Scope scope;
  scope.kind = Scope::Kind::pods;
  scope.ns = "ai";
  scope.targets = {{"Pod", "app-0"}};
  const Report told = diagnosed(rules, "{pod: {is: crashing}}", scope);
  REQUIRE(told.notes.size() == 1);
  CHECK(told.notes[0].text.find("no cause") == std::string::npos);
  const Report untold = diagnosed(rules_of({}), "{pod: {is: crashing}}", scope);
  REQUIRE(untold.notes.size() == 1);
  CHECK(untold.notes[0].text.ends_with("no cause is known yet"));
}

TEST_CASE("gaps: that what was asked for was not read counts 4, also where its whole kind was not") {
  SnapshotBuilder builder;
  builder.add_gap({"StatefulSet", "ml", "", "", "not in the dump", false});
  builder.add_gap({"StatefulSet", "ml", "q", "", "not in the dump", true});
  Scope scope;
  scope.kind = Scope::Kind::workloads;
  scope.ns = "ml";
  scope.targets = {{"StatefulSet", "q"}};
  const Report report = diagnose(*builder.take(), scope, rules_of({}), Severity::error, false);
  CHECK(report.exit_code == 4);
  REQUIRE(report.gaps.size() == 1);
  CHECK(report.gaps[0].effect == "this is what was asked for");
}

TEST_CASE("gaps: where a namespace has no pod its controllers were asked for, not where a workload was") {
  constexpr std::string_view world =
      "{pods: {}, workload: {name: idle, spec: {replicas: 0}, status: {replicas: 0}}, unreadable: [Job]}";
  CHECK(diagnosed(rules_of({}), world).exit_code == 4);
  Scope scope;
  scope.kind = Scope::Kind::workloads;
  scope.ns = "ai";
  scope.targets = {{"Deployment", "idle"}};
  CHECK(diagnosed(rules_of({}), world, scope).exit_code == 0);
}

TEST_CASE("exit code: a Service without pods on which a rule is open counts 4, one with pods does not") {
  const RuleSet rules =
      rules_of({file("workload/nobody", rule("cause", "service", "service.workload_matches: false"))});
  const Report open = diagnosed(rules, "{service: {spec: {selector: {app: other}}}, unreadable: [ReplicaSet]}");
  CHECK(open.exit_code == 4);
  CHECK(open.verdict == "unknown");
  REQUIRE(open.gaps.size() == 1);
  CHECK(open.gaps[0].effect == "causes that depend on it were not judged: workload/nobody");
  const RuleSet used = rules_of({file("workload/deaf", rule("cause", "service", "service.endpoints.ready: 0"))});
  CHECK(
      diagnosed(used, "{service: {spec: {selector: {app: app}}}, unreadable: [EndpointSlice, Endpoints]}").exit_code ==
      0);
}

TEST_CASE("exit code: a rule that is open on a workload with a mere warning counts 4") {
  std::string warning = unready;
  warning.replace(warning.find("severity: error"), 15, "severity: warning");
  const RuleSet rules = rules_of(
      {file("workload/short", warning), file("workload/told", rule("cause", "workload", "event: 'was told'"))});
  const std::string world =
      "pods: {}, workload: {kind: StatefulSet, name: s, spec: {replicas: 1}, status: {replicas: 0}}";
  CHECK(diagnosed(rules, "{" + world + "}").exit_code == 0);
  CHECK(diagnosed(rules, "{" + world + ", unreadable: [Event]}").exit_code == 4);
}

TEST_CASE("roots: an effect on a container that runs again counts while it keeps ending, and not for one restart") {
  const RuleSet rules =
      rules_of({file("container/killed", rule("effect", "container", "container.restarts: {above: 0}"))});
  const auto found = [&](int restarts, const std::string& since) {
    return ids(diagnosed(rules, "{pod: {is: restarted, status: {containerStatuses: [{name: main, restartCount: " +
                                    std::to_string(restarts) + ", state: {running: {startedAt: " + since +
                                    "}}, lastState: {terminated: {startedAt: -5m, finishedAt: " + since + "}}}]}}}"));
  };
  CHECK(found(3, "-1m") == Ids{"container/killed"});
  CHECK(found(3, "-3m") == Ids{});  // this run has outlived the one before
  CHECK(found(1, "-1m") == Ids{});
}

TEST_CASE("roots: a container that had run for longer than the kubelet's back-off lasts does not keep ending") {
  const RuleSet rules =
      rules_of({file("container/killed", rule("effect", "container", "container.restarts: {above: 0}"))});
  const auto found = [&](const std::string& began) {
    return ids(diagnosed(rules,
                         "{pod: {is: restarted, status: {containerStatuses: [{name: main, restartCount: 3, "
                         "state: {running: {startedAt: -5m}}, lastState: {terminated: {startedAt: " +
                             began + ", finishedAt: -5m}}}]}}}"));
  };
  CHECK(found("-14m") == Ids{"container/killed"});
  CHECK(found("-16m") == Ids{});
}

TEST_CASE("nodes: the scheduler's sentence is taken apart only if its counts sum up to all nodes") {
  const auto groups = node_groups(
      "0/3 nodes are available: 1 Insufficient nvidia.com/gpu, 2 node(s) had untolerated taint {a: b}. preemption: 0/3 "
      "nodes");
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].count == 1);
  CHECK(groups[1].lack == "node(s) had untolerated taint {a: b}");
  CHECK(node_groups("0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory.").empty());
  CHECK(node_groups("running Filter plugin failed").empty());
  CHECK(node_groups("").empty());
}
