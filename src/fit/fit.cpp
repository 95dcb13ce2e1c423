// SPDX-License-Identifier: Apache-2.0
#include "fit/fit.hpp"

#include <algorithm>

#include "fit/said.hpp"
#include "fit/tolerations.hpp"
#include "model/accelerators.hpp"
#include "model/amount.hpp"

namespace aidiag {
namespace {

std::int64_t amount_of(const Resources& resources, std::string_view name) {
  const auto at = std::lower_bound(resources.begin(), resources.end(), name,
                                   [](const auto& entry, std::string_view n) { return entry.first.view() < n; });
  return at != resources.end() && at->first == name ? at->second : 0;
}

bool overlap(const HostPort& a, const HostPort& b) {
  return a.port == b.port && a.protocol == b.protocol && (a.ip == b.ip || a.ip.empty() || b.ip.empty());
}

/// One pod against all nodes.
class PodFit {
 public:
  PodFit(const Object& pod, const Snapshot& snapshot, const NodeUsage& usage)
      : pod_(pod),
        snapshot_(snapshot),
        usage_(usage),
        tolerations_(pod.json()["spec"]),
        selection_(pod.json()["spec"]),
        volumes_(pod, snapshot, usage) {
    for (const auto& [name, amount] : *pod.pod->requests)
      if ((amount > 0 || amount == unreadable_amount) && is_counted(name))
        requests_.push_back({name, amount, usage.index_of(name)});
    for (const Object* other : usage.nominated()) {
      const PodRow& row = *other->pod;
      if (other != &pod && row.scheduler == pod.pod->scheduler && row.priority >= pod.pod->priority)
        expected_.push_back(other);
    }
  }

  Fit run() {
    Fit fit{&pod_, {}, selection_, volumes_.held_back(), {}, std::nullopt};
    const auto nodes = snapshot_.of_kind("Node");
    fit.nodes.reserve(nodes.size());
    for (const Object* node : nodes) {
      NodeFit& here = fit.nodes.emplace_back(NodeFit{node, {}, snapshot_.pods_complete_on(node->name), {}});
      find_lacks(*node, here);
    }
    if (!volumes_.missing().empty()) fit.missing.insert(volumes_.missing());
    return fit;
  }

 private:
  struct Request {
    Name resource;
    std::int64_t amount;
    std::size_t index;
  };

  /// A scheduler that shares devices out counts their parts itself, and nodes need not offer any (HAMi's does so).
  [[nodiscard]] bool is_counted(Name resource) const {
    const Name scheduler = pod_.pod->scheduler;
    return scheduler.empty() || scheduler == "default-scheduler" || !is_accelerator_share(resource);
  }

  void find_lacks(const Object& node, NodeFit& fit) {
    std::vector<Lack>& out = fit.lacks;
    const NodeUsage::Use& use = usage_.of(node.name);
    const bool taken = selection_.takes(node);
    const bool looked_at = taken || !selection_.names_others_than(node);
    if (!looked_at) out.push_back({.ground = Ground::label});
    if (node.node->unschedulable && !tolerations_.tolerate("node.kubernetes.io/unschedulable", "", "NoSchedule"))
      out.push_back({.ground = Ground::cordon});
    for (const Taint& taint : node.node->taints)
      if (keeps_off(taint) && !tolerations_.tolerate(taint)) out.push_back({.ground = Ground::taint, .taint = &taint});
    if (!taken && looked_at) out.push_back({.ground = Ground::label});
    add_port(node, use, out);
    add_resources(node, use, fit);
    if (volumes_.claim_in_use()) out.push_back({.ground = Ground::claim_in_use});
    add_volume(node, out);
  }

  void add_port(const Object& node, const NodeUsage::Use& use, std::vector<Lack>& out) {
    if (pod_.pod->host_ports == nullptr) return;
    const auto taken_by = [&](const Object* other) {
      if (other->pod->host_ports == nullptr) return false;
      for (const HostPort& mine : *pod_.pod->host_ports) {
        for (const HostPort& theirs : *other->pod->host_ports) {
          if (!overlap(mine, theirs)) continue;
          out.push_back({.ground = Ground::port, .object = other, .port = mine.port});
          return true;
        }
      }
      return false;
    };
    if (std::any_of(use.port_holders.begin(), use.port_holders.end(), taken_by)) return;
    for (const Object* other : expected_)
      if (other->pod->nominated == node.name && taken_by(other)) return;
  }

