// SPDX-License-Identifier: Apache-2.0
// The table of facts: every family is named here, since linkers drop what registers itself.
#include <algorithm>
#include <iterator>

#include "facts/family.hpp"
#include "model/nearest.hpp"

namespace aidiag {
namespace {

const Family* const all_families[] = {
    &container_family,     &ended_family,          &probes_family,      &server_family,         &env_family,
    &pod_family,           &pod_scheduling_family, &pod_needs_family,   &pod_fit_family,        &pod_obstacle_family,
    &pod_shortage_family,  &workload_queue_family, &pod_queue_family,   &node_family,           &accelerator_family,
    &node_failures_family, &node_operands_family,  &pod_operand_family, &workload_nodes_family, &workload_family,
    &workload_pods_family, &ranks_family,          &service_family,     &claim_family,          &volume_family,
    &autoscaler_family,    &budget_family,         &ns_family,          &cluster_family,        &xid_family,
    &cuda_family,          &capability_family,
};

struct Table {
  std::vector<FactLine> lines;  // sorted by name
  std::vector<FamilyLine> origins;
};

Table build() {
  struct Row {
    FactLine line;
    FamilyLine origin;
  };
  std::vector<Row> rows;
  for (const Family* family : all_families)
    for (std::size_t i = 0; i < family->lines.size(); ++i) rows.push_back({family->lines[i], {family, i}});
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.line.name < b.line.name; });
  Table table;
  for (Row& row : rows) {
    table.lines.push_back(row.line);
    table.origins.push_back(row.origin);
  }
  return table;
}

const Table& table() {
  static const Table built = build();
  return built;
}

std::optional<std::size_t> position(std::string_view name) {
  const auto& lines = table().lines;
  const auto at = std::lower_bound(lines.begin(), lines.end(), name,
                                   [](const FactLine& line, std::string_view n) { return line.name < n; });
  if (at == lines.end() || at->name != name) return std::nullopt;
  return static_cast<std::size_t>(at - lines.begin());
}

}  // namespace

std::span<const Family* const> families() { return all_families; }

std::span<const FactLine> fact_table() { return table().lines; }

const FactLine* find_fact(std::string_view name) {
  const auto at = position(name);
  return at ? &table().lines[*at] : nullptr;
}

const FamilyLine* find_line(std::string_view name) {
  const auto at = position(name);
  return at ? &table().origins[*at] : nullptr;
}

std::string_view nearest_fact(std::string_view name) {
  std::vector<std::string_view> names;
  for (const FactLine& line : table().lines) names.push_back(line.name);
  return nearest(name, names);
}

}  // namespace aidiag
