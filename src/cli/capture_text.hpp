// SPDX-License-Identifier: Apache-2.0
// What `capture` prints. Pure.
#pragma once

#include <string>

#include "aidiag/report.hpp"
#include "capture/write_capture.hpp"
#include "cli/options.hpp"

namespace aidiag::cli {

/// The words of the command that reads the capture as it was asked for: "namespace ai-platform", "pod llm-0 -n ai".
std::string words_of(const Scope& scope);

/// What was written, what was taken out, what is missing, and how to read it.
std::string capture_text(const CaptureSummary& summary, const Report& report, const Options& options,
                         const Scope& scope);

}  // namespace aidiag::cli
