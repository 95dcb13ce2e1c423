// SPDX-License-Identifier: Apache-2.0
#include "compiler/table_schema.hpp"

namespace aidiag::tables {
namespace {

constexpr Column prefix{"prefix"};
constexpr Column owner[] = {{"owner"}};
constexpr Part accelerators[] = {
    {"devices", "accelerator_devices", "PrefixRow", Shape::groups, prefix, owner},
    {"shares", "accelerator_shares", "std::string_view", Shape::list, prefix},
    {"labels", "accelerator_labels", "std::string_view", Shape::list, {"label"}},
    {"instances", "accelerator_instances", "PrefixRow", Shape::groups, prefix, owner},
};

constexpr std::string_view buckets[] = {"informational", "application", "driver",  "firmware",
                                        "link",          "memory",      "hardware"};
constexpr std::string_view actions[] = {"none",      "restart app",  "check driver",   "check hardware",
                                        "reset GPU", "restart node", "contact support"};
constexpr Column code{"code", Kind::number};
constexpr Column xid[] = {{"name"},
                          {"bucket", Kind::word, "Bucket", buckets},
                          {"action", Kind::word, "Action", actions},
                          {"consequence"},
                          {"ignored", Kind::boolean}};
constexpr Part xids[] = {{"codes", "xid_codes", "XidRow", Shape::rows, code, xid}};

constexpr Column name[] = {{"name"}};
constexpr Part sxids[] = {
    {"units", "sxid_units", "UnitRow", Shape::pairs, {"thousand", Kind::number}, name},
    {"codes", "sxid_codes", "XidRow", Shape::rows, code, xid},
};

constexpr Column driver[] = {{"driver", Kind::version}};
constexpr Column cuda[] = {{"cuda", Kind::version}};
constexpr Column capability[] = {{"capability", Kind::version}};
constexpr Part cudas[] = {
    {"toolkits", "cuda_toolkits", "DriverRow", Shape::pairs, cuda[0], driver},
    {"minimum", "cuda_minimum", "MinimumRow", Shape::pairs, {"major", Kind::number}, driver},
    {"architectures", "cuda_architectures", "ArchitectureRow", Shape::pairs, capability[0], cuda},
};
constexpr Part families[] = {{"families", "gpu_families", "FamilyRow", Shape::groups, {"family"}, capability}};

constexpr Column end[] = {{"name"}, {"meaning"}};
constexpr Part ends[] = {
    {"codes", "exit_codes", "EndRow", Shape::rows, code, end},
    {"signals", "exit_signals", "EndRow", Shape::rows, {"signal", Kind::number}, end},
};

constexpr Table tables[] = {
    {"accelerators.yaml", accelerators},   {"xid.yaml", xids},        {"sxid.yaml", sxids}, {"cuda.yaml", cudas},
    {"compute-capability.yaml", families}, {"exit-codes.yaml", ends},
};

}  // namespace

std::span<const Table> all_tables() { return tables; }

}  // namespace aidiag::tables
