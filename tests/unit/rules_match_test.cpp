// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "aidiag/rule.hpp"
#include "worlds/build.hpp"

using namespace aidiag;

namespace {

/// One rule tried on one world.
struct Case {
  std::unique_ptr<const Snapshot> world;
  RuleSet rules;
  std::unique_ptr<Facts> facts;
  Matches found;
};

RuleSet rules_of(const std::string& rule) {
  const std::vector<RuleFile> files = {
      {"tables/stages.yaml", "gpu: [run]\nmodel: [setup, run, ready]\n", false},
      {"tables/conditions.yaml", "bad_if_true: {accelerator: [GPUMissing]}\n", false},
      {"servers/any.yaml",
       "id: any\ntitle: Any\nsource: test\nready: ['server is ready']\nbenign: ['never mind']\n"
       "progress: ['shard \\d+ of \\d+']\n",
       false},
      {"causes/model/x.yaml",
       "id: model/x\nseverity: error\nverdict: blocked\nwhy: Because.\n"
       "check:\n  - say: Look.\n    run: kubectl get pods\n" +
           std::string(rule.find("title:") == std::string::npos ? "title: It is so\n" : "") + rule,
       false}};
  auto loaded = RuleSet::load(files);
  if (const auto* list = std::get_if<std::vector<std::string>>(&loaded)) {
    for (const std::string& mistake : *list) MESSAGE(mistake);
  }
  REQUIRE(std::holds_alternative<RuleSet>(loaded));
  return std::get<RuleSet>(std::move(loaded));
}

Case tried(const std::string& rule, std::string_view world_text, const std::vector<Unreadable>& blind = {}) {
  Case result{nullptr, rules_of(rule), nullptr, {}};
  auto parsed = parse_yaml("world", world_text);
  REQUIRE(std::holds_alternative<TreeFile>(parsed));
  auto built = build_world(std::get<TreeFile>(parsed).root, result.rules.rules()[0].seen[0].about, blind);
  if (const auto* mistake = std::get_if<std::string>(&built)) MESSAGE(*mistake);
  REQUIRE(std::holds_alternative<std::unique_ptr<const Snapshot>>(built));
  result.world = std::get<std::unique_ptr<const Snapshot>>(std::move(built));
  result.facts = std::make_unique<Facts>(*result.world, result.rules.sheets(), result.rules.patterns(),
                                         &result.rules.tables().polarity);
  result.found = match(result.rules, *result.facts);
  return result;
}

std::string outcome(const Case& c) {
  if (!c.found.all.empty()) return "yes";
  return c.found.undecided.empty() ? "no" : "unknown";
}

std::string container_rule(std::string_view when) { return "about: container\nwhen:\n  - " + std::string(when) + "\n"; }

constexpr std::string_view crashing = "{pod: {is: crashing, code: 3}, log: 'ValueError: the model has 3 heads'}";

}  // namespace

TEST_CASE("matcher: a harmless line stays one although it holds what only takes a doubt away") {
  const std::string rule = container_rule("log: {matches: 'never mind', unless_later: 'tried once more'}");
  CHECK(outcome(tried(rule, "{pod: {is: crashing}, log: \"never mind\\n  tried once more\"}")) == "no");
}

TEST_CASE("matcher: comparisons of facts hold as they say") {
  struct Row {
    std::string_view when, outcome;
  };
  const Row rows[] = {
      {"container.ended.exit_code: 3", "yes"},
      {"container.ended.exit_code: [1, 3]", "yes"},
      {"container.ended.exit_code: {not: 3}", "no"},
      {"container.ended.exit_code: {not: [1, 2]}", "yes"},
      {"container.ended.exit_code: {above: 2, below: 4}", "yes"},
      {"container.ended.exit_code: {above: 3}", "no"},
      {"container.ended.exit_code: {at_least: 3}", "yes"},
      {"container.ended.exit_code: {at_most: 2}", "no"},
      {"container.ended.exit_code: {exists: true}", "yes"},
      {"container.ended.exit_code: {exists: false}", "no"},
      {"container.name: main", "yes"},
      {"container.name: {contains: ai}", "yes"},
      {"container.name: {matches: '^m(?P<rest>.*)', but_not: 'other'}", "yes"},
      {"container.name: {but_not: 'ma'}", "no"},
      {"container.name: {but_not: 'other'}", "yes"},
      {"container.name: '{container.name}'", "yes"},
      {"container.waiting.message: {not: x}", "no"},
      {"container.memory.limit: {exists: false}", "yes"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.when);
    CHECK(outcome(tried(container_rule(row.when),
                        "{pod: {is: crashing, code: 3, status: {containerStatuses: [{name: main, "
                        "state: {waiting: {message: null}}}]}}}")) == row.outcome);
  }
}

