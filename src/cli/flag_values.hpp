// SPDX-License-Identifier: Apache-2.0
// The flags' values, checked and put into the Options.
#pragma once

#include "aidiag/result.hpp"
#include "cli/options.hpp"
#include "cli/words.hpp"

namespace aidiag::cli {

/// Errors (usage) name the flag and what it accepts. A namespace that stands in the options already stays.
Status set_flags(Options& options, const Words& words);

}  // namespace aidiag::cli
