// SPDX-License-Identifier: Apache-2.0
// `pod`, `namespace`, `gpus`: the program's one line, from a source to the exit code.
#pragma once

#include "aidiag/report.hpp"
#include "cli/options.hpp"

namespace aidiag::cli {

/// Reads, diagnoses, writes the report. The value is the exit code of the report.
Result<int> diagnose_command(const Options& options, const RuleSet& rules);

/// Reads, and writes the table of accelerators. The value is its exit code.
Result<int> gpus_command(const Options& options, const RuleSet& rules);

}  // namespace aidiag::cli
