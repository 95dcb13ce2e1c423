// SPDX-License-Identifier: Apache-2.0
// What -v shows of an exchange, with kubectl's levels: 6 address, status and time; 7 request headers; 8 response
// headers and 1,024 bytes of the body; 9 10,240 bytes; 10 all of it. Credentials are masked.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "source/http.hpp"

namespace aidiag {

class HttpTrace {
 public:
  using Sink = std::function<void(std::string_view)>;
  HttpTrace() = default;
  HttpTrace(int verbosity, Sink sink) : verbosity_(sink ? verbosity : 0), sink_(std::move(sink)) {}

  /// Whether log() needs HttpResponse::body.
  [[nodiscard]] bool shows_bodies() const { return verbosity_ >= 8; }
  void log(const std::string& url, const std::vector<std::string>& sent, const std::vector<std::string>& received,
           const HttpResponse& response, Duration took) const;

 private:
  int verbosity_ = 0;
  Sink sink_;
};

/// "Authorization: Bearer abc" becomes "Authorization: Bearer <masked>".
std::string masked(const std::string& header);

}  // namespace aidiag
