// SPDX-License-Identifier: Apache-2.0
// Which run of a container is in question: the one that ended, or the present one. Events, probe failures, logs and
// the facts `container.ended.*` all speak of this run, so that history is no failure.
#pragma once

#include <optional>
#include <string>

#include "aidiag/fact.hpp"
#include "facts/containers.hpp"

namespace aidiag {

struct RunInQuestion {
  Json ended;              ///< its "terminated" entry; missing if the present run is meant or it never ran
  std::string ended_path;  ///< "status.containerStatuses[0].lastState.terminated"
  bool is_last = false;    ///< the entry is lastState: another run is there or awaited
  bool ran = false;        ///< there is a run at all
  /// Times of what may be said of it; `until` only if it is over and another run is well.
  std::optional<Time> from, finished, until;
};

RunInQuestion run_in_question(const Snapshot& snapshot, const Object& pod, const ContainerView& container, Stage stage);

/// A time of a run's entry. A container that was never started has 1970 there: nullopt.
std::optional<Time> run_time(Json entry, std::string_view key);

}  // namespace aidiag
