// SPDX-License-Identifier: Apache-2.0
// The logs in a `kubectl cluster-info dump`. Each container's log stands between two marks
//
//   ==== START logs for container C of pod NS/POD ====
//   ==== END logs for container C of pod NS/POD ====
//
// (pkg/cmd/clusterinfo/clusterinfo_dump.go). The log is arbitrary text, possibly a dump itself, so a section ends only
// at the END of its own pod and container. kubectl writes what the server sent, without a newline of its own: END
// may be glued to the log's last line.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace aidiag {

struct LogSection {
  std::string_view ns, pod, container;
  std::string_view text;   ///< the whole log; parts of the input
  std::size_t begin = 0;   ///< where the section starts in the input
  std::size_t end = 0;     ///< where it is over
  bool ended = true;       ///< false: its END mark is not there
  std::string_view error;  ///< why kubectl could not read the log; then `text` is empty
};

/// The first section that starts at or behind `from`, at the beginning of a line. nullopt: there is none.
std::optional<LogSection> next_log_section(std::string_view input, std::size_t from);

}  // namespace aidiag
