// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aidiag/report.hpp"
#include "redact/known_values.hpp"

namespace aidiag {

/// The secrets among the literal values in the specs of the pods that the report quotes, which a log may repeat; but
/// for what is the name of an object too.
KnownValues secrets_of(const Report& report, const Snapshot& snapshot);

}  // namespace aidiag
