// SPDX-License-Identifier: Apache-2.0
// The report as JSON: the CONTRACT of docs/report.schema.json. Keys stand in a fixed order and every key is always
// there, so that a reader needs no guards; what does not apply is null or empty.
#include <nlohmann/json.hpp>

#include "report/tree.hpp"

namespace aidiag {

std::string json_text(const nlohmann::ordered_json& tree) {
  return tree.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string write_json(const Report& report) { return json_text(report_tree(report)); }

}  // namespace aidiag
