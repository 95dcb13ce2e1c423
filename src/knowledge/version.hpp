// SPDX-License-Identifier: Apache-2.0
// Versions as drivers and toolkits write them: two or three numbers.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace aidiag::knowledge {

/// 535.161.08 as {535, 161, 8}; what is not written is 0.
struct Version {
  int first = 0;
  int second = 0;
  int third = 0;
  friend constexpr auto operator<=>(const Version&, const Version&) = default;
};

/// The version that `text` begins with, of one to three numbers; what follows ("-rc1", "+gke") does not matter.
/// nullopt if it begins with no digit or has a number of more than six digits.
std::optional<Version> parse_version(std::string_view text);

/// "12.4": the first two numbers.
std::string to_text(const Version& version);

}  // namespace aidiag::knowledge
