// SPDX-License-Identifier: Apache-2.0
// Operands: what a rule compares a fact with. A literal is read by the fact's type, not by YAML's opinion of it.
#pragma once

#include <string>
#include <variant>

#include "aidiag/rule.hpp"
#include "rules/tree.hpp"

namespace aidiag {

/// The value of a scalar as `type`, or what is wrong with it ("is a duration; write it like 10m").
std::variant<Value, std::string> parse_literal(Type type, const Tree& scalar);
/// The name in "{name}", or "" if the scalar is no reference.
std::string_view reference_in(const Tree& scalar);

}  // namespace aidiag
