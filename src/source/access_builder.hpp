// SPDX-License-Identifier: Apache-2.0
// What the steps from a chosen cluster and user to an Access have in common: where they read, what they fill, and the
// first mistake. For access.cpp and access_user.cpp only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "source/access.hpp"
#include "source/access_choice.hpp"

namespace aidiag {

struct AccessBuilder {
  const AccessChoice& choice;
  const Host& host;
  Access& access;
  bool secure = false;   ///< the server speaks TLS; without it no credentials are sent
  std::string userinfo;  ///< of the server's address
  std::optional<Error> error;

  /// Keeps the first one.
  void fail(const std::string& message, const std::string& hint, ErrorKind kind = ErrorKind::bad_file) {
    if (!error) error = Error{kind, message, hint};
  }
  /// The text of the file or data of `field`, which must contain `mark`; `of` is whose it is, for messages.
  std::string content(const FileOrData& source, const std::string& field, const std::string& of, std::string_view mark);
};

/// Impersonation, certificate, token, password or credential plugin: client-go's validateAuthInfo and what follows it.
void take_user(AccessBuilder& build);

}  // namespace aidiag
