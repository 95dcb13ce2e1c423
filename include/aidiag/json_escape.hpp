// SPDX-License-Identifier: Apache-2.0
// Texts as they stand inside of the quotes of a JSON string.
#pragma once

#include <string>
#include <string_view>

namespace aidiag {

/// Appends `text` without quotes around it. Line ends and tabs are \n and \t, other control characters \u00XX; bytes
/// from 128 on stay as they are.
void append_json_escaped(std::string& out, std::string_view text);

}  // namespace aidiag
