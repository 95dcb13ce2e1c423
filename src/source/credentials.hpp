// SPDX-License-Identifier: Apache-2.0
// What each request carries to say who sends it, kept fresh: a token file is read again every minute, a credential
// plugin run again when its credential has expired or was refused. Credentials are kept in memory only.
#pragma once

#include <optional>

#include "source/access.hpp"
#include "source/curl_transport.hpp"
#include "source/exec_plugin.hpp"

namespace aidiag {

class Credentials {
 public:
  Credentials(const Access& access, const ConnectOptions& options, const Host& host)
      : access_(access), options_(options), host_(host) {}

  /// As of `now` (the machine's clock). The error (unauthorized, or bad_file for a token file) names the user.
  Result<Identity> current(Time now);
  /// The server answered 401: the next current() asks the plugin again.
  void refused() { credential_.reset(); }
  /// The way out of a 401, a full sentence: what was refused, where it came from, and whether it is over by `now`.
  [[nodiscard]] std::string hint(Time now) const;

 private:
  Status refresh_token_file(Time now);
  Status refresh_credential(Time now);
  [[nodiscard]] std::string origin_of_token() const;

  const Access& access_;
  const ConnectOptions& options_;
  const Host& host_;
  std::string file_token_;
  std::optional<Time> file_read_;
  std::optional<ExecCredential> credential_;
  std::optional<Time> plugin_end_;  // of what the plugin gave last, also if it was refused
};

/// Headers of a user that acts as somebody else.
std::vector<std::string> impersonation_headers(const Impersonation& as);

}  // namespace aidiag
