// SPDX-License-Identifier: Apache-2.0
// HTTP as the readers see it. There is no method in a request: only GET exists here, so nothing above can change a
// cluster. A Transport makes one try per request and judges nothing; retries and lanes are in dispatcher.hpp.
// Tests put an in-memory Transport with a clock of its own in curl's place.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/value.hpp"

namespace aidiag {

struct HttpRequest {
  std::string path;    ///< path and query below the server's own prefix, already escaped
  std::string accept;  ///< Accept header
  Duration timeout;    ///< of the whole try with its body; 0: none
  std::size_t max_body = 256u << 20;
  /// What happens beyond max_body: the try fails, or (logs) only the last max_body bytes are kept.
  enum class Overflow { fail, keep_last } overflow = Overflow::fail;
  Duration delay{};        ///< of the first try
  bool compressed = true;  ///< as gzip, if the server likes
  bool alone = false;      ///< on a connection that nothing else uses
  /// Takes the body of a 200 piece by piece as it comes, in place of HttpResponse::body; `first` begins a try, also one
  /// after another that broke off. A Transport may as well give the body as a whole.
  std::function<void(std::string_view piece, bool first)> on_body{};
  /// Whether what on_body was given can be all of it. libcurl takes an HTTP/2 answer for complete that ended with its
  /// connection; what cannot be complete counts as Failure::cut.
  std::function<bool()> may_be_whole{};
};

struct HttpResponse {
  enum class Failure {
    none,       ///< a complete answer of whatever status
    resolve,    ///< the server's or proxy's name cannot be resolved
    connect,    ///< nobody listens, or there is no way there
    tls,        ///< no secure connection: certificates do not fit
    timeout,    ///< HttpRequest::timeout is over
    reset,      ///< the connection ended before the first byte of an answer
    cut,        ///< the connection ended within the answer
    too_large,  ///< more than HttpRequest::max_body
    stopped,    ///< the user interrupted, or stop() was called
  };
  Failure failure = Failure::none;
  std::string problem;  ///< for a failure: what went wrong, one phrase, no secrets
  std::string hint;     ///< for a failure: the way out, a full sentence, or empty
  int status = 0;       ///< 0 if no answer came
  std::string body;
  bool body_trimmed = false;                ///< keep_last: bytes were dropped in front
  std::optional<std::int64_t> retry_after;  ///< seconds
  std::optional<Time> date;
  std::vector<std::string> warnings;  ///< texts of Warning headers
  std::string location;               ///< of a redirect, as sent

  [[nodiscard]] bool ok() const { return failure == Failure::none && status == 200; }
};

class Transport {
 public:
  using Done = std::function<void(HttpResponse)>;
  virtual ~Transport() = default;

  /// Sends the request after `delay`. `done` is called once, from run(); it and on_body may start further ones.
  virtual void start(HttpRequest request, Duration delay, Done done) = 0;
  /// Returns when no request is left.
  virtual void run() = 0;
  /// Ends every request, also those that wait for their delay, with Failure::stopped.
  virtual void stop() = 0;
  /// Until run() returns: what is still out at that time, by clock(), ends with Failure::timeout, whatever its own
  /// limit.
  virtual void end_by(Time time) = 0;
  /// Forgets every request that is left; no `done` is called. What on_body and `done` throw comes out of run(), and
  /// leaves the others where they are.
  virtual void abandon() = 0;
  /// A clock that only goes forward; its zero means nothing.
  [[nodiscard]] virtual Time clock() const = 0;
};

}  // namespace aidiag
