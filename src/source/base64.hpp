// SPDX-License-Identifier: Apache-2.0
// Base64 as Go's encoding/base64.StdEncoding reads and writes it: padded, line ends ignored.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aidiag {

/// nullopt for anything that is not base64.
std::optional<std::string> base64_decode(std::string_view text);
std::string base64_encode(std::string_view bytes);

}  // namespace aidiag
