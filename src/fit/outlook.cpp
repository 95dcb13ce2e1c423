// SPDX-License-Identifier: Apache-2.0
#include "fit/outlook.hpp"

#include <algorithm>
#include <array>

#include "model/accelerators.hpp"
#include "model/amount.hpp"

namespace aidiag {
namespace {

constexpr unsigned bit(Hindrance h) { return static_cast<unsigned>(h); }

constexpr unsigned closed_for_now = bit(Hindrance::leaving) | bit(Hindrance::cordon) | bit(Hindrance::not_ready);
constexpr unsigned permission = bit(Hindrance::taint) | bit(Hindrance::control_plane) | closed_for_now;

bool offers_any_accelerator(const Object& node) {
  return std::any_of(node.node->capacity->begin(), node.node->capacity->end(),
                     [](const auto& entry) { return entry.second > 0 && is_accelerator(entry.first); });
}

Hindrance without_any(const Object& node, std::string_view resource) {
  std::string_view key;
  const bool looks = is_accelerator(resource) && !offers_any_accelerator(node) && !accelerator_label(node, key).empty();
  return looks ? Hindrance::not_offered : Hindrance::absent;
}

/// Ill devices are in capacity and not in allocatable (pkg/kubelet/cm/devicemanager, GetCapacity).
std::int64_t ill_devices(const Lack& lack) {
  const bool is_extended = lack.resource.view().find('/') != std::string_view::npos;
  return is_extended ? std::max<std::int64_t>(minus(lack.capacity, lack.allocatable), 0) : 0;
}

Hindrance kind_of(const Lack& lack, const Object& node) {
  const bool is_extended = lack.resource.view().find('/') != std::string_view::npos;
  if (is_extended && lack.capacity <= 0 && lack.allocatable <= 0) return without_any(node, lack.resource);
  const std::int64_t ill = ill_devices(lack);
  if (lack.wanted > plus(lack.free_when_empty, ill)) return Hindrance::size;
  if (lack.wanted > lack.free_when_empty || (ill > 0 && lack.wanted <= plus(lack.free, ill)))
    return Hindrance::ill_devices;
  return Hindrance::room;
}

unsigned bits_of(const Lack& lack, const Object& node) {
  switch (lack.ground) {
    case Ground::cordon:
      return bit(Hindrance::cordon);
    case Ground::taint:
      return lack.taint == nullptr ? bit(Hindrance::taint) : bit(kind_of(*lack.taint));
    case Ground::label:
      return bit(Hindrance::label);
    case Ground::port:
      return bit(Hindrance::port);
    case Ground::claim_in_use:
      return bit(Hindrance::claim_in_use);
    case Ground::volume_node:
    case Ground::volume_zone:
    case Ground::volume_bind:
      return bit(Hindrance::volume);
    case Ground::pods:
      return bit(lack.said != nullptr || lack.wanted <= lack.free_when_empty ? Hindrance::pods : Hindrance::size);
    case Ground::resource:
      return lack.said != nullptr ? bit(Hindrance::room) : bit(kind_of(lack, node));
    default:
      return bit(Hindrance::said);
  }
}

bool goes_with_leaving(const NodeOutlook& node) {
  return std::all_of(node.fit->lacks.begin(), node.fit->lacks.end(), [](const Lack& lack) {
    const bool of_resources = lack.ground == Ground::resource || lack.ground == Ground::pods;
    return (of_resources && lack.said == nullptr && lack.wanted <= lack.free_without_leaving) ||
           (lack.ground == Ground::port && lack.object != nullptr && lack.object->deleted.has_value());
  });
}

bool heals(const NodeOutlook& node) {
  return std::all_of(node.fit->lacks.begin(), node.fit->lacks.end(),
                     [](const Lack& lack) { return lack.wanted <= plus(lack.free, ill_devices(lack)); });
}

void count(Outlook& out) {
  const unsigned taints = bit(Hindrance::taint) | bit(Hindrance::control_plane);
  const unsigned resources = bit(Hindrance::room) | bit(Hindrance::pods);
  for (const NodeOutlook& n : out.nodes) {
    out.now += n.hindrances == 0;
    out.if_tolerated += n.only(taints);
    out.if_any_node_label += n.only(bit(Hindrance::label));
    out.if_empty += n.only(resources);
    out.if_terminating_gone += n.hindrances != 0 && goes_with_leaving(n);
    out.if_devices_healthy += n.only(bit(Hindrance::ill_devices)) && heals(n);
    out.if_uncordoned += n.only(bit(Hindrance::cordon));
    out.if_ready += n.only(bit(Hindrance::not_ready));
    out.if_ports_free += n.only(bit(Hindrance::port));
    out.if_volume_elsewhere += n.only(bit(Hindrance::volume));
  }
}

using Nodes = std::vector<const NodeOutlook*>;

template <class Take>
Nodes that(const Nodes& nodes, Take take) {
  Nodes out;
  std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(out), [&](const NodeOutlook* n) { return take(*n); });
  return out;
}

Nodes without(const Nodes& nodes, unsigned these) {
  return that(nodes, [&](const NodeOutlook& n) { return (n.hindrances & these) == 0; });
}

Nodes with(const Nodes& nodes, Hindrance h) {
  return that(nodes, [&](const NodeOutlook& n) { return n.has(h); });
}

bool any_only(const Nodes& nodes, unsigned these) {
  return std::any_of(nodes.begin(), nodes.end(), [&](const NodeOutlook* n) { return n->only(these); });
}

bool asks_for_accelerator(const Object& pod) {
  return std::any_of(pod.pod->requests->begin(), pod.pod->requests->end(),
                     [](const auto& entry) { return entry.second > 0 && is_accelerator(entry.first); });
}

/// "nvidia.com/gpu", "sku=gpu", "cloud.google.com/gke-tpu": keeps those off that need no such device.
bool speaks_of_accelerators(const Taint& taint) {
  const auto has = [](std::string_view text, std::string_view word) { return text.find(word) != text.npos; };
  for (const std::string_view word : {"gpu", "GPU", "tpu", "npu", "accelerator", "neuron", "gaudi"})
    if (has(taint.key, word) || has(taint.value, word)) return true;
  return is_accelerator(taint.key);
}

bool is_for_accelerators(const NodeOutlook* node) {
  const auto& lacks = node->fit->lacks;
  return std::all_of(lacks.begin(), lacks.end(), [](const Lack& lack) {
    return lack.ground != Ground::taint || (lack.taint != nullptr && speaks_of_accelerators(*lack.taint));
  });
}

/// Kept for pods that ask for a device, which this one does not.
bool is_for_others(const NodeOutlook& node, bool asks) {
  const auto& lacks = node.fit->lacks;
  return !asks && std::any_of(lacks.begin(), lacks.end(), [](const Lack& lack) {
    return lack.taint != nullptr && speaks_of_accelerators(*lack.taint);
  });
}

/// The one that stands on most nodes; the first of equal ones.
Hindrance most_common(const Nodes& nodes, std::initializer_list<Hindrance> kinds) {
  return *std::max_element(kinds.begin(), kinds.end(),
                           [&](Hindrance a, Hindrance b) { return with(nodes, a).size() < with(nodes, b).size(); });
}

/// Narrows the nodes down: first to those the pod asks for, then to those that could ever hold it, then to those that
/// are open to it. Where nothing is left, the last step was the obstacle.
class Narrowing {
 public:
  Narrowing(Outlook& out, const Object& pod) : out_(out), pod_(pod) {
    for (const NodeOutlook& node : out.nodes) all_.push_back(&node);
  }

