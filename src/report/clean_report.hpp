// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aidiag/report.hpp"

namespace aidiag {

/// Cleans every text of the report, so that no writer can forget it.
void clean_report(Report& report);

}  // namespace aidiag
