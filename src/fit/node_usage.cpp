// SPDX-License-Identifier: Apache-2.0
#include "fit/node_usage.hpp"

#include <algorithm>
#include <tuple>

#include "model/amount.hpp"

namespace aidiag {
namespace {

std::string claim_key(std::string_view ns, std::string_view claim) {
  return std::string(ns) + "/" + std::string(claim);
}

void sort_by_name(std::vector<const Object*>& pods) {
  std::sort(pods.begin(), pods.end(),
            [](const Object* a, const Object* b) { return std::tie(a->ns, a->name) < std::tie(b->ns, b->name); });
}

}  // namespace

NodeUsage::NodeUsage(const Snapshot& snapshot) {
  by_node_.reserve(snapshot.count("Node"));
  for (const PodRow& row : snapshot.pod_rows()) {
    if (row.finished) continue;
    if (row.node.empty()) {
      if (!row.nominated.empty()) nominated_.push_back(row.object);
      continue;
    }
    Use& use = by_node_[row.node];
    add(use.all, *row.requests);
    if (row.deleted) add(use.leaving, *row.requests);
    if (row.standing) add(use.standing, *row.requests);
    if (row.host_ports != nullptr) use.port_holders.push_back(row.object);
    if (row.claims != nullptr)
      for (const Name claim : *row.claims) ++claim_users_[claim_key(row.object->ns, claim)];
  }
  sort_by_name(nominated_);
  for (auto& [node, use] : by_node_) sort_by_name(use.port_holders);
}

void NodeUsage::add(Sum& sum, const Resources& requests) {
  ++sum.pods;
  for (const auto& [index, amount] : indexed(requests)) {
    if (sum.amounts.size() <= index) sum.amounts.resize(index + 1);
    sum.amounts[index] = plus(sum.amounts[index], amount);
  }
}

const std::vector<std::pair<std::size_t, std::int64_t>>& NodeUsage::indexed(const Resources& requests) {
  const auto [at, added] = indexed_.try_emplace(&requests);
  if (added) {
    for (const auto& [name, amount] : requests) {
      if (index_of(name) == npos) resources_.push_back(name);
      at->second.emplace_back(index_of(name), amount);
    }
  }
  return at->second;
}

const NodeUsage::Use& NodeUsage::of(Name node) const {
  static const Use none;
  const auto found = by_node_.find(node);
  return found == by_node_.end() ? none : found->second;
}

std::size_t NodeUsage::index_of(std::string_view resource) const {
  const auto found = std::find(resources_.begin(), resources_.end(), resource);
  return found == resources_.end() ? npos : static_cast<std::size_t>(found - resources_.begin());
}

std::int64_t NodeUsage::users_of_claim(std::string_view ns, std::string_view claim) const {
  const auto found = claim_users_.find(claim_key(ns, claim));
  return found == claim_users_.end() ? 0 : found->second;
}

}  // namespace aidiag
