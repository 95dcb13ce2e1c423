// SPDX-License-Identifier: Apache-2.0
#include "source/base64.hpp"

#include <cstdint>

namespace aidiag {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::optional<std::string> base64_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int count = 0, padding = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r') continue;
    const std::size_t value = kAlphabet.find(c);
    if (c == '=') {
      if (++padding > 2 || count < 2) return std::nullopt;
    } else if (value == std::string_view::npos || padding > 0) {
      return std::nullopt;
    }
    bits = bits << 6 | static_cast<std::uint32_t>(c == '=' ? 0 : value);
    if (++count < 4) continue;
    for (int i = 0; i < 3 - padding; ++i) out.push_back(static_cast<char>(bits >> (16 - 8 * i) & 0xff));
    bits = 0;
    count = 0;
    if (padding > 0) padding = 3;  // nothing may follow
  }
  if (count != 0) return std::nullopt;
  return out;
}

std::string base64_encode(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      bits = bits << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out.push_back(i + j <= bytes.size() ? kAlphabet[bits >> (18 - 6 * j) & 63] : '=');
    }
  }
  return out;
}

}  // namespace aidiag
