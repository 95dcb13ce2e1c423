// SPDX-License-Identifier: Apache-2.0
// The table of accelerators (`kubectl ai-diag gpus`): what the nodes offer, who holds it, and why some of it cannot be
// used. A plain value like the report; its JSON form is docs/accelerators.schema.json. Not an API for others.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aidiag/report.hpp"

namespace aidiag {

/// One node and resource. A node that looks as if it had accelerators and offers none has one row without resource.
struct AcceleratorRow {
  std::string node;
  std::string resource;         ///< empty: offers none
  std::string vendor, product;  ///< empty: not known
  bool by_claim = false;        ///< of a DRA driver, whose name `resource` is
  bool slice = false;           ///< a MIG slice
  std::string sharing;          ///< time-slicing, mps, shared; empty: not shared
  std::int64_t replicas = 1;    ///< as how many each device is counted
  std::int64_t offered = 0, healthy = 0, in_use = 0;
  bool complete = true;              ///< all pods of the node were read; else in_use is at least that
  std::optional<std::int64_t> free;  ///< nullopt: not known
  bool takes_pods = true;            ///< ready, not cordoned, no taint of Kubernetes' own
  std::vector<std::string> taints;   ///< those that keep pods off, as key=value:Effect
  struct Holder {
    std::string ns, pod;
    std::int64_t devices = 0;
  };
  std::vector<Holder> holders;          ///< most devices first
  std::vector<std::string> notes;       ///< why not all of it can be used
  std::vector<std::string> node_notes;  ///< the same for the node as a whole, equal in all its rows
};

struct AcceleratorSum {
  std::string resource;
  int nodes = 0;
  std::int64_t offered = 0, healthy = 0, in_use = 0;
  std::int64_t slices = 0, shared = 0;  ///< of the offered: MIG slices, shares of a device
  bool complete = true;
  std::optional<std::int64_t> free;       ///< on nodes that take pods; nullopt: not known
  std::optional<std::int64_t> most_free;  ///< of these, the most on one node
  std::int64_t free_but_closed = 0;       ///< free on nodes that take no pods, as far as known
};

/// Pods without a node that ask for the resource.
struct AcceleratorQueue {
  std::string resource;
  std::int64_t devices = 0;
  std::vector<AcceleratorRow::Holder> pods;  ///< who asks for most first
};

struct AcceleratorReport {
  Time taken_at;
  NowSource taken_from = NowSource::newest;
  std::string context, selector;
  int exit_code = 0;                      ///< 0, or 4 if nodes or pods on them could not be read
  int nodes = 0;                          ///< that were looked at
  bool nodes_read = true;                 ///< nothing hides further nodes
  bool waiting_read = true;               ///< nothing hides further waiting pods
  std::vector<AcceleratorRow> rows;       ///< by node, then resource
  std::vector<AcceleratorSum> sums;       ///< by resource
  std::vector<AcceleratorQueue> waiting;  ///< by resource
  std::vector<GapNote> gaps;
};

/// Pure. `scope.selector` chooses nodes by their labels.
AcceleratorReport list_accelerators(const Snapshot& snapshot, const Scope& scope, const RuleSet& rules);

std::string write_text(const AcceleratorReport& report, const Style& style);
std::string write_json(const AcceleratorReport& report);
std::string write_yaml(const AcceleratorReport& report);

}  // namespace aidiag
