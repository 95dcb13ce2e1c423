// SPDX-License-Identifier: Apache-2.0
// The report as a tree, from which JSON and YAML are written.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "aidiag/report.hpp"

namespace aidiag {

nlohmann::ordered_json report_tree(const Report& report);

}  // namespace aidiag
