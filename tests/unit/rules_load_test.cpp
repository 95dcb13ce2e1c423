// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <set>

#include "aidiag/rule.hpp"
#include "rules/read_rule.hpp"

using namespace aidiag;

namespace {

const RuleFile stages{"tables/stages.yaml", "gpu: [admit, run]\nmemory: [run]\nmodel: [run, ready]\n", false};

RuleFile rule_file(std::string id, std::string_view rest, bool users_own = false) {
  std::string text = "id: " + id + "\n";
  if (rest.find("\nseverity:") == std::string_view::npos) text += "severity: error\n";
  if (!rest.starts_with("verdict:")) text += "verdict: blocked\n";
  if (rest.find("title:") == std::string_view::npos) text += "title: Something is wrong\n";
  text += "why: Because it is.\ncheck:\n  - say: Look.\n    run: kubectl get pods\n";
  text += rest;
  return {"causes/" + id + ".yaml", text, users_own};
}

std::vector<std::string> mistakes(const std::vector<RuleFile>& files) {
  auto loaded = RuleSet::load(files);
  auto* list = std::get_if<std::vector<std::string>>(&loaded);
  return list == nullptr ? std::vector<std::string>() : *list;
}

RuleSet loaded(const std::vector<RuleFile>& files) {
  auto result = RuleSet::load(files);
  if (auto* list = std::get_if<std::vector<std::string>>(&result)) {
    for (const std::string& mistake : *list) MESSAGE(mistake);
  }
  REQUIRE(std::holds_alternative<RuleSet>(result));
  return std::get<RuleSet>(std::move(result));
}

const std::string short_form = R"(about: container
when:
  - container.ended.exit_code: [1, 137]
  - container.ended.after: {above: 10m, below: 2h}
  - container.memory.limit: {at_least: 1Gi}
  - container.image: {matches: '(?P<registry>[^/]+)/', but_not: 'example'}
  - node.event: {reason: [SystemOOM, OOMKilling], message: 'Out of memory'}
  - log: {matches: 'CUDA out of memory', unless_later: 'recovered from it', even_if: ready}
  - none: [{event: {reason: Killing}}]
)";

}  // namespace

TEST_CASE("loader: operands take the type of their fact") {
  const RuleSet rules = loaded({stages, rule_file("gpu/x", short_form)});
  const Rule* rule = rules.find("gpu/x");
  REQUIRE(rule != nullptr);
  const auto& tests = rule->seen.at(0).when.children;
  REQUIRE(tests.size() == 7);
  CHECK(tests[0].comparisons[0].op == Comparison::Op::one_of);
  CHECK(tests[0].comparisons[0].operands[1].literal == Value::of_number(137));
  CHECK(tests[1].comparisons.size() == 2);
  CHECK(tests[1].comparisons[0].operands[0].literal == Value::of_duration(minutes(10)));
  CHECK(tests[2].comparisons[0].operands[0].literal.number == (std::int64_t{1000} << 30));
  CHECK(tests[3].comparisons[0].but_not != no_pattern);
}

TEST_CASE("loader: records are read with their link, fields and log words") {
  const RuleSet rules = loaded({stages, rule_file("gpu/x", short_form)});
  const auto& tests = rules.find("gpu/x")->seen.at(0).when.children;
  CHECK(tests[4].linked == About::node);
  CHECK(tests[4].fields.at("reason")[0].op == Comparison::Op::one_of);
  CHECK(tests[4].fields.at("message")[0].op == Comparison::Op::matches);
  CHECK(tests[5].record == RecordKind::log);
  CHECK(tests[5].unless_later != no_pattern);
  CHECK(tests[5].even_if_ready);
  CHECK(tests[6].kind == Condition::Kind::none);
}

TEST_CASE("loader: sightings share what stands at the top unless they say otherwise") {
  const RuleSet rules = loaded({stages, rule_file("gpu/x", R"(confidence: likely
stage: [run]
seen:
  - about: pod
    when: [{pod.phase: Pending}]
  - about: container
    blames: node
    confidence: certain
    verdict: degraded
    stage: [ready]
    when: [{container.ready: false}]
)")});
  const auto& seen = rules.find("gpu/x")->seen;
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].confidence == Confidence::likely);
  CHECK(seen[0].stages == std::vector<Stage>{Stage::run});
  CHECK_FALSE(seen[0].verdict.has_value());
  CHECK(seen[1].confidence == Confidence::certain);
  CHECK(seen[1].blames == About::node);
  CHECK(seen[1].verdict == Verdict::degraded);
  CHECK(seen[1].stages == std::vector<Stage>{Stage::ready});
}

