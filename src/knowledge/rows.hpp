// SPDX-License-Identifier: Apache-2.0
// The rows of rules/tables/, as tables-compiler writes them into the program. The fields of a row stand in the order
// of the columns in src/compiler/table_schema.cpp. Lookups are in the other headers of this folder.
#pragma once

#include <span>
#include <string_view>

namespace aidiag::knowledge {

/// The name of a resource, or of an instance type, begins so; `owner` is its vendor or cloud.
struct PrefixRow {
  std::string_view prefix;
  std::string_view owner;
};

std::span<const PrefixRow> accelerator_devices();
std::span<const std::string_view> accelerator_shares();
std::span<const std::string_view> accelerator_labels();
std::span<const PrefixRow> accelerator_instances();

}  // namespace aidiag::knowledge
