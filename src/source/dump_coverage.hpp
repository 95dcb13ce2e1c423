// SPDX-License-Identifier: Apache-2.0
// Which kinds a dump holds completely, and in which namespaces. A list says so of what it lists; the words
// `kubectl get` was called with are not in its output, so a list's items have to tell its namespace, and an empty list
// goes with its neighbours. Pure.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "aidiag/snapshot.hpp"

namespace aidiag {

/// A list as it was met: the kinds and namespaces of its items ("" for cluster scope), or its kind alone if empty.
struct DumpList {
  std::string kind;  ///< "" for a mixed List
  std::set<std::pair<std::string, std::string>> places;
};

class DumpCoverage {
 public:
  void complete(const std::string& kind, const std::string& ns);
  /// Some of the kind were read; never takes back a `complete`.
  void partial(const std::string& kind, const std::string& ns);

  /// Lists that were made together: the files of a folder, or one round of kinds in a stream.
  void add_neighbours(const std::vector<DumpList>& lists);
  /// Lists in the order of a stream: a kind that comes again begins a new round.
  void add_stream(const std::vector<DumpList>& lists);

  /// What complete() said for every one of `namespaces` holds for all namespaces. Otherwise a kind that was read in
  /// some namespaces is partial over all.
  void close(bool all_namespaces, const std::set<std::string>& namespaces);

  [[nodiscard]] Coverage of(const std::string& kind, const std::string& ns) const;
  /// Namespaces in which the kind was read at all; { "" } if it was read over all.
  [[nodiscard]] std::vector<std::string> namespaces(const std::string& kind) const;
  void write(SnapshotBuilder& into) const;

 private:
  void set(const std::string& kind, const std::string& ns, Coverage coverage);
  std::map<std::string, std::map<std::string, Coverage>> by_kind_;
};

}  // namespace aidiag
