// SPDX-License-Identifier: Apache-2.0
#include "report/layout.hpp"

namespace aidiag {

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  bool in_colour = false;
  for (const char c : utf8) {
    if (c == '\x1b') in_colour = true;
    if (!in_colour) width += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (in_colour && c == 'm') in_colour = false;
  }
  return width;
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  const std::size_t have = display_width(text);
  if (have < width) out.append(width - have, ' ');
  return out;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t start = text.find_first_not_of(' ', at);
    if (start == std::string_view::npos) break;
    const std::size_t end = std::min(text.find(' ', start), text.size());
    const std::string_view word = text.substr(start, end - start);
    if (!line.empty() && display_width(line) + 1 + display_width(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
    at = end;
  }
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string shortened(std::string_view text, std::size_t width, bool unicode) {
  if (display_width(text) <= width) return std::string(text);
  const std::string_view dots = unicode ? "\u2026" : "...";
  const std::size_t keep = width > display_width(dots) ? width - display_width(dots) : 0;
  std::size_t seen = 0;
  std::size_t bytes = 0;
  while (bytes < text.size()) {
    if ((static_cast<unsigned char>(text[bytes]) & 0xC0) != 0x80 && seen++ == keep) break;
    ++bytes;
  }
  return std::string(text.substr(0, bytes)) + std::string(dots);
}

std::string inked(std::string_view text, Ink ink, bool color) {
  if (!color || ink == Ink::plain) return std::string(text);
  const char* code = "0";
  switch (ink) {
    case Ink::red:
      code = "31";
      break;
    case Ink::yellow:
      code = "33";
      break;
    case Ink::green:
      code = "32";
      break;
    case Ink::cyan:
      code = "36";
      break;
    case Ink::dim:
      code = "2";
      break;
    case Ink::bold:
      code = "1";
      break;
    case Ink::plain:
      break;
  }
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

}  // namespace aidiag