  void add_resources(const Object& node, const NodeUsage::Use& use, NodeFit& fit) {
    const Resources& allocatable = *node.node->allocatable;
    std::int64_t expected_pods = 0;
    for (const Object* other : expected_) expected_pods += other->pod->nominated == node.name;
    static constexpr std::int64_t one = 1000;
    add_resource(node, pods_name(allocatable), one,
                 {amount_of(allocatable, "pods"), (use.all.pods + expected_pods) * one, use.standing.pods * one,
                  use.leaving.pods * one},
                 Ground::pods, fit);
    for (const Request& request : requests_) {
      std::int64_t expected = 0;
      for (const Object* other : expected_)
        if (other->pod->nominated == node.name)
          expected = plus(expected, amount_of(*other->pod->requests, request.resource));
      add_resource(node, request.resource, request.amount,
                   {amount_of(allocatable, request.resource), plus(use.all.of(request.index), expected),
                    use.standing.of(request.index), use.leaving.of(request.index)},
                   Ground::resource, fit);
    }
  }

  struct Amounts {
    std::int64_t allocatable, used, standing, leaving;
  };
  static void add_resource(const Object& node, Name resource, std::int64_t wanted, const Amounts& a, Ground ground,
                           NodeFit& fit) {
    const std::int64_t free = minus(a.allocatable, a.used), capacity = amount_of(*node.node->capacity, resource);
    if (wanted == unreadable_amount || free == unreadable_amount || capacity == unreadable_amount) {
      fit.unreadable = resource;
      return;
    }
    if (wanted <= free) return;
    fit.lacks.push_back({.ground = ground,
                         .resource = resource,
                         .wanted = wanted,
                         .free = free,
                         .allocatable = a.allocatable,
                         .capacity = capacity,
                         .free_when_empty = minus(a.allocatable, a.standing),
                         .free_without_leaving = plus(free, a.leaving)});
  }

  /// The name as the node writes it, so that it need not be interned.
  static Name pods_name(const Resources& allocatable) {
    for (const auto& [name, amount] : allocatable)
      if (name == "pods") return name;
    return {};
  }

  void add_volume(const Object& node, std::vector<Lack>& out) {
    const PodVolumes::Place place = volumes_.at(node);
    if (place.answer == PodVolumes::Answer::other_node)
      out.push_back({.ground = Ground::volume_node, .object = place.volume});
    if (volumes_.nothing_to_bind_at(node)) out.push_back({.ground = Ground::volume_bind});
    if (place.answer == PodVolumes::Answer::other_zone)
      out.push_back({.ground = Ground::volume_zone, .object = place.volume});
  }

  const Object& pod_;
  const Snapshot& snapshot_;
  const NodeUsage& usage_;
  Tolerations tolerations_;
  NodeSelection selection_;
  PodVolumes volumes_;
  std::vector<Request> requests_;
  std::vector<const Object*> expected_;  // nominated, and as important as this pod
};

}  // namespace

Fit fit_of(const Object& pod, const Snapshot& snapshot, const NodeUsage& usage, std::string_view message) {
  Fit fit = PodFit(pod, snapshot, usage).run();
  fit.message = parse_scheduler_message(message);
  add_what_was_said(fit);
  return fit;
}

std::string amount_text(std::string_view resource, std::int64_t milli) {
  const bool bytes = resource == "memory" || resource == "ephemeral-storage" || resource.starts_with("hugepages-");
  return format_milli(std::max<std::int64_t>(milli, 0), bytes);
}

std::vector<std::pair<Ground, std::string_view>> scheduler_grounds(const NodeFit& node) {
  // Two plugins name all that a node lacks: NodeResourcesFit and VolumeBinding.
  const auto plugin = [](Ground ground) {
    if (ground == Ground::pods) return Ground::resource;
    return ground == Ground::volume_bind ? Ground::volume_node : ground;
  };
  std::vector<std::pair<Ground, std::string_view>> out;
  for (const Lack& lack : node.lacks) {
    if (!out.empty() && plugin(lack.ground) != plugin(out[0].first)) break;
    if (!out.empty() && lack.ground == Ground::taint) continue;
    out.emplace_back(lack.ground, lack.ground == Ground::resource ? lack.resource.view() : std::string_view());
  }
  return out;
}

}  // namespace aidiag
