// SPDX-License-Identifier: Apache-2.0
// Cluster text made harmless, in this one place. A log line or a name can carry escape sequences that a terminal
// obeys (CVE-2021-25743 of kubectl), characters that turn the reading direction, bytes that are no UTF-8, and
// secrets. What is removed is replaced visibly, so that a quote never looks whole when it is not.
#include <algorithm>
#include <cstdint>

#include "aidiag/report.hpp"
#include "redact/redact.hpp"

namespace aidiag {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

/// Length of the escape sequence that starts at `at` (text[at] is ESC): CSI, OSC up to BEL or ST, or two bytes.
std::size_t escape_length(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size()) return 1;
  const char kind = text[at + 1];
  if (kind == '[') {
    std::size_t end = at + 2;
    while (end < text.size() && text[end] >= 0x20 && text[end] < 0x40) ++end;
    return std::min(end + 1, text.size()) - at;
  }
  if (kind == ']' || kind == 'P' || kind == '_' || kind == '^') {
    for (std::size_t end = at + 2; end < text.size(); ++end) {
      if (text[end] == '\a') return end + 1 - at;
      if (text[end] == '\n') return end - at;
      if (text[end] == '\x1b' && end + 1 < text.size() && text[end + 1] == '\\') return end + 2 - at;
    }
    return text.size() - at;
  }
  return 2;
}

/// Bytes of the well-formed UTF-8 sequence at `at`, 0 if there is none; its code point in `point`. Table 3-7 of
/// Unicode.
std::size_t utf8_length(std::string_view text, std::size_t at, std::uint32_t& point) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first >= 0x80 && (first < 0xC2 || first > 0xF4)) return 0;
  if (at + length > text.size()) return 0;
  point = length == 1 ? first : first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
    point = point << 6 | (byte(at + i) & 0x3FU);
  }
  const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
  const bool outside = point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF);
  return overlong || outside ? 0 : length;
}

bool is_invisible_control(std::uint32_t point) {
  return (point >= 0x80 && point < 0xA0) || (point >= 0x200B && point <= 0x200F) ||
         (point >= 0x202A && point <= 0x202E) || (point >= 0x2060 && point <= 0x2069) || point == 0xFEFF;
}

std::string printable(std::string_view text, bool multiline) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '\x1b') {
      at += escape_length(text, at);
      continue;
    }
    std::uint32_t point = 0;
    const std::size_t length = utf8_length(text, at, point);
    if (length == 0) {
      out += replacement;
      ++at;
      continue;
    }
    if (c == '\n' && multiline) {
      out += '\n';
    } else if (c == '\n' || c == '\t' || c == '\r') {
      out += ' ';
    } else if (point < 0x20 || point == 0x7F || is_invisible_control(point)) {
      out += replacement;
    } else {
      out += text.substr(at, length);
    }
    at += length;
  }
  return out;
}

}  // namespace

std::string clean(std::string_view text, bool multiline) { return redact_text(printable(text, multiline)); }

}  // namespace aidiag
