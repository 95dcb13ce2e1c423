// SPDX-License-Identifier: Apache-2.0
// Small readings that several families share.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aidiag/fact.hpp"

namespace aidiag {

/// The condition of that type in status.conditions; missing if there is none.
Json condition_of(const Object& object, std::string_view type);
/// When a pod that is not ready became so; of one that never was, when the kubelet first said so, else its creation.
std::optional<Time> unready_since(const Object& pod);
/// "status.conditions[Ready].status".
std::string condition_path(std::string_view type, std::string_view field);

/// Whether the lists that a count over pods needs are complete there; else what is missing.
/// `ns` empty: pods of all namespaces.
std::string_view missing_kind(const Snapshot& snapshot, std::string_view kind, std::string_view ns);

}  // namespace aidiag
