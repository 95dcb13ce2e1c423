// SPDX-License-Identifier: Apache-2.0
// One try of one request as libcurl sees it: the handle with all its settings, and what comes back.
#pragma once

#include <curl/curl.h>

#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "source/access.hpp"
#include "source/curl_transport.hpp"
#include "source/http.hpp"
#include "source/url.hpp"

namespace aidiag {

struct EasyDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, ListDeleter>;

/// How long a connection may take to stand: as client-go's dialer has it (transport/cache.go). It bounds only where
/// no shorter limit is set.
inline constexpr Duration kConnectTimeout = seconds(30);

/// Not copied or moved: the handle points into it.
struct Transfer {
  HttpRequest request;
  Transport::Done done;
  Time due{}, started{};
  HttpResponse response;
  std::size_t streamed = 0;  ///< bytes given to request.on_body
  bool too_large = false;
  std::exception_ptr thrown;                 ///< by who takes the answer: libcurl is C, nothing may fly through it
  std::vector<std::string> sent, received;   ///< headers, for the trace
  std::shared_ptr<const Identity> identity;  ///< libcurl reads its keys when it connects
  HeaderList headers;
  char detail[CURL_ERROR_SIZE] = {};
  std::unique_ptr<CURL, EasyDeleter> easy;

  /// Takes a piece of the body; false when it is too much.
  bool take(std::string_view bytes);
  /// Of a body that lost its beginning, drops the rest of the line it lost it in.
  void trim_body();
};

/// Makes the handles for requests to one server.
class RequestMaker {
 public:
  RequestMaker(Access access, std::string proxy, std::string user_agent);
  /// Sets up `transfer.easy`, which fills `transfer` while it runs.
  void prepare(Transfer& transfer) const;

  [[nodiscard]] const Access& access() const { return access_; }
  [[nodiscard]] std::string url_of(const HttpRequest& request) const { return server_.text() + request.path; }

 private:
  void prepare_body(Transfer& transfer) const;
  void prepare_tls(Transfer& transfer) const;
  void prepare_proxy_tls(Transfer& transfer) const;
  void prepare_headers(Transfer& transfer) const;

  Access access_;
  std::string proxy_, user_agent_;
  Url server_, target_;
  HeaderList connect_to_;
};

}  // namespace aidiag
