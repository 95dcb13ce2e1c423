// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aidiag/report.hpp"
#include "redact/known_values.hpp"

namespace aidiag {

/// The secrets among the literal env values of the pods that the report quotes: a log may repeat them.
KnownValues secrets_of(const Report& report, const Snapshot& snapshot);

}  // namespace aidiag
