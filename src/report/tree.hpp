// SPDX-License-Identifier: Apache-2.0
// What is written as JSON and YAML as a tree, and the writing of trees.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "aidiag/report.hpp"

namespace aidiag {

nlohmann::ordered_json report_tree(const Report& report);

nlohmann::ordered_json gap_tree(const GapNote& gap);
/// "server", "capture", "newest", "flag".
std::string_view to_text(NowSource source);

std::string json_text(const nlohmann::ordered_json& tree);
/// Every text is double-quoted, so that no reader of YAML 1.1 takes a name such as "no" or a quote such as "0x1f" for
/// something else.
std::string yaml_text(const nlohmann::ordered_json& tree);

}  // namespace aidiag
