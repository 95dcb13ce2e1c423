// SPDX-License-Identifier: Apache-2.0
// Mistakes in the text of a YAML file that yaml-cpp passes over and kubectl does not, or that it explains badly.
#pragma once

#include <cstddef>
#include <string_view>

namespace aidiag {

/// Where a byte stands that is no text to kubectl: a control character, or what is not UTF-8. npos: nowhere, or the
/// text is marked as UTF-16 or UTF-32, which yaml-cpp decodes.
std::size_t find_no_text(std::string_view text);
/// Whether a quote begins there that is never closed: yaml-cpp then takes the rest of the file for its text.
bool is_open_quote(std::string_view text, std::size_t begin);
/// Whether a line, from 1, has a tab before its first word.
bool is_indented_with_a_tab(std::string_view text, int line);

}  // namespace aidiag
