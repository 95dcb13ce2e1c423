// SPDX-License-Identifier: Apache-2.0
// Which unquoted words are no texts to kubectl: those that YAML 1.1, as go-yaml reads it, takes for null, a boolean or
// a number.
#pragma once

#include <string_view>

namespace aidiag {

bool is_yaml_null(std::string_view word);
bool is_yaml_true(std::string_view word);
bool is_yaml_false(std::string_view word);
bool is_yaml_number(std::string_view word);

}  // namespace aidiag