  void run() {
    if (all_.empty() || out_.now > 0) return;
    const unsigned no_device = bit(Hindrance::absent) | bit(Hindrance::not_offered);
    const Nodes chosen = without(all_, bit(Hindrance::label));
    if (chosen.empty()) return stop(Hindrance::label, all_);
    const Nodes equipped = without(chosen, no_device);
    if (equipped.empty()) {
      if (const Nodes silent = with(without(chosen, bit(Hindrance::absent)), Hindrance::not_offered); !silent.empty())
        return stop(Hindrance::not_offered, silent);
      if (const Nodes others = without(all_, no_device); !others.empty()) return stop(Hindrance::label, others);
      const Nodes silent = with(all_, Hindrance::not_offered);
      return silent.empty() ? stop(Hindrance::absent, chosen) : stop(Hindrance::not_offered, silent);
    }
    large_enough(equipped);
  }

 private:
  void large_enough(const Nodes& equipped) {
    const Nodes large = without(equipped, bit(Hindrance::size));
    if (large.empty()) return stop(Hindrance::size, equipped);
    const Nodes open = without(large, permission);
    if (open.empty()) return closed(large);
    if (out_.if_volume_elsewhere > 0) return stop(Hindrance::volume, with(open, Hindrance::volume));
    in_detail(open);
  }

  /// Taints keep pods off on purpose; where other nodes are closed for now, the pod was meant for those, unless the
  /// taint speaks of the very devices it asks for.
  void closed(const Nodes& large) {
    const Nodes for_now = without(large, bit(Hindrance::taint) | bit(Hindrance::control_plane));
    if (for_now.empty()) return kept_off(large);
    const Nodes tainted = that_may_let_in(large);
    const bool reopening = any_only(for_now, closed_for_now), tolerating = any_only(tainted, bit(Hindrance::taint));
    const Hindrance most = most_common(for_now, {Hindrance::cordon, Hindrance::not_ready, Hindrance::leaving});
    if (tainted.empty() || (reopening && !tolerating)) return stop(most, with(for_now, most));
    if (tolerating && !reopening) return stop(Hindrance::taint, tainted);
    if (asks_for_accelerator(pod_) && std::any_of(tainted.begin(), tainted.end(), is_for_accelerators)) {
      stop(Hindrance::taint, tainted);
      also(most, for_now);
    } else {
      stop(most, with(for_now, most));
      also(Hindrance::taint, tainted);
    }
  }

