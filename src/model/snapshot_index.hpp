// SPDX-License-Identifier: Apache-2.0
// The links between objects, found once for all objects.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aidiag/snapshot.hpp"

namespace aidiag {

struct Snapshot::Index {
  template <class Key, class T>
  using Lists = std::unordered_map<Key, std::vector<const T*>>;

  Lists<std::string_view, Object> by_owner_uid;
  Lists<std::string, Object> by_owner_name;                 ///< kind/name of owners that were referred to without a uid
  Lists<std::string_view, Object> by_node;                  ///< pods
  Lists<std::string, Event> events;                         ///< kind/name of the object, oldest first
  std::unordered_map<std::string_view, Time> oldest_event;  ///< of a namespace; of all under the empty name

  explicit Index(const Snapshot& snapshot);
};

}  // namespace aidiag
