// SPDX-License-Identifier: Apache-2.0
// What an answer that is not the wanted object says: the Status object of Kubernetes, or what a proxy or an
// aggregated server sends in its place (apimachinery pkg/api/errors, NewGenericServerResponse).
#pragma once

#include <string>

#include "source/http.hpp"

namespace aidiag {

struct ApiStatus {
  bool from_api_server = false;  ///< a Status object, or the plain 404 of an address nobody serves
  bool of_any_server = false;    ///< that plain 404, which every server written in Go gives
  std::string message;           ///< one line, never empty
  std::string reason;            ///< "Forbidden", "Expired"
  std::string object;            ///< details.name: set on the 404 of an object, not on that of a kind
  std::string continue_token;    ///< of a 410: how to read the rest
};

/// What a web page calls itself, or "a web page" if it does not; "" for a body that is none. A log-in page and a
/// gateway's error answer so.
std::string web_page(const std::string& body);

/// REQUIRES !response.ok(). A transport's failure is told in its own words.
ApiStatus read_status(const HttpResponse& response);

/// The first `max` bytes on one line, without control characters.
std::string one_line(std::string_view text, std::size_t max = 500);

}  // namespace aidiag
