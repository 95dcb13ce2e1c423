// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <set>

#include "facts/family.hpp"
#include "small_cluster.hpp"

using namespace aidiag;

namespace {

constexpr std::string_view one = R"("nodeName":"node-1","containers":[{"name":"main"}])";
constexpr std::string_view running =
    R"("phase":"Running","containerStatuses":[{"name":"main","ready":true,"state":{"running":{"startedAt":"@5m"}}}])";

}  // namespace

TEST_CASE("table: every line is named after its subject, once, and says what it is") {
  std::set<std::string_view> names;
  for (const FactLine& line : fact_table()) {
    CAPTURE(line.name);
    CHECK(names.insert(line.name).second);
    CHECK(parse_about(line.name.substr(0, line.name.find('.'))) == line.about);
    CHECK(line.sentence.ends_with('.'));
    CHECK(!line.reads.empty());
    CHECK(find_fact(line.name)->type == line.type);
  }
  CHECK(find_fact("pod.colour") == nullptr);
  CHECK(nearest_fact("container.memry.limit") == "container.memory.limit");
  CHECK(nearest_fact("zzzzzzzz") == "");
}

TEST_CASE("table: a family's lines are all about one kind of subject") {
  for (const Family* family : families())
    for (const FactLine& line : family->lines) CHECK(line.about == family->lines.front().about);
}

TEST_CASE("facts: every fact can be asked of every subject") {
  SmallCluster cluster;
  cluster.pod(one, running);
  for (const About about : {About::container, About::pod, About::ns, About::cluster})
    for (const Subject& subject : cluster.facts().subjects(about))
      for (const FactLine& line : fact_table()) {
        const Fact& fact = cluster.facts().get(subject, line.name);
        CAPTURE(line.name);
        CHECK((fact.state != Fact::State::known || fact.value.type == line.type));
        CHECK((fact.state != Fact::State::unknown || !fact.missing.empty()));
      }
}

TEST_CASE("links: what was not read is unknown, what does not exist is none") {
  SmallCluster cluster;
  cluster.pod(one, running, R"("ownerReferences":[{"kind":"StatefulSet","name":"llm","uid":"u9","controller":true}])");
  const Subject pod = cluster.subject(About::pod, "app");
  const Link node = cluster.facts().link(pod, About::node);
  CHECK(node.state == Link::State::unknown);
  CHECK(node.missing == "Node");
  CHECK(cluster.facts().link(pod, About::workload).missing == "StatefulSet");
  CHECK(cluster.facts().top_owner(pod) == "StatefulSet/llm");
  CHECK(cluster.facts().link(pod, About::service).state == Link::State::none);
  CHECK(cluster.facts().get(pod, "node.ready").state == Fact::State::unknown);

  SmallCluster without;
  without.pod(one, running).read("Node");
  CHECK(without.facts().link(without.subject(About::pod, "app"), About::node).state == Link::State::none);
  CHECK(without.facts().link(without.subject(About::pod, "app"), About::workload).state == Link::State::none);
}

TEST_CASE("links: a container reaches its pod, node, topmost workload and namespace") {
  SmallCluster cluster;
  cluster.pod(one, running,
              R"("ownerReferences":[{"kind":"ReplicaSet","name":"llm-5d4f","uid":"u2","controller":true}])");
  cluster.add("ReplicaSet",
              R"({"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"llm-5d4f","namespace":"ai",
    "uid":"u2","ownerReferences":[{"kind":"Deployment","name":"llm","uid":"u3","controller":true}]}})");
  cluster.add("Deployment",
              R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"llm","namespace":"ai","uid":"u3"}})");
  cluster.add("Node", R"({"apiVersion":"v1","kind":"Node","metadata":{"name":"node-1"}})");
  const Facts& facts = cluster.facts();
  const Subject main = cluster.subject(About::container, "main");
  CHECK(facts.name(facts.link(main, About::pod).subject) == "app");
  CHECK(facts.name(facts.link(main, About::node).subject) == "node-1");
  CHECK(facts.name(facts.link(main, About::workload).subject) == "llm");
  CHECK(facts.name(facts.link(main, About::ns).subject) == "ai");
  CHECK(facts.link(main, About::cluster).state == Link::State::known);
  CHECK(facts.top_owner(main) == "Deployment/llm");
  CHECK(facts.get(main, "pod.phase").value.text == "Running");
}

TEST_CASE("links: a Deployment is found by name where its ReplicaSet was not read") {
  SmallCluster cluster;
  cluster.pod(
      one, running,
      R"("labels":{"pod-template-hash":"5d4f"},"ownerReferences":[{"kind":"ReplicaSet","name":"llm-5d4f","uid":"u2"}])");
  cluster.add("Deployment",
              R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"llm","namespace":"ai","uid":"u3"}})");
  CHECK(cluster.facts().top_owner(cluster.subject(About::pod, "app")) == "Deployment/llm");
}

TEST_CASE("links: a claim has its volume and an autoscaler its target") {
  SmallCluster cluster;
  cluster.add("PersistentVolumeClaim", R"({"apiVersion":"v1","kind":"PersistentVolumeClaim",
    "metadata":{"name":"data","namespace":"ai"},"spec":{"volumeName":"pv-1"}})");
  cluster.add("PersistentVolume", R"({"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"pv-1"},
    "spec":{"claimRef":{"namespace":"ai","name":"data"}}})");
  cluster.add("HorizontalPodAutoscaler", R"({"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler",
    "metadata":{"name":"hpa","namespace":"ai"},"spec":{"scaleTargetRef":{"kind":"Deployment","name":"llm"}}})");
  cluster.read("Deployment");
  const Facts& facts = cluster.facts();
  const Subject claim = cluster.subject(About::claim, "data");
  CHECK(facts.name(facts.link(claim, About::volume).subject) == "pv-1");
  CHECK(facts.link(facts.link(claim, About::volume).subject, About::claim).subject == claim);
  CHECK(facts.link(cluster.subject(About::autoscaler, "hpa"), About::workload).state == Link::State::none);
}

TEST_CASE("subjects: an object that owns pods is a workload, whatever its kind") {
  SmallCluster cluster;
  cluster.pod(one, running, R"("ownerReferences":[{"kind":"Mystery","name":"m","uid":"u2","controller":true}])");
  cluster.add("Mystery",
              R"({"apiVersion":"x.io/v1","kind":"Mystery","metadata":{"name":"m","namespace":"ai","uid":"u2"}})");
  const auto workloads = cluster.facts().subjects(About::workload);
  REQUIRE(workloads.size() == 1);
  CHECK(cluster.facts().name(workloads[0]) == "m");
  CHECK(cluster.facts().subjects(About::cluster).size() == 1);
  CHECK(cluster.facts().subjects(About::ns).at(0).ns == "ai");
}

TEST_CASE("values: equal by type and value, written for people") {
  CHECK(Value::of_quantity(1000, "1") == Value::of_quantity(1000, "1000m"));
  CHECK(!(Value::of_number(1) == Value::of_bool(true)));
  CHECK(Value::of_texts({"a", "b"}).text == "a, b");
  CHECK(Value::of_duration(minutes(4)).text == "4 min");
}
