// SPDX-License-Identifier: Apache-2.0
// Facts of a pod.
#include "facts/family.hpp"
#include "facts/state.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About pod = About::pod;

constexpr FactLine lines[] = {
    {"pod.namespace", text, pod, "Pod", "Its namespace."},
    {"pod.phase", text, pod, "Pod", "Pending, Running, Succeeded, Failed or Unknown."},
    {"pod.node", text, pod, "Pod", "The node it is bound to."},
    {"pod.age", duration, pod, "Pod", "Since its creation."},
    {"pod.reason", text, pod, "Pod", "Why it is in its phase, such as Evicted.", "status.reason"},
    {"pod.message", text, pod, "Pod", "The sentence to pod.reason.", "status.message"},
};

void fill_pod(const Facts& facts, const Subject& subject, FactSink& out) {
  const Object& object = *subject.object;
  out.text("pod.namespace", object.ns, "metadata.namespace");
  out.text("pod.phase", object.pod->phase, "status.phase");
  out.text("pod.node", object.pod->node, "spec.nodeName");
  if (object.created) out.duration("pod.age", facts.snapshot().now - *object.created, "metadata.creationTimestamp");
}

}  // namespace

constinit const Family pod_family{lines, fill_pod};

}  // namespace aidiag
