// SPDX-License-Identifier: Apache-2.0
// Letters of names that are ASCII: of kinds, hosts, flags, file names. No locale has a say in them.
#pragma once

#include <string>
#include <string_view>

namespace aidiag {

inline std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace aidiag
