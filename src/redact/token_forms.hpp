// SPDX-License-Identifier: Apache-2.0
// Secrets that are known by their own form, wherever they stand: hf_..., AKIA..., a JWT, the password of a URL.
#pragma once

#include <cstddef>
#include <string>

namespace aidiag {

inline constexpr std::string_view kRedacted = "<redacted>";

/// Replaces them in `line`, and says how many there were.
std::size_t redact_tokens(std::string& line);

/// Replaces passwords of URLs, their signing parameters and secrets of the paths of webhooks; how many there were.
std::size_t redact_urls(std::string& line);

}  // namespace aidiag
