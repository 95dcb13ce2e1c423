// SPDX-License-Identifier: Apache-2.0
// What a subject has one of: whose facts, records and name a rule about it may use. `Facts::link()` follows these
// links.
#pragma once

#include "aidiag/fact.hpp"

namespace aidiag {

/// Whether a subject of kind `from` has at most one `to` (itself included): its facts may be named.
bool has_one(About from, About to);
/// Whether it surely has that one: a container its pod and namespace, but not its node or workload.
bool always_has(About from, About to);
/// The kind of subject that a dotted name begins with: "node.pressure" is about the node.
std::optional<About> about_of(std::string_view name);

}  // namespace aidiag