TEST_CASE("matcher: all, any and none are three-valued") {
  struct Row {
    std::string_view when, outcome;
  };
  const Row rows[] = {
      {"any: [{container.name: x}, {container.name: main}]", "yes"},
      {"any: [{container.name: x}, {node.architecture: amd64}]", "unknown"},
      {"any: [{container.name: main}, {node.architecture: amd64}]", "yes"},
      {"none: [{container.name: x}]", "yes"},
      {"none: [{container.name: main}, {node.architecture: amd64}]", "no"},
      {"none: [{node.architecture: arm64}]", "unknown"},
      {"any: [[{container.name: main}, {container.name: x}], {container.name: y}]", "no"},
      {"node.architecture: {exists: false}", "unknown"},
      {"node.architecture: {not: arm64}", "unknown"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.when);
    const Case c = tried(container_rule(row.when), crashing, {{"Node", ""}});
    CHECK(outcome(c) == row.outcome);
    if (row.outcome == "unknown") CHECK(c.found.undecided[0].missing == std::set<std::string>{"Node"});
  }
}

TEST_CASE("matcher: a log test speaks of records that stand, and quotes the line that matched") {
  const Case c = tried(container_rule("log: 'ValueError: the model has (?P<heads>\\d+) heads'") +
                           "title: 'It has {heads} heads, not {container.name}'\n",
                       "{pod: {is: crashing, code: 1}, log: \"starting\\nValueError: the model has 3 heads\\n\"}");
  REQUIRE(outcome(c) == "yes");
  const Match& m = c.found.all[0];
  CHECK(m.captures.at("heads") == "3");
  REQUIRE(m.evidence.size() == 1);
  CHECK(m.evidence[0].quote == "ValueError: the model has 3 heads");
  CHECK(m.evidence[0].place.log == "main");
  CHECK(m.evidence[0].place.line == 2);
  CHECK(m.log_position.has_value());
}

TEST_CASE("matcher: what is over, harmless, or said by a server at work is no cause") {
  const std::string when = "log: {matches: 'cannot reach the store'";
  const std::string world = "{pod: {is: not-ready}, log: \"cannot reach the store\\n";
  CHECK(outcome(tried(container_rule(when + "}"), world + "\"}")) == "yes");
  CHECK(outcome(tried(container_rule(when + "}"), world + "server is ready\\n\"}")) == "no");
  CHECK(outcome(tried(container_rule(when + ", even_if: ready}"), world + "server is ready\\n\"}")) == "yes");
  CHECK(outcome(tried(container_rule(when + ", unless_later: 'copied all files'}"),
                      world + "copied all files\\n\"}")) == "no");
  CHECK(outcome(tried(container_rule(when + ", but_not: 'the store'}"), world + "\"}")) == "no");
  CHECK(outcome(tried(container_rule(when + "}"),
                      "{pod: {is: not-ready}, log: \"cannot reach the store, never mind\\n\"}")) == "no");
  const std::string_view serving = "{pod: {is: ready}, log: \"cannot reach the store\\n\"}";
  CHECK(outcome(tried(container_rule(when + "}"), serving)) == "no");
  CHECK(outcome(tried(container_rule(when + ", even_if: ready}"), serving)) == "yes");
}

TEST_CASE("matcher: a log that was not read decides nothing") {
  CHECK(outcome(tried(container_rule("log: 'ValueError: the model'"), crashing, {{"Log", ""}})) == "unknown");
  CHECK(outcome(tried(container_rule("none: [{log: 'ValueError: the model'}]"), crashing, {{"Log", ""}})) == "unknown");
  CHECK(outcome(tried(container_rule("none: [{log: 'ValueError: the model'}]"), crashing)) == "no");
}

