// SPDX-License-Identifier: Apache-2.0
// `capture`: what a diagnosis reads, written down without its secrets.
#pragma once

#include "aidiag/rule.hpp"
#include "cli/options.hpp"

namespace aidiag::cli {

/// Reads, writes the files and says what is in them. The value is the exit code: 4 if something that the diagnosis
/// needs could not be read, 130 if the user gave up.
Result<int> capture_command(const Options& options, const RuleSet& rules);

}  // namespace aidiag::cli
