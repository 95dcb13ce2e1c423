// SPDX-License-Identifier: Apache-2.0
// What would have to change for a waiting pod: how many nodes would take it if one thing were different, and which
// thing stands in its way on the nodes that are meant for it.
#pragma once

#include <cstdint>
#include <vector>

#include "fit/fit.hpp"

namespace aidiag {

/// What keeps a pod off a node, by what could be done about it. Together they are a set of bits.
enum class Hindrance : unsigned {
  label = 1,            ///< selector or affinity
  absent = 2,           ///< a device or other extended resource that the node does not have
  not_offered = 4,      ///< it looks as if it had the device, and offers none
  size = 8,             ///< too small even when empty
  taint = 16,           ///< one that somebody put there to keep pods off
  control_plane = 32,   ///< the taint of a control plane
  leaving = 64,         ///< an autoscaler takes the node away
  cordon = 128,         ///< marked unschedulable
  not_ready = 256,      ///< the taints of a node that is not ready, under pressure, or just starting
  volume = 512,         ///< a volume lies elsewhere, or none can be bound there
  claim_in_use = 1024,  ///< a claim for one pod only, which another has
  port = 2048,          ///< a host port is taken
  ill_devices = 4096,   ///< free devices are not healthy
  pods = 8192,          ///< as many pods as it may have
  room = 16384,         ///< too little free
  said = 32768,         ///< only the scheduler knows: spreading, pod affinity, device claims
};

struct NodeOutlook {
  const NodeFit* fit = nullptr;
  unsigned hindrances = 0;  ///< of Hindrance; 0: it would take the pod now

  [[nodiscard]] bool has(Hindrance h) const { return (hindrances & static_cast<unsigned>(h)) != 0; }
  /// Nothing else but these is in the way, and one of them is.
  [[nodiscard]] bool only(unsigned these) const { return hindrances != 0 && (hindrances & ~these) == 0; }
};

struct Outlook {
  std::vector<NodeOutlook> nodes;  ///< as Fit::nodes
  // Nodes that would take the pod:
  std::int64_t now = 0;
  std::int64_t if_tolerated = 0;         ///< if it tolerated their taints
  std::int64_t if_any_node_label = 0;    ///< if it asked for no label
  std::int64_t if_empty = 0;             ///< if they were empty but for DaemonSets
  std::int64_t if_terminating_gone = 0;  ///< once the pods that are being deleted are gone
  std::int64_t if_devices_healthy = 0;   ///< if all their devices were healthy
  std::int64_t if_uncordoned = 0;
  std::int64_t if_ready = 0;  ///< if they were ready
  std::int64_t if_ports_free = 0;
  std::int64_t if_volume_elsewhere = 0;  ///< if its volumes could be used anywhere
  /// The thing in its way, and the nodes that wait behind it; none if a node would take it now.
  std::optional<Hindrance> obstacle;
  std::vector<const NodeOutlook*> behind;
  /// Another remedy, where there are two: a taint that the pod may be meant to tolerate beside nodes that are closed
  /// for now or full, or the other way round. The obstacle is the likelier. Or a second thing in the way on nodes that
  /// lie behind the obstacle: tainted ones that are closed for now as well.
  std::optional<Hindrance> also;
  std::vector<const NodeOutlook*> also_behind;
};

/// `fit` must outlive it.
Outlook outlook_of(const Fit& fit);

/// What could be done about a taint: taint, control_plane, leaving, cordon or not_ready.
Hindrance kind_of(const Taint& taint);

/// The word of rules and reports: "label", "control-plane", ...
std::string_view to_text(Hindrance hindrance);

}  // namespace aidiag
