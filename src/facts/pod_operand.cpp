// SPDX-License-Identifier: Apache-2.0
// A pod that makes accelerators usable: what it does, and whether all others on its node wait for it.
#include "facts/family.hpp"
#include "facts/operand_chain.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About pod = About::pod;
constexpr const char* kinds = "Pod DaemonSet";

constexpr const char* broken = "pod.operand.first_broken";
constexpr const char* its_own = "pod.operand.first_broken pod.operand.first_broken.for";

constexpr FactLine lines[] = {
    {"pod.operand",
     text,
     pod,
     kinds,
     "What it does for the accelerators of its node: device-plugin, gpu-driver, container-toolkit, ...",
     {},
     its_own},
    {broken, boolean, pod, kinds, "True if it is the first in the chain of its node that is not ready, else absent."},
    {"pod.operand.first_broken.for", duration, pod, kinds, "How long it has not been ready.", {}, broken},
    {"pod.operand.first_broken.why",
     text,
     pod,
     kinds,
     "Why, as kubectl's column STATUS: CrashLoopBackOff, ImagePullBackOff, Init:0/1, ...",
     {},
     its_own},
};

void fill_operand(const Facts& facts, const Subject& subject, FactSink& out) {
  const Snapshot& snapshot = facts.snapshot();
  const Object& object = *subject.object;
  const OperandKind* operand = operand_of_pod(snapshot, object);
  if (operand == nullptr) return;
  out.text("pod.operand", operand->role, "metadata.labels");
  const Object* node = snapshot.find("Node", "", object.pod->node);
  if (object.pod->node.empty() || node == nullptr) return;
  if (!snapshot.pods_complete_on(node->name)) {
    for (const char* name : {broken, "pod.operand.first_broken.for", "pod.operand.first_broken.why"})
      out.unknown(name, "Pod");
    return;
  }
  const std::vector<OperandOnNode> operands = operands_on(snapshot, *node);
  const OperandOnNode* first = first_broken(operands);
  if (first == nullptr || first->pod != &object) return;
  out.boolean(broken, true, "status");
  out.duration("pod.operand.first_broken.for", snapshot.now - first->since, "status.conditions[Ready]");
  out.text("pod.operand.first_broken.why", first->why, "status");
}

}  // namespace

constinit const Family pod_operand_family{lines, fill_operand};

}  // namespace aidiag