TEST_CASE("loader: placeholders that every sighting makes sure of may stand in a title") {
  struct Row {
    std::string_view title, when;
  };
  const Row rows[] = {
      {"{container} of {pod} in {namespace}", "- container.ready: false"},
      {"{container.image} ended with {container.ended.exit_code}", "- container.ended.exit_code: {not: 0}"},
      {"node {node} is {node.ready.reason}", "- node.ready.reason: KubeletNotReady"},
      {"{event.reason}: {event.message}", "- event: {reason: Failed}"},
      {"{file}", "- log: 'cannot open (?P<file>\\S+)'"},
      {"{file}",
       "- any: [{log: 'cannot open (?P<file>\\S+)'}, {container.ended.message: {matches: 'open (?P<file>\\S+)'}}]"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.title);
    const std::string rest =
        "title: '" + std::string(row.title) + "'\nabout: container\nwhen:\n  " + std::string(row.when) + "\n";
    CHECK(mistakes({stages, rule_file("gpu/x", rest)}) == std::vector<std::string>{});
  }
}

TEST_CASE("loader: every mistake of every file is told, not the first alone") {
  const auto list = mistakes({stages, rule_file("gpu/x", "about: pod\nwhen: [{pod.nonsense: 1}]\nrole: none\n"),
                              rule_file("gpu/y", "about: pod\nwhen: [{pod.phase: Pending}]\nexplains: [gpu/z]\n")});
  REQUIRE(list.size() == 3);
  CHECK(list[0].starts_with("causes/gpu/x.yaml:"));
  CHECK(list[2].starts_with("causes/gpu/y.yaml:"));
}

TEST_CASE("loader: references between rules must lead somewhere, and not back") {
  const std::string when = "about: pod\nwhen: [{pod.phase: Pending}]\n";
  CHECK(mistakes({stages, rule_file("gpu/x", when + "explains: [gpu/y, memory/*]\n"), rule_file("gpu/y", when)}) ==
        std::vector<std::string>{});
  const auto circle = mistakes(
      {stages, rule_file("gpu/x", when + "explains: [gpu/y]\n"), rule_file("gpu/y", when + "explains: [gpu/x]\n")});
  REQUIRE(circle.size() == 2);
  CHECK(circle[0] == "causes/gpu/x.yaml:11: `explains` goes in a circle: it leads back to `gpu/x`");
}

TEST_CASE("loader: a user's rule takes the place of the shipped one, a second of the same origin is refused") {
  const std::string when = "about: pod\nwhen: [{pod.phase: Pending}]\n";
  const RuleFile shipped = rule_file("gpu/x", when + "severity: error\n");
  const RuleFile own = rule_file("gpu/x", when + "severity: warning\n", true);
  CHECK(loaded({stages, shipped, own}).find("gpu/x")->severity == Severity::warning);
  CHECK(mistakes({stages, shipped, shipped}) ==
        std::vector<std::string>{"causes/gpu/x.yaml:1: the id `gpu/x` is taken by causes/gpu/x.yaml"});
}

TEST_CASE("loader: no key is a word that YAML 1.1 reads as a boolean") {
  const std::set<std::string_view> booleans = {"y", "Y", "yes", "n", "no", "on", "off", "true", "false"};
  for (const std::string_view key : all_keys()) {
    CAPTURE(key);
    CHECK_FALSE(booleans.contains(key));
  }
}

TEST_CASE("loader: ids match patterns with stars") {
  CHECK(id_matches("gpu/*", "gpu/fell-off-bus"));
  CHECK(id_matches("container/*-killed", "container/liveness-killed"));
  CHECK(id_matches("*", "gpu/x"));
  CHECK(id_matches("gpu/x", "gpu/x"));
  CHECK_FALSE(id_matches("gpu/*", "model/x"));
  CHECK_FALSE(id_matches("container/*-killed", "container/liveness-killed-late"));
  CHECK_FALSE(id_matches("gpu/x", "gpu/xy"));
}

TEST_CASE("loader: the id belongs to the path, wherever the folder stands") {
  CHECK(id_of_path("causes/gpu/fell-off-bus.yaml") == "gpu/fell-off-bus");
  CHECK(id_of_path("my/rules/gpu/x.yaml") == "gpu/x");
  CHECK(id_of_path("x.yaml") == "x");
}

TEST_CASE("compiled: holds the same rules, tables and sheets as the YAML it came from") {
  const RuleFile sheet{"servers/demo.yaml",
                       "id: demo\ntitle: Demo\nsource: its manual\nimage: ['demo/']\nports: [8000]\n"
                       "health_paths: [/health]\nready: ['Demo is ready to serve']\n",
                       false};
  const RuleFile conditions{"tables/conditions.yaml",
                            "bad_if_true: {accelerator: [GPUMissing]}\nbad_unless_true: {accelerator: [GPUReady]}\n",
                            false};
  const std::vector<RuleFile> files = {stages, conditions, sheet, rule_file("gpu/x", short_form + "fires: []\n")};
  const auto compiled = RuleSet::compile(files);
  REQUIRE(std::holds_alternative<std::string>(compiled));
  auto result = RuleSet::load_compiled(std::get<std::string>(compiled));
  REQUIRE(std::holds_alternative<RuleSet>(result));
  const RuleSet& rules = std::get<RuleSet>(result);
  const RuleSet direct = loaded(files);
  REQUIRE(rules.rules().size() == 1);
  CHECK(rules.rules()[0].seen[0].when.children.size() == 7);
  CHECK(rules.rules()[0].title.text == direct.rules()[0].title.text);
  CHECK(rules.tables().stages == direct.tables().stages);
  CHECK(rules.tables().polarity.at("GPUReady").bad == Polarity::Bad::unless_true);
  REQUIRE(rules.sheets().all().size() == 1);
  const ServerSheet& demo = rules.sheets().all()[0];
  CHECK(demo.ports == std::vector<int>{8000});
  CHECK(demo.health_paths == std::vector<std::string>{"/health"});
  CHECK(rules.patterns().text(demo.ready.at(0)) == "Demo is ready to serve");
  CHECK(rules.patterns().scan("Demo is ready to serve") == std::vector<PatternId>{demo.ready[0]});
}

