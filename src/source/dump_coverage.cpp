// SPDX-License-Identifier: Apache-2.0
#include "source/dump_coverage.hpp"

#include <algorithm>

#include "source/dump_layout.hpp"

namespace aidiag {
namespace {

std::set<std::string> namespaces_of(const DumpList& list) {
  std::set<std::string> out;
  for (const auto& [kind, ns] : list.places) {
    if (!ns.empty()) out.insert(ns);
  }
  return out;
}

}  // namespace

void DumpCoverage::set(const std::string& kind, const std::string& ns, Coverage coverage) {
  Coverage& known = by_kind_[kind].emplace(ns, Coverage::unread).first->second;
  known = std::max(known, coverage);
}

void DumpCoverage::complete(const std::string& kind, const std::string& ns) { set(kind, ns, Coverage::complete); }
void DumpCoverage::partial(const std::string& kind, const std::string& ns) { set(kind, ns, Coverage::partial); }

void DumpCoverage::add_neighbours(const std::vector<DumpList>& lists) {
  std::set<std::string> all;
  bool spanning = false;  // a list over all namespaces is among them
  for (const DumpList& list : lists) {
    const std::set<std::string> here = namespaces_of(list);
    spanning = spanning || here.size() > 1;
    all.insert(here.begin(), here.end());
    for (const auto& [kind, ns] : list.places) complete(kind, here.size() > 1 ? "" : ns);
  }
  for (const DumpList& list : lists) {
    if (!list.places.empty() || list.kind.empty()) continue;
    if (spanning || all.empty() || is_cluster_scoped(list.kind)) {
      complete(list.kind, "");
    } else if (all.size() == 1) {
      complete(list.kind, *all.begin());
    } else {
      partial(list.kind, "");
    }
  }
}

void DumpCoverage::add_stream(const std::vector<DumpList>& lists) {
  std::vector<DumpList> round;
  std::set<std::string> kinds;
  for (const DumpList& list : lists) {
    if (!list.kind.empty() && !kinds.insert(list.kind).second) {
      add_neighbours(round);
      round.clear();
      kinds = {list.kind};
    }
    round.push_back(list);
  }
  add_neighbours(round);
}

void DumpCoverage::close(bool all_namespaces, const std::set<std::string>& namespaces) {
  for (auto& [kind, where] : by_kind_) {
    const bool everywhere =
        all_namespaces && std::all_of(namespaces.begin(), namespaces.end(), [&map = where](const std::string& ns) {
          const auto found = map.find(ns);
          return found != map.end() && found->second == Coverage::complete;
        });
    set(kind, "", everywhere ? Coverage::complete : Coverage::partial);
  }
}

Coverage DumpCoverage::of(const std::string& kind, const std::string& ns) const {
  const auto found = by_kind_.find(kind);
  if (found == by_kind_.end()) return Coverage::unread;
  const auto over_all = found->second.find(""), here = found->second.find(ns);
  if (over_all != found->second.end() && over_all->second == Coverage::complete) return Coverage::complete;
  return here == found->second.end() ? Coverage::unread : here->second;
}

std::vector<std::string> DumpCoverage::namespaces(const std::string& kind) const {
  std::vector<std::string> out;
  const auto found = by_kind_.find(kind);
  if (found == by_kind_.end()) return out;
  for (const auto& [ns, coverage] : found->second) {
    if (ns.empty() && coverage == Coverage::complete) return {""};
    if (!ns.empty()) out.push_back(ns);
  }
  return out;
}

void DumpCoverage::write(SnapshotBuilder& into) const {
  for (const auto& [kind, where] : by_kind_) {
    for (const auto& [ns, coverage] : where) into.set_coverage(kind, ns, coverage);
  }
}

}  // namespace aidiag
