// SPDX-License-Identifier: Apache-2.0
// The parts of a server's or proxy's address. Query and fragment are dropped, as client-go does with a server's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aidiag {

struct Url {
  std::string scheme;    ///< lower case
  std::string userinfo;  ///< "user:password" as written, or empty
  std::string host;      ///< without the brackets of an IPv6 address
  std::string port;      ///< empty: the scheme's own
  std::string path;      ///< "" or "/a/b", as Go cleans it: no empty or dotted parts, no slash at the end

  [[nodiscard]] std::string port_or_default() const;
  /// "host:port" as in a URL; without the port where none was given.
  [[nodiscard]] std::string authority() const;
  /// Without userinfo, so that it can be shown.
  [[nodiscard]] std::string text() const { return scheme + "://" + authority() + path; }
};

/// nullopt: no scheme, no host, or a port that is no number.
std::optional<Url> parse_url(std::string_view text);

/// "%41b" as "Ab"; what is no escape stays.
std::string percent_decode(std::string_view text);

/// Everything but letters, digits and -._~ as %XX.
std::string percent_encode(std::string_view text);

}  // namespace aidiag
