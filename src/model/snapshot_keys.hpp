// SPDX-License-Identifier: Apache-2.0
// Keys and orders that the Snapshot and its builder agree on.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

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

/// Sorts events, given as pointers, with is_earlier, and leaves of each one the latest reading.
template <class EventPointer>
void keep_latest(std::vector<EventPointer>& events) {
  const auto reading = [](const Event* e) { return std::tie(e->ns, e->name, e->version, e->count, e->time); };
  const auto is_same = [](const Event* a, const Event* b) { return a->ns == b->ns && a->name == b->name; };
  std::sort(events.begin(), events.end(), [&](const Event* a, const Event* b) { return reading(a) > reading(b); });
  events.erase(std::unique(events.begin(), events.end(), is_same), events.end());
  std::sort(events.begin(), events.end(), [](const Event* a, const Event* b) { return is_earlier(*a, *b); });
}

}  // namespace aidiag
