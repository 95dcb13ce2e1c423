// SPDX-License-Identifier: Apache-2.0
#include "knowledge/version.hpp"

#include <charconv>

namespace aidiag::knowledge {

std::optional<Version> parse_version(std::string_view text) {
  Version version;
  int* const parts[] = {&version.first, &version.second, &version.third};
  for (int* const part : parts) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *part);
    const auto length = static_cast<std::size_t>(end - text.data());
    if (error != std::errc() || *part < 0 || length > 6) return std::nullopt;
    text.remove_prefix(length);
    if (text.size() < 2 || text[0] != '.' || text[1] < '0' || text[1] > '9') break;
    text.remove_prefix(1);
  }
  return version;
}

std::string to_text(const Version& version) {
  return std::to_string(version.first) + "." + std::to_string(version.second);
}

}  // namespace aidiag::knowledge
