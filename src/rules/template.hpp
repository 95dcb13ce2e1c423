// SPDX-License-Identifier: Apache-2.0
// Texts with {placeholders}. A placeholder begins with a letter, so that a jsonpath ({.status.phase}) is none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aidiag/rule.hpp"

namespace aidiag {

/// The name of the placeholder that begins at `at` (a brace), or "" if none does. `{end}` is jsonpath's.
std::string_view placeholder_at(std::string_view text, std::size_t at);
/// Finds the placeholders of `text`.
Template parse_template(std::string_view text);

/// What a placeholder stands for in a match: a captured text, a subject's name or a fact; nullopt if it is empty.
std::optional<std::string> fill_placeholder(std::string_view name, const Match& match, const Facts& facts);
/// Replaces the placeholders of `text`; nullopt if one is empty.
std::optional<std::string> fill(std::string_view text, const Match& match, const Facts& facts);

}  // namespace aidiag
