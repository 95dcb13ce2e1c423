// SPDX-License-Identifier: Apache-2.0
// Facts of a workload: how many it wants, has made and has ready. Every kind counts under other names; here they are
// one. Sources: the API types of apps/v1 and batch/v1.
#include <algorithm>
#include <set>

#include "aidiag/ascii.hpp"
#include "facts/family.hpp"
#include "facts/jobs.hpp"
#include "facts/object_paths.hpp"
#include "model/operands.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About workload = About::workload;

constexpr FactLine lines[] = {
    {"workload.active_deadline", duration, workload, "Job", "spec.activeDeadlineSeconds."},
    {"workload.age", duration, workload, "workload", "Since its creation."},
    {"workload.available", number, workload, "workload", "Replicas that have been ready for long enough."},
    {"workload.backoff_limit", number, workload, "Job", "Failed pods it takes before it gives up; 6 if not set."},
    {"workload.complete", boolean, workload, "Job", "Whether its condition Complete is True."},
    {"workload.created", number, workload, "workload",
     "Pods it has made and that count: status.replicas and its like."},
    {"workload.desired", number, workload, "workload", "Pods it wants."},
    {"workload.failed", number, workload, "Job", "Pods of it that failed: status.failed."},
    {"workload.generation_lag", boolean, workload, "workload", "Whether its controller has not seen the newest spec."},
    {"workload.kind", text, workload, "workload", "Its kind.", "kind"},
    {"workload.max_unavailable", number, workload, "Deployment",
     "Pods a rolling update may take away; only a plain number."},
    {"workload.namespace", text, workload, "workload", "Its namespace."},
    {"workload.owner", text, workload, "workload", "What controls it, as kind/name."},
    {"workload.paused", boolean, workload, "Deployment", "Whether its rollout is paused."},
    {"workload.progress_deadline", duration, workload, "Deployment",
     "spec.progressDeadlineSeconds; 10 min if not set."},
    {"workload.ready", number, workload, "workload", "Replicas that are ready."},
    {"workload.resource", text, workload, "workload", "As a command names it, such as deployment/llm."},
    {"workload.role", text, workload, "DaemonSet",
     "What it does for accelerators: device-plugin, gpu-driver, dra-driver, container-toolkit, kernel-monitor, ..."},
    {"workload.service_account", text, workload, "workload", "The ServiceAccount its pods name."},
    {"workload.service_account.exists", boolean, workload, "ServiceAccount", "Whether that ServiceAccount is there."},
    {"workload.succeeded", number, workload, "Job", "Pods of it that succeeded."},
    {"workload.superseded", boolean, workload, "Job CronJob",
     "Whether a later run of the same CronJob is complete or at work; false for all else."},
    {"workload.suspended", boolean, workload, "Job CronJob", "Whether it is suspended."},
    {"workload.updated", number, workload, "workload", "Replicas of the newest template."},
};

struct Counts {
  const char *desired, *created, *ready, *available, *updated;
};

/// Paths below the object; an empty one: the kind has no such count.
Counts counts_of(std::string_view kind) {
  if (kind == "DaemonSet") {
    return {"status.desiredNumberScheduled", "status.currentNumberScheduled", "status.numberReady",
            "status.numberAvailable", "status.updatedNumberScheduled"};
  }
  if (kind == "Job") return {"spec.parallelism", "status.active", "status.ready", "", ""};
  return {"spec.replicas", "status.replicas", "status.readyReplicas", "status.availableReplicas",
          "status.updatedReplicas"};
}

Json at_path(Json json, std::string_view path) {
  const auto dot = path.find('.');
  return json[path.substr(0, dot)][path.substr(dot + 1)];
}

void fill_counts(const Object& object, FactSink& out) {
  const Json json = object.json();
  const Counts paths = counts_of(object.kind);
  const bool known = object.kind == "Deployment" || object.kind == "ReplicaSet" || object.kind == "StatefulSet" ||
                     object.kind == "DaemonSet" || object.kind == "Job" || object.kind == "ReplicationController";
  if (!known) return;
  const bool daemon = object.kind == "DaemonSet";
  out.number("workload.desired", at_path(json, paths.desired).integer_or(daemon ? 0 : 1), paths.desired);
  out.number("workload.created", at_path(json, paths.created).integer_or(0), paths.created);
  out.number("workload.ready", at_path(json, paths.ready).integer_or(0), paths.ready);
  if (object.kind == "Job") return;
  out.number("workload.available", at_path(json, paths.available).integer_or(0), paths.available);
  out.number("workload.updated", at_path(json, paths.updated).integer_or(0), paths.updated);
}

