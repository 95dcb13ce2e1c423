// SPDX-License-Identifier: Apache-2.0
#include "facts/object_paths.hpp"

#include <algorithm>

namespace aidiag {

Json condition_of(const Object& object, std::string_view type) {
  for (const Json& condition : object.json()["status"]["conditions"].items()) {
    if (condition["type"].text() == type) return condition;
  }
  return {};
}

std::string condition_path(std::string_view type, std::string_view field) {
  return "status.conditions[" + std::string(type) + "]." + std::string(field);
}

std::optional<Time> unready_since(const Object& pod) {
  const auto since = parse_time(condition_of(pod, "Ready")["lastTransitionTime"].text());
  return std::max(since, pod.created);  // a missing one counts as earlier
}

std::string_view missing_kind(const Snapshot& snapshot, std::string_view kind, std::string_view ns) {
  return snapshot.coverage(kind, ns) == Coverage::complete ? std::string_view() : kind;
}

}  // namespace aidiag
