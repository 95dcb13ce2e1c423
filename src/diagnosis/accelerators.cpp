// SPDX-License-Identifier: Apache-2.0
// The table of accelerators: rows by node and resource, their sums, and who waits.
#include "aidiag/accelerators.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "diagnosis/accelerator_notes.hpp"
#include "model/accelerators.hpp"
#include "model/selector.hpp"
#include "report/clean_accelerators.hpp"

namespace aidiag {
namespace {

using Holder = AcceleratorRow::Holder;

AcceleratorRow row_of(const AcceleratorOffer& offer) {
  AcceleratorRow row;
  row.resource = offer.resource;
  row.vendor = offer.vendor;
  row.product = offer.product;
  row.by_claim = offer.by_claim;
  row.slice = offer.slice;
  row.sharing = offer.sharing;
  row.replicas = offer.replicas;
  row.offered = offer.capacity;
  row.healthy = offer.allocatable;
  row.in_use = offer.in_use;
  row.complete = offer.complete;
  row.free = offer.free();
  for (const AcceleratorHolder& holder : offer.holders)
    row.holders.push_back({holder.pod->ns.str(), holder.pod->name.str(), holder.devices});
  row.notes = notes_of(offer);
  return row;
}

/// Of a node that looks as if it had accelerators.
AcceleratorRow empty_row(const Snapshot& snapshot, const Object& node) {
  AcceleratorRow row;
  std::string_view key;
  const std::string_view label = accelerator_label(node, key);
  row.vendor = node_vendor(node);
  if (label != "true") row.product = label;
  row.complete = snapshot.pods_complete_on(node.name);
  row.free = 0;
  return row;
}

void add_node(const Facts& facts, const Subject& subject, std::vector<AcceleratorRow>& rows) {
  const Object& node = *subject.object;
  std::vector<AcceleratorOffer> offers = accelerator_offers(facts.snapshot(), node);
  for (AcceleratorOffer& offer : claimed_offers(facts.snapshot(), node)) offers.push_back(std::move(offer));
  std::string_view key;
  const bool looks_like_one = !accelerator_label(node, key).empty();
  const bool offers_some =
      std::any_of(offers.begin(), offers.end(), [](const auto& o) { return o.capacity > 0 || o.unreadable; });
  if (!offers_some && !looks_like_one) return;
  std::vector<AcceleratorRow> own;
  for (const AcceleratorOffer& offer : offers) own.push_back(row_of(offer));
  if (own.empty()) own.push_back(empty_row(facts.snapshot(), node));
  const std::vector<std::string> notes = node_notes(facts, subject, offers);
  for (AcceleratorRow& row : own) {
    row.node = node.name.str();
    row.takes_pods = takes_pods(node);
    row.taints = telling_taints(node);
    row.node_notes = notes;
    rows.push_back(std::move(row));
  }
}

void add_up(std::optional<std::int64_t>& sum, const std::optional<std::int64_t>& more) {
  sum = sum && more ? std::optional(*sum + *more) : std::nullopt;
}

std::vector<AcceleratorSum> sums_of(const std::vector<AcceleratorRow>& rows) {
  std::map<std::string, AcceleratorSum> by_resource;
  for (const AcceleratorRow& row : rows) {
    if (row.resource.empty()) continue;
    AcceleratorSum& sum = by_resource[row.resource];
    if (sum.nodes++ == 0) sum.free = sum.most_free = 0;
    sum.resource = row.resource;
    sum.offered += row.offered;
    sum.healthy += row.healthy;
    if (row.slice) sum.slices += row.offered;
    if (!row.sharing.empty()) sum.shared += row.offered;
    sum.in_use += row.in_use;
    sum.complete = sum.complete && row.complete;
    if (!row.takes_pods) {
      sum.free_but_closed += row.free.value_or(0);
      continue;
    }
    add_up(sum.free, row.free);
    sum.most_free = sum.most_free && row.free ? std::optional(std::max(*sum.most_free, *row.free)) : std::nullopt;
  }
  std::vector<AcceleratorSum> sums;
  for (auto& [resource, sum] : by_resource) sums.push_back(std::move(sum));
  return sums;
}

std::vector<AcceleratorQueue> queues_of(const Snapshot& snapshot) {
  std::map<std::string, AcceleratorQueue> by_resource;
  for (const Object* pod : snapshot.of_kind("Pod")) {
    if (!pod->pod->node.empty() || pod->pod->phase != "Pending" || pod->deleted || pod->pod->requests == nullptr)
      continue;
    for (const auto& [resource, milli] : *pod->pod->requests) {
      if (!is_accelerator(resource) || milli < 1000) continue;
      AcceleratorQueue& queue = by_resource[resource.str()];
      queue.resource = resource.str();
      queue.devices += milli / 1000;
      queue.pods.push_back({pod->ns.str(), pod->name.str(), milli / 1000});
    }
  }
  std::vector<AcceleratorQueue> queues;
  for (auto& [resource, queue] : by_resource) {
    std::sort(queue.pods.begin(), queue.pods.end(), [](const Holder& a, const Holder& b) {
      return std::tie(b.devices, a.ns, a.pod) < std::tie(a.devices, b.ns, b.pod);
    });
    queues.push_back(std::move(queue));
  }
  return queues;
}

std::vector<GapNote> gaps_of(const Snapshot& snapshot) {
  std::map<std::tuple<std::string, std::string, std::string>, GapNote> notes;
  for (const Gap& gap : snapshot.gaps()) {
    const std::string effect = gap.kind == "Node" ? "nodes may be missing from the table"
                               : gap.kind == "Pod" || gap.kind == "ResourceClaim"
                                   ? "more may be in use, and more may wait"
                               : gap.kind == "ResourceSlice" ? "devices of DRA drivers may be missing from the table"
                                                             : "";
    const auto [at, is_new] =
        notes.try_emplace({gap.kind, gap.ns, gap.reason}, GapNote{gap.kind, gap.ns, gap.reason, effect, 1});
    if (!is_new) ++at->second.count;
  }
  std::vector<GapNote> out;
  for (auto& [key, note] : notes) out.push_back(std::move(note));
  return out;
}

}  // namespace

AcceleratorReport list_accelerators(const Snapshot& snapshot, const Scope& scope, const RuleSet& rules) {
  const Facts facts(snapshot, rules.sheets(), rules.patterns(), &rules.tables().polarity);
  AcceleratorReport report;
  report.taken_at = snapshot.now;
  report.taken_from = snapshot.now_source;
  report.context = snapshot.context;
  report.selector = scope.selector;
  const auto selector = Selector::parse(scope.selector);
  for (const Subject& node : facts.subjects(About::node)) {
    if (selector && !selector.value().matches(*node.object->labels)) continue;
    ++report.nodes;
    add_node(facts, node, report.rows);
  }
  report.sums = sums_of(report.rows);
  report.waiting = queues_of(snapshot);
  // Of chosen nodes only who waits for what they offer matters.
  if (!scope.selector.empty()) {
    std::erase_if(report.waiting, [&](const AcceleratorQueue& queue) {
      return std::none_of(report.sums.begin(), report.sums.end(),
                          [&](const AcceleratorSum& sum) { return sum.resource == queue.resource; });
    });
  }
  report.waiting_read = snapshot.pods_complete_on("");
  report.gaps = gaps_of(snapshot);
  const auto& gaps = snapshot.gaps();
  report.nodes_read = std::none_of(gaps.begin(), gaps.end(), [](const Gap& gap) { return gap.kind == "Node"; });
  const bool pods_read =
      std::all_of(report.rows.begin(), report.rows.end(), [](const auto& row) { return row.complete; });
  report.exit_code = report.nodes_read && pods_read ? 0 : 4;
  clean_accelerators(report);
  return report;
}

}  // namespace aidiag
