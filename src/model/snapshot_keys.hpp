// SPDX-License-Identifier: Apache-2.0
// Keys and orders that the Snapshot and its builder agree on.
#pragma once

#include <string>
#include <string_view>

#include "aidiag/snapshot.hpp"

namespace aidiag {

inline std::string object_key(std::string_view kind, std::string_view ns, std::string_view name) {
  return std::string(kind) + "/" + std::string(ns) + "/" + std::string(name);
}

inline std::string log_key(std::string_view ns, std::string_view pod, std::string_view container, bool previous) {
  return object_key(ns, pod, container) + (previous ? "/previous" : "");
}

/// By time, then reason and message; names make it a total order.
bool is_earlier(const Event& a, const Event& b);

}  // namespace aidiag
