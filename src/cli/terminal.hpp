// SPDX-License-Identifier: Apache-2.0
// What standard output can show.
#pragma once

#include "aidiag/report.hpp"
#include "cli/options.hpp"

namespace aidiag::cli {

/// How the report may look, by --color, NO_COLOR, TERM, the locale and the terminal's width, kept between 80 and 120.
/// Where standard output is no terminal it is 100 columns wide, whoever asks.
Style style_for(Color color);

}  // namespace aidiag::cli
