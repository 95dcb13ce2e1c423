// SPDX-License-Identifier: Apache-2.0
// The objects in one JSON text: a List, a typed list, a bare array, or a single object. Each is parsed into the same
// tape, handed on, and forgotten: so a list of any length costs one tape of its largest item.
#pragma once

#include <functional>
#include <string_view>

#include "aidiag/snapshot.hpp"

namespace aidiag {

/// One object, for the time of a call.
struct TextItem {
  Json json;
  std::string_view bytes;        ///< its JSON text
  std::string_view kind;         ///< its own, else its list's, else the hint; qualified
  std::string_view api_version;  ///< its own, else its list's
};

/// Calls `take` with each; false from it means that the item is no Kubernetes object. What is returned is that of
/// SnapshotBuilder::add_json; `before` items of the same list have been taken already, and count in it.
Result<SnapshotBuilder::Page> walk_items(std::string_view text, std::string_view kind_hint,
                                         const std::function<bool(const TextItem&)>& take, std::size_t before = 0);

}  // namespace aidiag
