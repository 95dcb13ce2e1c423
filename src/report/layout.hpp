// SPDX-License-Identifier: Apache-2.0
// Lines on a terminal: widths in characters, wrapping with a hanging indent, colour. Knows nothing of reports.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aidiag {

/// Characters a text takes on a terminal: code points, not bytes; colours take none.
std::size_t display_width(std::string_view utf8);
/// `text` filled with spaces to `width`.
std::string padded(std::string_view text, std::size_t width);
/// Breaks at spaces so that no line is wider than `width`; a longer word stands alone on its line.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);
/// Cut to `width`, an ellipsis at the end if anything was cut.
std::string shortened(std::string_view text, std::size_t width, bool unicode);

enum class Ink { plain, red, yellow, green, cyan, dim, bold };
std::string inked(std::string_view text, Ink ink, bool color);

}  // namespace aidiag
