// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace aidiag::cli {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

int terminal_width() {
  winsize size = {};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 100;
  return std::clamp<int>(size.ws_col, 80, 120);
}

// The first of the variables that is set decides, as in setlocale(3).
bool shows_unicode() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string_view value = environment(name);
    if (value.empty()) continue;
    return value.find("UTF-8") != std::string_view::npos || value.find("utf8") != std::string_view::npos;
  }
  return false;
}

}  // namespace

Style style_for(Color color) {
  const bool terminal = ::isatty(STDOUT_FILENO) != 0;
  Style style;
  style.width = terminal ? terminal_width() : 100;
  style.unicode = shows_unicode();
  style.color = color == Color::always || (color == Color::automatic && terminal && environment("NO_COLOR").empty() &&
                                           environment("TERM") != "dumb");
  return style;
}

}  // namespace aidiag::cli