TEST_CASE("matcher: one record must meet all that a test says, the newest is shown") {
  const std::string_view world =
      "{pod: {is: crashing, code: 1}, events: [{reason: Stuck, message: 'Waits for the first time', "
      "last: -2m}, {reason: Stuck, message: 'Waits for the second time', last: -1m}, "
      "{reason: Other, message: 'something else'}]}";
  CHECK(outcome(tried("about: pod\nwhen: [{event: {reason: Other, message: 'Waits for'}}]\n", world)) == "no");
  const Case c = tried(
      "title: '{event.reason}: {which}'\nabout: pod\n"
      "when: [{event: {reason: Stuck, message: 'the (?P<which>\\w+) time'}}]\n",
      world);
  REQUIRE(outcome(c) == "yes");
  const Match& m = c.found.all[0];
  CHECK(m.captures.at("which") == "second");
  CHECK(m.captures.at("event.reason") == "Stuck");
  CHECK(m.time == c.world->now - minutes(2));
  CHECK(fill_text(m.rule->title, m, *c.facts) == "Stuck: second");
}

TEST_CASE("matcher: events that could not be read decide nothing") {
  CHECK(outcome(tried(container_rule("pod.event: {reason: BackOff}"), crashing, {{"Event", ""}})) == "unknown");
  CHECK(outcome(tried(container_rule("none: [{pod.event: {reason: BackOff}}]"), crashing, {{"Event", ""}})) ==
        "unknown");
}

TEST_CASE("matcher: conditions are bad as the table says, unknown types never") {
  const std::string rule = "about: node\nwhen: [{condition: {bad: true, topic: accelerator}}]\n";
  const auto world = [](std::string_view type) {
    return "{node: {status: {conditions: [{type: " + std::string(type) +
           ", status: 'True', reason: Found, message: 'one of eight is gone'}]}}}";
  };
  CHECK(outcome(tried(rule, world("GPUMissing"))) == "yes");
  CHECK(outcome(tried(rule, world("GPUStrange"))) == "no");
}

TEST_CASE("matcher: a stage in which the category does not apply keeps a rule silent") {
  const std::string when = "about: pod\nwhen: [{pod.age: {above: 0s}}]\n";
  CHECK(outcome(tried(when, crashing)) == "yes");
  CHECK(outcome(tried(when, "{pod: {is: pending}}")) == "no");
  CHECK(outcome(tried("stage: [schedule]\n" + when, "{pod: {is: pending}}")) == "yes");
  CHECK(outcome(tried("stage: [schedule]\n" + when, crashing)) == "no");
}

TEST_CASE("matcher: blame falls on the linked node, and on nobody where the node is not known") {
  const std::string rule =
      "title: Node {node}\nabout: container\nblames: node\nwhen: [{container.ended.exit_code: 3}]\n";
  const Case c = tried(rule, crashing);
  REQUIRE(outcome(c) == "yes");
  CHECK(c.found.all[0].blamed.about == About::node);
  CHECK(fill_text(c.found.all[0].rule->title, c.found.all[0], *c.facts) == "Node node-1");
  CHECK(outcome(tried(rule, crashing, {{"Node", ""}})) == "unknown");
}

TEST_CASE("matcher: evidence is the text of a text, and key and value of a number") {
  const Case c = tried(container_rule("container.ended.exit_code: 3\n  - container.ended.reason: {exists: true}") +
                           "evidence: [container.name, container.restarts]\n",
                       crashing);
  REQUIRE(outcome(c) == "yes");
  const auto& evidence = c.found.all[0].evidence;
  REQUIRE(evidence.size() == 4);
  CHECK(evidence[0].quote == "exitCode: 3");
  CHECK(evidence[1].quote == "Error");
  CHECK(evidence[2].quote == "main");
  CHECK(evidence[3].quote.starts_with("restartCount: "));
  CHECK(evidence[0].place.object == "Pod ai/app-0");
}

