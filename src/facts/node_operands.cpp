// SPDX-License-Identifier: Apache-2.0
// The chain of programs that make the accelerators of a node usable, and the first of them that does not work.
#include <algorithm>

#include "facts/family.hpp"
#include "facts/operand_chain.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About node = About::node;
constexpr const char* kinds = "Node Pod DaemonSet";
constexpr const char* broken = "node.operands.first_broken";
constexpr const char* excluded = "node.operands.excluded";

constexpr FactLine lines[] = {
    {"node.operands", texts, node, kinds,
     "Which of them have a pod on it, in the order of the chain: gpu-driver, container-toolkit, device-plugin, ..."},
    {excluded, text, node, kinds,
     "The device plugin's DaemonSet that is for other nodes, where no other serves this one, as namespace/name."},
    {"node.operands.excluded.by",
     text,
     node,
     kinds,
     "What keeps it off: \"label LABEL\" that the node lacks, \"taint TAINT\" that it does not tolerate.",
     {},
     excluded},
    {broken, text, node, kinds, "The first of the chain that is not ready, or has no pod there and should."},
    {"node.operands.first_broken.for", duration, node, kinds, "How long it has been so.", {}, broken},
    {"node.operands.first_broken.namespace", text, node, kinds, "Its namespace.", {}, broken},
    {"node.operands.first_broken.pod", text, node, kinds, "Its pod; absent if it has none there."},
    {"node.operands.first_broken.why",
     text,
     node,
     kinds,
     "As kubectl's column STATUS: CrashLoopBackOff, ImagePullBackOff, Init:0/1, ...; \"no pod\" if it has none.",
     {},
     broken},
};

std::vector<std::string> roles_with_pod(const std::vector<OperandOnNode>& operands) {
  std::vector<std::string> roles;
  for (const OperandOnNode& operand : operands)
    if (operand.pod != nullptr) roles.emplace_back(operand.role);
  return roles;
}

void fill_broken(const OperandOnNode& operand, Time now, FactSink& out) {
  const bool has_pod = operand.pod != nullptr;
  const Object& object = has_pod ? *operand.pod : *operand.daemon_set;
  out.text(broken, operand.role, Where(object, "metadata.labels"));
  out.duration("node.operands.first_broken.for", now - operand.since, Where(object, "status"));
  out.text("node.operands.first_broken.namespace", object.ns, Where(object, "metadata.namespace"));
  if (has_pod) out.text("node.operands.first_broken.pod", object.name, Where(object, "metadata.name"));
  out.text("node.operands.first_broken.why", has_pod ? operand.why : "no pod", Where(object, "status"));
}

void fill_operands(const Facts& facts, const Subject& subject, FactSink& out) {
  const Snapshot& snapshot = facts.snapshot();
  // One that was not read may come before the first that was.
  if (!snapshot.pods_complete_on(subject.object->name)) {
    for (const FactLine& line : lines) out.unknown(line.name, "Pod");
    return;
  }
  const std::vector<OperandOnNode> operands = operands_on(snapshot, *subject.object);
  out.texts("node.operands", roles_with_pod(operands), "spec");
  if (const OperandOnNode* first = first_broken(operands)) fill_broken(*first, snapshot.now, out);
  const auto other = std::find_if(operands.begin(), operands.end(),
                                  [](const OperandOnNode& o) { return o.state == OperandOnNode::State::excluded; });
  if (other != operands.end()) {
    const Object& daemon_set = *other->daemon_set;
    out.text(excluded, daemon_set.ns.str() + "/" + daemon_set.name.str(), Where(daemon_set, "metadata.name"));
    out.text("node.operands.excluded.by", other->why, Where(daemon_set, "spec.template.spec"));
  } else if (snapshot.coverage("DaemonSet", {}) != Coverage::complete) {
    for (const char* name : {excluded, "node.operands.excluded.by"}) out.unknown(name, "DaemonSet");
  }
}

}  // namespace

constinit const Family node_operands_family{lines, fill_operands};

}  // namespace aidiag
