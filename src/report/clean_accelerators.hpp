// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aidiag/accelerators.hpp"

namespace aidiag {

/// Cleans every text of the table, so that no writer can forget it.
void clean_accelerators(AcceleratorReport& report);

}  // namespace aidiag