TEST_CASE("matcher: a part of a line is not shown beside more of the line") {
  const Case c = tried(container_rule("container.progress: {matches: shard}") + "evidence: [container.progress.line]\n",
                       "{pod: {is: not-ready}, log: 'loading shard 7 of 15 from /models'}");
  REQUIRE(outcome(c) == "yes");
  REQUIRE(c.found.all[0].evidence.size() == 1);
  CHECK(c.found.all[0].evidence[0].quote == "loading shard 7 of 15 from /models");
}

TEST_CASE("matcher: evidence of a resource names it, and of what was looked up it is the words that stand there") {
  const Case c = tried(
      "about: node\nevidence: [node.accelerator.capacity, node.accelerator.sm]\nwhen:\n  - node.xid.action: reset "
      "GPU\n",
      "{node: {accelerators: 8, labels: {nvidia.com/gpu.product: Tesla-T4}, "
      "log: 'NVRM: Xid (PCI:0000:3b:00): 119, pid=1, Timeout waiting for RPC from GSP!'}}");
  REQUIRE(outcome(c) == "yes");
  const auto& evidence = c.found.all[0].evidence;
  REQUIRE(evidence.size() == 3);
  CHECK(evidence[0].quote == "NVRM: Xid (PCI:0000:3b:00): 119, pid=1, Timeout waiting for RPC from GSP!");
  CHECK(evidence[1].quote == "nvidia.com/gpu: 8");
  CHECK(evidence[2].quote == "Tesla-T4");
}

TEST_CASE("matcher: a captured text can be compared with") {
  const std::string_view world =
      "{pod: {is: crashing, code: 3, accelerators: 2}, log: 'needs 4 GPUs but the pod was given fewer'}";
  const std::string log = "log: 'needs (?P<wanted>\\d+) GPUs but'\n  - container.accelerators: ";
  CHECK(outcome(tried(container_rule(log + "{below: '{wanted}'}"), world)) == "yes");
  CHECK(outcome(tried(container_rule(log + "{above: '{wanted}'}"), world)) == "no");
}

TEST_CASE("commands: are filled, quoted, and told where to look") {
  const Case c = tried(container_rule("log: 'cannot open (?P<file>\\S+)'"),
                       "{pod: {is: crashing, code: 1}, log: \"cannot open /x/$(reboot)'s.bin\"}");
  REQUIRE(outcome(c) == "yes");
  const Match& m = c.found.all[0];
  struct Row {
    std::string_view command;
    std::vector<std::string> connection;
    std::optional<std::string> filled;
  };
  const Row rows[] = {
      {"kubectl logs {pod} -c {container} --previous", {}, "kubectl logs app-0 -n ai -c main --previous"},
      {"kubectl get node {node} -o wide",
       {"--context", "prod", "--as", "o'hara"},
       R"(kubectl get node node-1 --context prod --as 'o'\''hara' -o wide)"},
      {"kubectl exec {pod} -c {container} -- ls {file}",
       {},
       R"(kubectl exec app-0 -n ai -c main -- ls '/x/$(reboot)'\''s.bin')"},
      {"kubectl get pod {pod} -o jsonpath='{.status.phase}'",
       {},
       "kubectl get pod app-0 -n ai -o 'jsonpath={.status.phase}'"},
      {"kubectl get pod {container.memory.limit}", {}, std::nullopt},
      {"kubectl cordon {node}", {}, "kubectl cordon node-1"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.command);
    Template command;
    command.text = row.command;
    CHECK(fill_command(command, m, *c.facts, row.connection) == row.filled);
  }
}

TEST_CASE("commands: a filled text never becomes a flag, a secret's output or a second line") {
  const Case c = tried(container_rule("container.ended.exit_code: 3"), crashing);
  Match m = c.found.all.at(0);
  struct Row {
    std::string_view command, text;
  };
  const Row rows[] = {{"kubectl get pod {x}", "--kubeconfig=/evil"},
                      {"kubectl get pod {x}", "a\nkubectl delete pod b"},
                      {"kubectl get pod {x} -o yaml", "b,secret/c"},
                      {"kubectl get pod {x}", "\x1b[31mred"}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    m.captures["x"] = row.text;
    Template command;
    command.text = row.command;
    CHECK(fill_command(command, m, *c.facts, {}) == std::nullopt);
  }
}
