// SPDX-License-Identifier: Apache-2.0
// Which pods an answer about a workload is about, and what it says where that is not known. No rules: only the counts.
#include <doctest/doctest.h>

#include <string>
#include <variant>

#include "aidiag/report.hpp"
#include "model/workload_tie.hpp"

using namespace aidiag;

namespace {

const RuleSet& no_rules() {
  static const RuleSet rules = [] {
    RuleSet loaded = std::get<RuleSet>(RuleSet::load({}));
    loaded.patterns().compile();
    return loaded;
  }();
  return rules;
}

std::string object(const std::string& kind, const std::string& name, const std::string& owner,
                   const std::string& more = "") {
  const auto slash = owner.find('/');
  const std::string owners = owner.empty()
                                 ? ""
                                 : R"(,"ownerReferences":[{"controller":true,"kind":")" + owner.substr(0, slash) +
                                       R"(","name":")" + owner.substr(slash + 1) + "\"}]";
  return R"({"kind":")" + kind + R"(","metadata":{"namespace":"ai","name":")" + name + "\"" + owners + more + "}";
}

std::string pod(const std::string& name, const std::string& owner, const std::string& labels = "") {
  return object("Pod", name, owner, labels.empty() ? "" : R"(,"labels":{)" + labels + "}") +
         R"(,"spec":{"nodeName":"n"},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}})";
}

struct Asked {
  SnapshotBuilder builder;
  Asked() {
    builder.edit().now = *parse_time("2026-11-21T04:00:00Z");
    builder.set_coverage("Pod", "ai", Coverage::complete);
  }
  Asked& add(const std::string& json) {
    REQUIRE(builder.add_json(json).ok());
    return *this;
  }
  Asked& unread(const std::string& kind) {
    builder.add_gap({kind, "ai", "", "", "not in the dump", false});
    return *this;
  }
  Report about(const std::string& kind, const std::string& name) {
    Scope scope;
    scope.kind = Scope::Kind::workloads;
    scope.ns = "ai";
    scope.targets = {{kind, name}};
    return diagnose(*builder.take(), scope, no_rules(), Severity::error, false);
  }
};

std::string effect_of(const Report& report, const std::string& kind) {
  for (const GapNote& gap : report.gaps) {
    if (gap.kind == kind) return gap.effect;
  }
  return "no gap";
}

}  // namespace

TEST_CASE("scope: without its ReplicaSets a Deployment's pods are known by the hash in their label") {
  Asked asked;
  asked.add(pod("llm-7c9d5f6b8-x", "ReplicaSet/llm-7c9d5f6b8", R"("pod-template-hash":"7c9d5f6b8")"));
  asked.add(pod("llm-web-6d4f8-y", "ReplicaSet/llm-web-6d4f8", R"("pod-template-hash":"6d4f8")"));
  const Report report = asked.unread("ReplicaSet").about("Deployment", "llm");
  CHECK(report.pods.total == 1);
  CHECK(report.exit_code == 0);
  CHECK(effect_of(report, "ReplicaSet") == "");
}

TEST_CASE("scope: names and labels that an operator gives tie pods to what could not be read") {
  struct Row {
    const char *kind, *name, *owner, *labels;
  };
  for (const Row& row :
       {Row{"InferenceService", "m", "ReplicaSet/m-7c", R"("serving.kserve.io/inferenceservice":"m")"},
        Row{"Rollout", "m", "ReplicaSet/m-7c", R"("rollouts-pod-template-hash":"7c")"},
        Row{"CronJob", "m", "Job/m-29345678", ""}, Row{"Notebook", "m", "StatefulSet/m", R"("notebook-name":"m")"},
        Row{"PyTorchJob", "m", "PyTorchJob/m", ""}, Row{"StatefulSet", "m", "StatefulSet/m", ""}}) {
    CAPTURE(row.kind);
    Asked asked;
    asked.add(pod("m-0", row.owner, row.labels))
        .add(pod("other", "ReplicaSet/other-5d", R"("pod-template-hash":"5d")"));
    CHECK(asked.about(row.kind, row.name).pods.total == 1);
  }
}

TEST_CASE("scope: an owner that was read is the next step, whatever stands above it") {
  Asked asked;
  asked.add(pod("m-0", "ReplicaSet/m-5d", R"("pod-template-hash":"5d")"));
  asked.add(object("Deployment", "m", "NIMService/m") + "}");
  const Report report = asked.about("NIMService", "m");
  CHECK(report.pods.total == 1);
  CHECK(report.exit_code == 0);
}

TEST_CASE("scope: where what stands between was not read the answer says so and is not clean") {
  Asked asked;
  asked.add(pod("m-abc-0", "RayCluster/m-abc"));
  const Report report = asked.unread("RayCluster").about("RayService", "m");
  CHECK(report.pods.total == 0);
  CHECK(report.exit_code == 4);
  CHECK(report.verdict == "unknown");
  CHECK(effect_of(report, "RayCluster") == "which pods are of RayService m is not known without it");
}

TEST_CASE("scope: a kind that nobody tried to read is named as well") {
  Asked asked;
  asked.add(pod("m-0", "Wheel/m-abc"));
  const Report report = asked.about("RayService", "m");
  CHECK(report.exit_code == 4);
  CHECK(effect_of(report, "Wheel") == "which pods are of RayService m is not known without it");
}

TEST_CASE("scope: no pods is an answer where nothing in between can hide them") {
  SUBCASE("the pods of the namespace have other owners") {
    Asked asked;
    asked.add(pod("a", "StatefulSet/a")).add(pod("b", "")).add(object("StatefulSet", "a", "") + "}");
    CHECK(asked.about("RayService", "m").exit_code == 0);
  }
  SUBCASE("the owner is known to be gone") {
    Asked asked;
    asked.add(pod("a", "RayCluster/a"));
    asked.builder.set_coverage("RayCluster", "ai", Coverage::complete);
    CHECK(asked.about("RayService", "m").exit_code == 0);
  }
  SUBCASE("the Deployment has none by its own word") {
    Asked asked;
    asked.add(pod("a", "ReplicaSet/b")).add(object("Deployment", "m", "") + R"(,"status":{}})");
    CHECK(asked.about("Deployment", "m").exit_code == 0);
  }
  SUBCASE("a Deployment that has some leaves it open") {
    Asked asked;
    asked.add(pod("a", "ReplicaSet/b")).add(object("Deployment", "m", "") + R"(,"status":{"replicas":1}})");
    CHECK(asked.about("Deployment", "m").exit_code == 4);
  }
}

TEST_CASE("tie: a Job with a date in its name is no CronJob's") {
  SnapshotBuilder builder;
  REQUIRE(builder.add_json(pod("train-0", "Job/train-20261121")).ok());
  const auto snapshot = builder.take();
  const Object& train = *snapshot->find("Pod", "ai", "train-0");
  CHECK(tie_to_workload(*snapshot, train, "CronJob", "train").state == WorkloadTie::State::open);
  CHECK(tie_to_workload(*snapshot, train, "Job", "train-20261121").state == WorkloadTie::State::yes);
  CHECK(tie_to_workload(*snapshot, train, "DaemonSet", "train").state == WorkloadTie::State::no);
}