  /// All of them have a taint. The one to tolerate is that of the nodes with nothing else in the way.
  void kept_off(const Nodes& large) {
    const Nodes open = that_may_let_in(large);
    const Nodes helped = that(open, [](const NodeOutlook& n) { return n.only(bit(Hindrance::taint)); });
    if (!open.empty()) return stop(Hindrance::taint, helped.empty() ? open : helped);
    const Hindrance most = most_common(large, {Hindrance::taint, Hindrance::control_plane});
    const Nodes behind = with(large, most);
    stop(most, behind);
    const Nodes shut = that(behind, [](const NodeOutlook& n) { return (n.hindrances & closed_for_now) != 0; });
    if (!shut.empty()) also(most_common(shut, {Hindrance::cordon, Hindrance::not_ready, Hindrance::leaving}), shut);
  }

  /// Nodes with taints that the pod might tolerate: of nodes kept for devices only if it asks for one.
  [[nodiscard]] Nodes that_may_let_in(const Nodes& nodes) const {
    const bool asks = asks_for_accelerator(pod_);
    return that(nodes, [&](const NodeOutlook& n) {
      return n.has(Hindrance::taint) && !n.has(Hindrance::control_plane) && (n.hindrances & closed_for_now) == 0 &&
             !is_for_others(n, asks);
    });
  }

  void in_detail(const Nodes& open) {
    for (const Hindrance h : {Hindrance::claim_in_use, Hindrance::volume}) {
      if (const Nodes rest = without(open, bit(h)); rest.empty()) return stop(h, open);
    }
    const Nodes reached = without(open, bit(Hindrance::volume));
    if (const Nodes free = without(reached, bit(Hindrance::port)); free.empty()) return stop(Hindrance::port, reached);
    if (out_.if_devices_healthy > 0) return stop(Hindrance::ill_devices, with(reached, Hindrance::ill_devices));
    for (const Hindrance h : {Hindrance::room, Hindrance::ill_devices, Hindrance::pods, Hindrance::port}) {
      if (const Nodes these = with(reached, h); !these.empty() && with(reached, Hindrance::said).empty()) {
        stop(h, these);
        const Nodes others =
            that(that_may_let_in(all_), [](const NodeOutlook& n) { return n.only(bit(Hindrance::taint)); });
        return others.empty() ? void() : also(Hindrance::taint, others);
      }
    }
    stop(Hindrance::said, reached);
  }

  void stop(Hindrance obstacle, const Nodes& behind) {
    out_.obstacle = obstacle;
    out_.behind = behind;
  }

  void also(Hindrance other, const Nodes& behind) {
    out_.also = other;
    out_.also_behind = behind;
  }

  Outlook& out_;
  const Object& pod_;
  Nodes all_;
};

}  // namespace

/// Taints that Kubernetes, clouds and network plugins put on nodes that are ill or not set up yet.
Hindrance kind_of(const Taint& taint) {
  const std::string_view key = taint.key;
  if (key == "node.kubernetes.io/unschedulable") return Hindrance::cordon;
  if (key == "node-role.kubernetes.io/control-plane" || key == "node-role.kubernetes.io/master")
    return Hindrance::control_plane;
  for (const std::string_view leaving : {"ToBeDeletedByClusterAutoscaler", "DeletionCandidateOfClusterAutoscaler",
                                         "karpenter.sh/disrupted", "karpenter.sh/disruption"})
    if (key == leaving) return Hindrance::leaving;
  const bool starts = key.ends_with("/agent-not-ready") || key == "node.cloudprovider.kubernetes.io/uninitialized" ||
                      key == "karpenter.sh/unregistered" || key.starts_with("startup-taint.");
  return starts || key.starts_with("node.kubernetes.io/") ? Hindrance::not_ready : Hindrance::taint;
}

Outlook outlook_of(const Fit& fit) {
  Outlook out;
  out.nodes.reserve(fit.nodes.size());
  for (const NodeFit& node : fit.nodes) {
    unsigned bits = 0;
    for (const Lack& lack : node.lacks) bits |= bits_of(lack, *node.node);
    out.nodes.push_back({&node, bits});
  }
  count(out);
  if (!fit.held_back) Narrowing(out, *fit.pod).run();
  return out;
}

std::string_view to_text(Hindrance hindrance) {
  switch (hindrance) {
    case Hindrance::label:
      return "label";
    case Hindrance::absent:
      return "absent";
    case Hindrance::not_offered:
      return "not-offered";
    case Hindrance::size:
      return "size";
    case Hindrance::taint:
      return "taint";
    case Hindrance::control_plane:
      return "control-plane";
    case Hindrance::leaving:
      return "leaving";
    case Hindrance::cordon:
      return "cordon";
    case Hindrance::not_ready:
      return "not-ready";
    case Hindrance::volume:
      return "volume";
    case Hindrance::claim_in_use:
      return "claim-in-use";
    case Hindrance::port:
      return "port";
    case Hindrance::ill_devices:
      return "ill-devices";
    case Hindrance::pods:
      return "pods";
    case Hindrance::room:
      return "room";
    case Hindrance::said:
      return "said";
  }
  return "said";
}

}  // namespace aidiag
