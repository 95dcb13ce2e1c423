// SPDX-License-Identifier: Apache-2.0
// The table of accelerators as JSON and YAML: docs/accelerators.schema.json. Keys stand in a fixed order and every key
// is always there; what does not apply is null or empty.
#include <nlohmann/json.hpp>

#include "aidiag/accelerators.hpp"
#include "report/tree.hpp"

namespace aidiag {
namespace {

using Tree = nlohmann::ordered_json;

Tree text_or_null(const std::string& text) { return text.empty() ? Tree(nullptr) : Tree(text); }
Tree number_or_null(const std::optional<std::int64_t>& n) { return n ? Tree(*n) : Tree(nullptr); }

template <class List, class Writer>
Tree list_of(const List& list, Writer write) {
  Tree out = Tree::array();
  for (const auto& item : list) out.push_back(write(item));
  return out;
}

Tree holder(const AcceleratorRow::Holder& h) { return {{"namespace", h.ns}, {"pod", h.pod}, {"devices", h.devices}}; }

Tree row(const AcceleratorRow& r) {
  std::vector<std::string> notes = r.notes;
  notes.insert(notes.end(), r.node_notes.begin(), r.node_notes.end());
  return {{"node", r.node},
          {"resource", text_or_null(r.resource)},
          {"vendor", text_or_null(r.vendor)},
          {"product", text_or_null(r.product)},
          {"claimed", r.by_claim},
          {"slice", r.slice},
          {"sharing", text_or_null(r.sharing)},
          {"replicas", r.replicas},
          {"offered", r.offered},
          {"healthy", r.healthy},
          {"inUse", r.in_use},
          {"inUseComplete", r.complete},
          {"free", number_or_null(r.free)},
          {"takesPods", r.takes_pods},
          {"taints", Tree(r.taints)},
          {"holders", list_of(r.holders, holder)},
          {"notes", Tree(notes)}};
}

Tree sum(const AcceleratorSum& s) {
  return {{"resource", s.resource},
          {"nodes", s.nodes},
          {"offered", s.offered},
          {"slices", s.slices},
          {"shared", s.shared},
          {"healthy", s.healthy},
          {"inUse", s.in_use},
          {"inUseComplete", s.complete},
          {"free", number_or_null(s.free)},
          {"mostFreeOnOneNode", number_or_null(s.most_free)},
          {"freeOnNodesThatTakeNoPods", s.free_but_closed}};
}

Tree queue(const AcceleratorQueue& q) {
  return {{"resource", q.resource}, {"devices", q.devices}, {"pods", list_of(q.pods, holder)}};
}

Tree tree_of(const AcceleratorReport& report) {
  return {{"apiVersion", "ai-diag/v1"},
          {"kind", "Accelerators"},
          {"takenAt", format_time(report.taken_at)},
          {"takenFrom", to_text(report.taken_from)},
          {"context", report.context},
          {"selector", report.selector},
          {"summary",
           {{"exitCode", report.exit_code},
            {"nodes", report.nodes},
            {"nodesComplete", report.nodes_read},
            {"waitingComplete", report.waiting_read}}},
          {"accelerators", list_of(report.rows, row)},
          {"resources", list_of(report.sums, sum)},
          {"waiting", list_of(report.waiting, queue)},
          {"gaps", list_of(report.gaps, gap_tree)}};
}

}  // namespace

std::string write_json(const AcceleratorReport& report) { return json_text(tree_of(report)); }
std::string write_yaml(const AcceleratorReport& report) { return yaml_text(tree_of(report)); }

}  // namespace aidiag