void fill_job(const Object& object, FactSink& out) {
  const Json spec = object.json()["spec"];
  const Json status = object.json()["status"];
  if (object.kind == "Job" || object.kind == "CronJob") {
    out.boolean("workload.suspended", spec["suspend"].boolean_or(false), "spec.suspend");
  }
  if (object.kind != "Job") return;
  out.number("workload.backoff_limit", spec["backoffLimit"].integer_or(6), "spec.backoffLimit");
  out.number("workload.failed", status["failed"].integer_or(0), "status.failed");
  out.number("workload.succeeded", status["succeeded"].integer_or(0), "status.succeeded");
  out.boolean("workload.complete", condition_of(object, "Complete")["status"].text() == "True",
              condition_path("Complete", "status"));
  if (const auto limit = spec["activeDeadlineSeconds"].integer()) {
    out.duration("workload.active_deadline", seconds(*limit), "spec.activeDeadlineSeconds");
  }
}

void fill_superseded(const Facts& facts, const Object& object, FactSink& out) {
  if (const auto superseded = is_superseded(facts.snapshot(), object)) {
    out.boolean("workload.superseded", superseded, "metadata.ownerReferences");
  } else {
    out.unknown("workload.superseded", "Job");
  }
}

void fill_rollout(const Object& object, FactSink& out) {
  const Json json = object.json();
  const auto seen = json["status"]["observedGeneration"].integer();
  const auto generation = json["metadata"]["generation"].integer();
  if (seen && generation) out.boolean("workload.generation_lag", *seen < *generation, "status.observedGeneration");
  if (object.kind != "Deployment") return;
  out.boolean("workload.paused", json["spec"]["paused"].boolean_or(false), "spec.paused");
  out.duration("workload.progress_deadline", seconds(json["spec"]["progressDeadlineSeconds"].integer_or(600)),
               "spec.progressDeadlineSeconds");
  out.number("workload.max_unavailable", json["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"].integer(),
             "spec.strategy.rollingUpdate.maxUnavailable");
}

void fill_service_account(const Facts& facts, const Object& object, FactSink& out) {
  const Json pod_spec = object.json()["spec"]["template"]["spec"];
  if (!pod_spec) return;
  const std::string_view written = pod_spec["serviceAccountName"].text();
  const std::string_view name = written.empty() ? "default" : written;
  const char* path = "spec.template.spec.serviceAccountName";
  out.text("workload.service_account", name, path);
  const Snapshot& s = facts.snapshot();
  if (s.find("ServiceAccount", object.ns, name) != nullptr) {
    out.boolean("workload.service_account.exists", true, path);
  } else if (s.known_absent("ServiceAccount", object.ns, name)) {
    out.boolean("workload.service_account.exists", false, path);
  } else {
    out.unknown("workload.service_account.exists", "ServiceAccount");
  }
}

void fill_workload(const Facts& facts, const Subject& subject, FactSink& out) {
  const Object& object = *subject.object;
  out.text("workload.kind", object.kind, "kind");
  out.text("workload.namespace", object.ns, "metadata.namespace");
  out.text("workload.resource", lower_case(object.kind) + "/" + object.name.str(), "metadata.name");
  if (!object.owner.kind.empty()) {
    out.text("workload.owner", object.owner.kind.str() + "/" + object.owner.name.str(), "metadata.ownerReferences");
  }
  if (object.created)
    out.duration("workload.age", facts.snapshot().now - *object.created, "metadata.creationTimestamp");
  if (const OperandKind* operand = operand_of(object))
    out.text("workload.role", operand->role, "spec.template.spec.containers[0].image");
  fill_counts(object, out);
  fill_job(object, out);
  fill_superseded(facts, object, out);
  fill_rollout(object, out);
  fill_service_account(facts, object, out);
}

}  // namespace

constinit const Family workload_family{lines, fill_workload};

}  // namespace aidiag
