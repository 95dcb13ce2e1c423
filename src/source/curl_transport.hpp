// SPDX-License-Identifier: Apache-2.0
// The Transport over libcurl: one multi handle, HTTP/2 with all requests on one connection where the server speaks
// it, TLS 1.2 or newer, keys and certificates from memory only. Redirects are not followed: they would carry the
// credentials elsewhere.
#pragma once

#include <memory>

#include "aidiag/cluster.hpp"
#include "source/access.hpp"
#include "source/http.hpp"

namespace aidiag {

/// What a request carries to say who sends it.
struct Identity {
  std::vector<std::string> headers;  ///< "Authorization: Bearer ..."
  std::string cert_pem, key_pem;
};

class CurlTransport final : public Transport {
 public:
  /// `access.server` is a valid address; `proxy` is choose_proxy()'s.
  CurlTransport(const Access& access, std::string proxy, const ConnectOptions& options);
  ~CurlTransport() override;
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  /// For all requests started from now on.
  void set_identity(Identity identity);

  void start(HttpRequest request, Duration delay, Done done) override;
  void run() override;
  void stop() override;
  void end_by(Time time) override;
  void abandon() override;
  [[nodiscard]] Time clock() const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace aidiag
