// SPDX-License-Identifier: Apache-2.0
// The rows of rules/tables/, as tables-compiler writes them into the program. The fields of a row stand in the order
// of the columns in src/compiler/table_schema.cpp. Lookups are in the other headers of this folder.
#pragma once

#include <span>
#include <string_view>

#include "knowledge/version.hpp"

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

/// Whose fault an Xid or SXid mostly is. `unknown` stands in no table: a number without an entry.
enum class Bucket { informational, application, driver, firmware, link, memory, hardware, unknown };
/// What gets the card back to work, the mildest first.
enum class Action { none, restart_app, check_driver, check_hardware, reset_gpu, restart_node, contact_support };

struct XidRow {
  int code;
  std::string_view name;
  Bucket bucket;
  Action action;
  std::string_view consequence;
  bool ignored;  ///< by the device plugin; of an SXid never
};
std::span<const XidRow> xid_codes();
std::span<const XidRow> sxid_codes();

/// What the SXids of a thousand belong to.
struct UnitRow {
  int thousand;
  std::string_view name;
};
std::span<const UnitRow> sxid_units();

struct DriverRow {
  Version cuda;
  Version driver;
};
std::span<const DriverRow> cuda_toolkits();

struct MinimumRow {
  int major_version;  ///< of CUDA
  Version driver;
};
std::span<const MinimumRow> cuda_minimum();

struct ArchitectureRow {
  Version capability;
  Version cuda;  ///< the first that builds code for it
};
std::span<const ArchitectureRow> cuda_architectures();

struct FamilyRow {
  std::string_view words;  ///< of a product's name
  Version capability;
};
std::span<const FamilyRow> gpu_families();

struct EndRow {
  int code;
  std::string_view name;
  std::string_view meaning;
};
std::span<const EndRow> exit_codes();
std::span<const EndRow> exit_signals();

}  // namespace aidiag::knowledge
