// SPDX-License-Identifier: Apache-2.0
// rules/tables/exit-codes.yaml: what the exit code of a container says.
#pragma once

#include <optional>
#include <string_view>

namespace aidiag::knowledge {

/// How a process ended, as far as its code tells.
struct End {
  int signal = 0;              ///< 0: by itself
  bool of_child = false;       ///< the signal ended a child, whose code its launcher passed on as -n
  std::string_view name{};     ///< "SIGKILL", "not found"
  std::string_view meaning{};  ///< half a sentence about the process
};

/// 128 + n is signal n, 256 - n a launcher's -n; nullopt for a code of the program's own making.
std::optional<End> describe_exit(int code);

/// nullopt for a number that is no signal of the table.
std::optional<End> describe_signal(int signal);

}  // namespace aidiag::knowledge
