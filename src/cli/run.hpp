// SPDX-License-Identifier: Apache-2.0
// From options to an exit code: wiring, no logic.
#pragma once

#include "aidiag/result.hpp"
#include "cli/options.hpp"

namespace aidiag::cli {

/// Does what the options say and prints it. The value is the exit code; an Error is for main to say.
Result<int> run(const Options& options);

}  // namespace aidiag::cli
