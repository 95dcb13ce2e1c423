// SPDX-License-Identifier: Apache-2.0
// Facts of a HorizontalPodAutoscaler.
#include "facts/family.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About autoscaler = About::autoscaler;

constexpr FactLine lines[] = {
    {"autoscaler.current", number, autoscaler, "HorizontalPodAutoscaler", "Replicas it sees now.",
     "status.currentReplicas"},
    {"autoscaler.desired", number, autoscaler, "HorizontalPodAutoscaler", "Replicas it wants.",
     "status.desiredReplicas"},
    {"autoscaler.max", number, autoscaler, "HorizontalPodAutoscaler", "Most replicas it may ask for.",
     "spec.maxReplicas"},
    {"autoscaler.min", number, autoscaler, "HorizontalPodAutoscaler", "Fewest replicas; 1 if not set."},
    {"autoscaler.namespace", text, autoscaler, "HorizontalPodAutoscaler", "Its namespace."},
    {"autoscaler.target", text, autoscaler, "HorizontalPodAutoscaler", "What it scales, as Kind/name."},
    {"autoscaler.target.exists", boolean, autoscaler, "HorizontalPodAutoscaler", "Whether its target is there."},
};

void fill_autoscaler(const Facts& facts, const Subject& subject, FactSink& out) {
  const Object& object = *subject.object;
  const Json spec = object.json()["spec"];
  const Json target = spec["scaleTargetRef"];
  out.text("autoscaler.namespace", object.ns, "metadata.namespace");
  out.number("autoscaler.min", spec["minReplicas"].integer_or(1), "spec.minReplicas");
  const std::string_view kind = target["kind"].text();
  const std::string_view name = target["name"].text();
  if (kind.empty()) return;
  out.text("autoscaler.target", std::string(kind) + "/" + std::string(name), "spec.scaleTargetRef");
  const Snapshot& s = facts.snapshot();
  if (s.find(kind, object.ns, name) != nullptr) {
    out.boolean("autoscaler.target.exists", true, "spec.scaleTargetRef");
  } else if (s.known_absent(kind, object.ns, name)) {
    out.boolean("autoscaler.target.exists", false, "spec.scaleTargetRef");
  } else {
    out.unknown("autoscaler.target.exists", kind);
  }
}

}  // namespace

constinit const Family autoscaler_family{lines, fill_autoscaler};

}  // namespace aidiag
