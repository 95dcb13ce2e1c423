// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/accelerator_notes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "facts/object_paths.hpp"
#include "facts/operand_chain.hpp"
#include "fit/tolerations.hpp"
#include "model/accelerators.hpp"
#include "report/words.hpp"

namespace aidiag {
namespace {

constexpr std::string_view own_taints = "node.kubernetes.io/";

bool repeats_the_state(std::string_view key) {
  return key == "node.kubernetes.io/unschedulable" || key == "node.kubernetes.io/not-ready" ||
         key == "node.kubernetes.io/unreachable";
}

std::string field(const Record& record, std::string_view name) {
  const auto found = record.fields.find(name);
  return found == record.fields.end() ? std::string() : found->second.text;
}

bool is_bad(const Record& record) {
  const auto bad = record.fields.find("bad");
  return bad != record.fields.end() && bad->second.number != 0;
}

void add_state(const Object& node, std::vector<std::string>& notes) {
  const Json ready = condition_of(node, "Ready");
  const std::string_view status = ready["status"].text();
  if (ready && status == "Unknown") notes.emplace_back("not ready: its kubelet does not report");
  if (ready && status == "False") notes.push_back(fmt::format("not ready: {}", ready["reason"].text()));
  if (node.json()["spec"]["unschedulable"].boolean_or(false)) notes.emplace_back("cordoned");
  for (const std::string& taint : telling_taints(node)) {
    // A taint named after the resource is how such nodes keep all other pods off.
    if (!is_accelerator(taint.substr(0, taint.find_first_of("=:")))) notes.push_back("taint " + taint);
  }
}

void add_conditions(const Facts& facts, const Subject& node, std::vector<std::string>& notes) {
  for (const Record& record : facts.records(node, RecordKind::condition).all) {
    const std::string type = field(record, "type");
    if (type == "Ready" || !is_bad(record)) continue;
    const std::string reason = field(record, "reason");
    notes.push_back(
        fmt::format("condition {}={}{}", type, field(record, "status"), reason.empty() ? "" : " " + reason));
  }
}

void add_mig(const Object& node, std::vector<std::string>& notes) {
  const std::string_view state = node.label("nvidia.com/mig.config.state");
  if (state.empty() || state == "success") return;
  notes.push_back(fmt::format("MIG layout {}: {}", node.label("nvidia.com/mig.config"), state));
}

std::string broken_words(const OperandOnNode& operand) {
  if (operand.pod == nullptr) {
    return fmt::format("{} does not work: DaemonSet {}/{} has no pod on it", operand.role,
                       operand.daemon_set->ns.view(), operand.daemon_set->name.view());
  }
  return fmt::format("{} does not work: pod {}/{} {}", operand.role, operand.pod->ns.view(), operand.pod->name.view(),
                     operand.why);
}

void add_operands(const Snapshot& snapshot, const Object& node, bool offers_some, std::vector<std::string>& notes) {
  const std::vector<OperandOnNode> operands = operands_on(snapshot, node);
  if (const OperandOnNode* broken = first_broken(operands)) {
    notes.push_back(broken_words(*broken));
    return;
  }
  if (offers_some || !snapshot.pods_complete_on(node.name)) return;
  bool has_plugin = false;
  for (const OperandOnNode& o : operands) {
    if (o.state == OperandOnNode::State::excluded)
      return notes.push_back(
          fmt::format("DaemonSet {}/{} leaves it out: {}", o.daemon_set->ns.view(), o.daemon_set->name.view(), o.why));
    has_plugin = has_plugin || o.role == "device-plugin" || o.role == "dra-driver";
  }
  if (!has_plugin) notes.emplace_back("no device plugin runs on it");
}

}  // namespace

std::vector<std::string> telling_taints(const Object& node) {
  std::vector<std::string> taints;
  for (const Taint& taint : node.node->taints)
    if (keeps_off(taint) && !repeats_the_state(taint.key)) taints.push_back(taint_text(taint));
  return taints;
}

bool takes_pods(const Object& node) {
  const NodeRow& row = *node.node;
  return row.ready && !row.unschedulable && std::none_of(row.taints.begin(), row.taints.end(), [](const Taint& taint) {
           return keeps_off(taint) && taint.key.view().starts_with(own_taints);
         });
}

std::vector<std::string> notes_of(const AcceleratorOffer& offer) {
  std::vector<std::string> notes;
  if (offer.unreadable) {
    notes.emplace_back("what the node says of its number cannot be read");
    return notes;
  }
  if (offer.capacity == 0) notes.emplace_back("its device plugin has gone");
  if (const std::int64_t ill = offer.unhealthy(); ill > 0)
    notes.push_back(counted(ill, "device is unhealthy", "devices are unhealthy"));
  if (offer.in_use > offer.allocatable) notes.emplace_back("more in use than healthy");
  if (!offer.sharing.empty()) {
    notes.push_back(offer.replicas > 1 ? fmt::format("each device counts as {} ({})", offer.replicas, offer.sharing)
                                       : fmt::format("devices are shared ({})", offer.sharing));
  }
  if (offer.by_claim) notes.emplace_back("given out through ResourceClaims");
  if (offer.overlapping) notes.emplace_back("devices overlap: taking one can take others away");
  if (!offer.same_as.empty()) notes.push_back(fmt::format("the same devices as {}", fmt::join(offer.same_as, ", ")));
  return notes;
}

std::vector<std::string> node_notes(const Facts& facts, const Subject& node,
                                    const std::vector<AcceleratorOffer>& offers) {
  const Object& object = *node.object;
  std::vector<std::string> notes;
  const bool offers_some =
      std::any_of(offers.begin(), offers.end(), [](const auto& o) { return o.capacity > 0 || o.unreadable; });
  std::string_view key;
  const std::string_view label = accelerator_label(object, key);
  if (offers.empty()) notes.push_back(fmt::format("offers none, although {}={}", key, label));
  add_state(object, notes);
  add_conditions(facts, node, notes);
  add_mig(object, notes);
  // While the kubelet does not report, nothing on the node is ready.
  if (condition_of(object, "Ready")["status"].text() == "True")
    add_operands(facts.snapshot(), object, offers_some, notes);
  return notes;
}

}  // namespace aidiag
