// SPDX-License-Identifier: Apache-2.0
// A DaemonSet that makes accelerators usable: which nodes that have some nobody serves, and why it
// is not for them.
#include <algorithm>
#include <map>

#include "facts/family.hpp"
#include "facts/object_paths.hpp"
#include "facts/operand_chain.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About workload = About::workload;
constexpr const char* kinds = "DaemonSet Node";
constexpr const char* all = "workload.nodes_left_out";

constexpr FactLine lines[] = {
    {all, number, workload, kinds,
     "Device plugin: nodes with accelerators of its vendor that offer none, since no plugin's DaemonSet is for them."},
    {"workload.nodes_left_out.by",
     text,
     workload,
     kinds,
     "What keeps it off most of them: \"label LABEL\" that they lack, \"taint TAINT\" that it does not tolerate.",
     {},
     all},
    {"workload.nodes_left_out.example", text, workload, kinds, "The first of those by name.", {}, all},
};

void fill_nodes(const Facts& facts, const Subject& subject, FactSink& out) {
  const Object& object = *subject.object;
  const std::vector<const Object*> nodes = nodes_left_out(facts.snapshot(), object);
  std::map<std::string, std::vector<const Object*>> by_reason;
  for (const Object* node : nodes) by_reason[keeps_pods_off(object, *node)].push_back(node);
  const auto most = std::max_element(by_reason.begin(), by_reason.end(),
                                     [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
  if (most == by_reason.end()) return;
  out.number(all, static_cast<std::int64_t>(nodes.size()), "spec.template.spec");
  out.text("workload.nodes_left_out.by", most->first, "spec.template.spec");
  out.text("workload.nodes_left_out.example", most->second.front()->name,
           Where(*most->second.front(), "metadata.name"));
  if (!missing_kind(facts.snapshot(), "Node", "").empty()) out.bound(all, Bound::at_least);
}

}  // namespace

constinit const Family workload_nodes_family{lines, fill_nodes};

}  // namespace aidiag
