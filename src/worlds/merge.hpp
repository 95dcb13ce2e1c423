// SPDX-License-Identifier: Apache-2.0
// A world's YAML as JSON, and the merging of what a world gives into a template: maps deep; lists of maps by their
// `name`, else `type`, else `key`, else port; other lists replaced; null deletes. Times such as -10m become moments.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "aidiag/value.hpp"
#include "rules/tree.hpp"

namespace aidiag {

using WorldJson = nlohmann::json;

/// `now` of every world.
Time world_now();
/// "-10m", "-2d" as a moment before now; anything else is returned as it is.
std::string world_time(const std::string& text);

/// Plain scalars become booleans, whole numbers or null where YAML and Kubernetes agree that they are; the values of
/// keys that end in Time, Timestamp or At may be written as -10m.
WorldJson world_json(const Tree& tree);
void merge_into(WorldJson& target, const WorldJson& patch);

}  // namespace aidiag
