// SPDX-License-Identifier: Apache-2.0
// Which runs of one container to read, by the state it is in, and how much of them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/source.hpp"
#include "source/container_state.hpp"

namespace aidiag {

/// Why a log is read; the most telling first.
enum class Why { crashed, unready, restarted, finished_init, other_rank, operand, server };

struct WantedLog {
  const Object* pod;
  std::string container;
  Why why;
  std::vector<Read> reads;
  std::string alike;          ///< of a crash: what it has in common with those of equal replicas
  std::optional<Time> ended;  ///< of a crash
};

/// The last `tail` lines of a container of which nothing more is to be known.
WantedLog wanted_log(const Object& pod, const ContainerState& container, Why why, int tail);

/// What to read of a container of a pod that is ill; nullopt: nothing, as it has not run, or serves.
std::optional<WantedLog> wanted_of_sick(const Object& pod, const ContainerState& container, Time now);

}  // namespace aidiag