TEST_CASE("signatures: a rule covers what the table has and nothing else") {
  const RuleFile table{"tables/signatures.yaml", "gpu/x:\n  L001: A line\n  S002: A state\n", false};
  const std::string when = "about: pod\nwhen: [{pod.phase: Pending}]\n";
  const RuleSet rules = loaded({stages, table, rule_file("gpu/x", when + "covers: [L001]\n")});
  CHECK(rules.rules()[0].covers == std::vector<std::string>{"L001"});
  CHECK(rules.tables().signatures.at("S002").line == "A state");
  const std::vector<std::string> unknown = {
      "causes/gpu/x.yaml:11: there is no signature `L009` in tables/signatures.yaml"};
  CHECK(mistakes({stages, table, rule_file("gpu/x", when + "covers: [L001, L009]\n")}) == unknown);
  CHECK(mistakes({stages, table, rule_file("gpu/x", when + "covers: [OUR-7]\n", true)}).empty());
}

TEST_CASE("signatures: a refusal has a reason and stands below its category, and nothing covers what is refused") {
  const RuleFile table{"tables/signatures.yaml", "gpu/x:\n  L001: A line\n  S002: A state\n", false};
  const auto page = [&](std::string_view text) {
    return RuleFile{"NOT-COVERED.md", "# Not covered\n\n- an introduction\n\n" + std::string(text), false};
  };
  const std::string when = "about: pod\nwhen: [{pod.phase: Pending}]\n";
  const RuleSet rules = loaded({page("## gpu\n\n- S002: Healthy ones\n  have it too.\n"), stages, table});
  CHECK(rules.tables().signatures.at("S002").refused == "Healthy ones have it too.");
  CHECK(rules.tables().signatures.at("L001").refused.empty());
  const auto complaint = [&](std::string_view text) {
    const auto all = mistakes({stages, table, page(text), rule_file("gpu/x", when + "covers: [L001]\n")});
    return all.size() == 1 ? all[0] : "";
  };
  CHECK(complaint("## gpu\n- S002:\n") == "NOT-COVERED.md:6: S002 is refused without a reason");
  CHECK(complaint("## gpu\n- S003: No.\n") ==
        "NOT-COVERED.md:6: there is no signature `S003` in tables/signatures.yaml");
  CHECK(complaint("## model\n- S002: No.\n") == "NOT-COVERED.md:6: S002 belongs below `## gpu`");
  CHECK(complaint("## gpu\n- S002: No.\n- S002: No.\n") == "NOT-COVERED.md:7: S002 is refused twice");
  CHECK(complaint("## gpu\nS002 no\n") ==
        "NOT-COVERED.md:6: below a category stand lines such as `- S145: reason in one sentence.`");
  CHECK(complaint("## gpu\n- L001: No.\n") == "causes/gpu/x.yaml:11: NOT-COVERED.md says that nothing covers L001");
}

TEST_CASE("compiled: the user's rules are laid over it, and only they are complained of") {
  const std::string when = "about: pod\nwhen: [{pod.phase: Pending}]\n";
  const auto compiled = RuleSet::compile({stages, rule_file("gpu/x", when)});
  REQUIRE(std::holds_alternative<std::string>(compiled));
  const std::string& bytes = std::get<std::string>(compiled);
  auto both = RuleSet::load_compiled(bytes, {rule_file("gpu/y", when + "explains: [gpu/x]\n", true)});
  REQUIRE(std::holds_alternative<RuleSet>(both));
  CHECK(std::get<RuleSet>(both).rules().size() == 2);
  auto bad = RuleSet::load_compiled(bytes, {rule_file("gpu/y", when + "explains: [gpu/z]\n", true)});
  REQUIRE(std::holds_alternative<std::vector<std::string>>(bad));
  CHECK(std::get<std::vector<std::string>>(bad).size() == 1);
  auto damaged = RuleSet::load_compiled(bytes.substr(0, bytes.size() / 2));
  REQUIRE(std::holds_alternative<std::vector<std::string>>(damaged));
}
