// SPDX-License-Identifier: Apache-2.0
// What the files of the SnapshotBuilder share: an item on its way in, and what is counted until the end.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/snapshot.hpp"

namespace aidiag {

/// One object of a text, parsed.
struct SnapshotBuilder::Item {
  Json json;
  std::string_view bytes;        ///< its JSON text
  std::string_view kind;         ///< qualified
  std::string_view api_version;  ///< its own, else its list's
};

struct SnapshotBuilder::State {
  Limits limits;
  std::optional<Time> newest;
  std::size_t details = 0;
  std::vector<Object*> spare;      ///< well pods whose detail is kept, and may give way to others'
  std::vector<Object*> witnesses;  ///< the same, of the programs whose logs tell of their nodes: these go last
  std::set<std::string, std::less<>> asked;
};

/// A resourceVersion as a number; 0 if it is none.
std::uint64_t version_of(Json metadata);

}  // namespace aidiag
