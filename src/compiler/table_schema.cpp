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

constexpr Table tables[] = {
    {"accelerators.yaml", accelerators},
};

}  // namespace

std::span<const Table> all_tables() { return tables; }

}  // namespace aidiag::tables
