// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aidiag/report.hpp"
#include "redact/known_values.hpp"

namespace aidiag {

/// Cleans every text of the report, so that no writer can forget it; `secrets` are taken out of all of them.
void clean_report(Report& report, const KnownValues& secrets);

}  // namespace aidiag
