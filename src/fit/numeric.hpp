// SPDX-License-Identifier: Apache-2.0
// The operators Gt and Lt compare texts as whole numbers; a text that is none meets neither.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace aidiag {

inline std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

inline bool is_less(std::string_view a, std::string_view b) {
  const auto left = whole_number(a), right = whole_number(b);
  return left && right && *left < *right;
}

}  // namespace aidiag
