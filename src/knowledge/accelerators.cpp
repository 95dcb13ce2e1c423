// SPDX-License-Identifier: Apache-2.0
#include "knowledge/accelerators.hpp"

#include <algorithm>

#include "knowledge/rows.hpp"

namespace aidiag::knowledge {
namespace {

const PrefixRow* row_of(std::span<const PrefixRow> rows, std::string_view name) {
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [&](const PrefixRow& candidate) { return name.starts_with(candidate.prefix); });
  return row == rows.end() ? nullptr : &*row;
}

}  // namespace

std::string_view accelerator_vendor(std::string_view resource) {
  if (is_accelerator_share(resource)) return {};
  const PrefixRow* row = row_of(accelerator_devices(), resource);
  return row == nullptr ? std::string_view() : row->owner;
}

bool is_accelerator_share(std::string_view resource) {
  const auto shares = accelerator_shares();
  return std::any_of(shares.begin(), shares.end(), [&](std::string_view share) {
    if (!resource.starts_with(share)) return false;
    constexpr std::string_view separators = ".-_";
    return resource.size() == share.size() || separators.find(share.back()) != separators.npos ||
           separators.find(resource[share.size()]) != separators.npos;  // "gpumem-percentage", and not "gpumemory"
  });
}

bool is_accelerator_instance(std::string_view type) { return row_of(accelerator_instances(), type) != nullptr; }

}  // namespace aidiag::knowledge
