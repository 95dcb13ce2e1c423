// SPDX-License-Identifier: Apache-2.0
// From the tree of `when:` to a Condition. Says of every test whether its fact or field exists, can be seen from the
// subject, and is compared with something of its own type.
#pragma once

#include "aidiag/rule.hpp"
#include "rules/read_comparison.hpp"

namespace aidiag {

/// Reads a list of tests that must all hold for a subject of kind `about`.
Condition read_when(const Tree& list, About about, Reader& reader);

}  // namespace aidiag
