// SPDX-License-Identifier: Apache-2.0
// The border to the outside. A question is a Scope; `plan` says, purely, what has to be read next; a Source reads it
// into the builder. The loop (src/source/reading.cpp) runs until the plan asks for nothing more: the question's own
// wave and three at most that follow what it found. Live clusters, dumps and the tests' in-memory world differ only in
// their Source. Not an API for others.
#pragma once

#include <string>
#include <vector>

#include "aidiag/result.hpp"
#include "aidiag/snapshot.hpp"

namespace aidiag {

/// What the user asked about.
struct Scope {
  /// accelerators: the nodes that have some, and who holds them; `selector` is over nodes then.
  enum class Kind { pods, workloads, one_namespace, all_namespaces, accelerators };
  Kind kind = Kind::one_namespace;
  std::string ns;  ///< empty for all_namespaces and accelerators
  struct Target {
    std::string kind;  ///< "Pod", "Deployment", ...
    std::string name;
  };
  std::vector<Target> targets;  ///< pods and workloads
  std::string selector;         ///< -l: a label selector over pods (accelerators: nodes), or empty
  bool logs = true;             ///< --no-logs sets it to false
  /// The connection flags given, but for --context and secrets: a printed kubectl command needs them too.
  std::vector<std::string> connection = {};
};

/// One thing to read. Compared as a whole, so that nothing is asked for twice.
struct Read {
  enum class What { list, get, log };
  What what = What::list;
  std::string kind;
  std::string ns;              ///< empty: all namespaces or cluster scope
  std::string name;            ///< get: the object; log: the pod
  std::string field_selector;  ///< list: such as involvedObject.name=llm-0
  std::string label_selector;
  std::string container;   ///< log
  bool previous = false;   ///< log: the run before
  int tail = 1000;         ///< log: lines from the end
  bool head = false;       ///< log: also its first 64 KiB
  bool asked_for = false;  ///< a gap here hides what the user asked for
  auto operator<=>(const Read&) const = default;
};

/// The next wave: what `scope` still needs beyond `done`, given the snapshot so far. Pure; empty when there is
/// nothing more to ask for.
std::vector<Read> plan(const Snapshot& snapshot, const Scope& scope, const std::vector<Read>& done,
                       const Limits& limits);

/// Reads. Never throws. What could not be read becomes a Gap in the builder; the error is for the case that
/// nothing at all can be shown (no connection, bad credentials, an unreadable input).
class Source {
 public:
  virtual ~Source() = default;
  virtual Status read(const std::vector<Read>& reads, SnapshotBuilder& into) = 0;
};

/// Plans and reads until nothing more is needed. Sets `now` as the source knows it, unless `now` is given.
Result<std::unique_ptr<const Snapshot>> read_scope(Source& source, const Scope& scope, Limits limits,
                                                   std::optional<Time> now);

}  // namespace aidiag
