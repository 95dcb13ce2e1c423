// SPDX-License-Identifier: Apache-2.0
// The chain of programs that make the accelerators of a node usable, and the first of them that does not work.
#include "facts/family.hpp"
#include "model/operand_chain.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About node = About::node;

constexpr FactLine lines[] = {
    {"node.operands", texts, node, "Node Pod",
     "Which of them run on it, in the order of the chain: gpu-driver, container-toolkit, device-plugin, ..."},
    {"node.operands.first_broken", text, node, "Node Pod", "The first of them that is not ready."},
    {"node.operands.first_broken.for", duration, node, "Node Pod", "How long it has not been ready."},
    {"node.operands.first_broken.namespace", text, node, "Node Pod", "The namespace of its pod."},
    {"node.operands.first_broken.pod", text, node, "Node Pod", "Its pod."},
    {"node.operands.first_broken.why", text, node, "Node Pod",
     "Why, as kubectl's column STATUS: CrashLoopBackOff, ImagePullBackOff, Init:0/1, ..."},
};

void fill_operands(const Facts& facts, const Subject& subject, FactSink& out) {
  const Snapshot& snapshot = facts.snapshot();
  const std::vector<OperandOnNode> operands = operands_on(snapshot, *subject.object);
  std::vector<std::string> roles;
  for (const OperandOnNode& operand : operands) roles.emplace_back(operand.role);
  out.texts("node.operands", std::move(roles), "spec");
  // One that was not read may come before the first that was.
  if (!snapshot.pods_complete_on(subject.object->name)) {
    for (const FactLine& line : lines) out.unknown(line.name, "pods");
    return;
  }
  const OperandOnNode* broken = first_broken(operands);
  if (broken == nullptr) return;
  const Where pod(*broken->pod, "status");
  out.text("node.operands.first_broken", broken->role, Where(*broken->pod, "metadata.labels"));
  out.text("node.operands.first_broken.namespace", broken->pod->ns, Where(*broken->pod, "metadata.namespace"));
  out.text("node.operands.first_broken.pod", broken->pod->name, Where(*broken->pod, "metadata.name"));
  out.text("node.operands.first_broken.why", broken->why, pod);
  if (broken->since) out.duration("node.operands.first_broken.for", snapshot.now - *broken->since, pod);
}

}  // namespace

constinit const Family node_operands_family{lines, fill_operands};

}  // namespace aidiag
