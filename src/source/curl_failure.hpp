// SPDX-License-Identifier: Apache-2.0
// What a libcurl error means to the user of a cluster: the kind of failure, one phrase in the field's own words and
// the way out. "curl error 60" never reaches anybody.
#pragma once

#include <string>

#include "source/access.hpp"
#include "source/http.hpp"

namespace aidiag {

struct CurlOutcome {
  int code = 0;                ///< CURLcode, not CURLE_OK
  int os_error = 0;            ///< errno of a failed connect
  long verify_result = 0;      ///< X509_V_ERR_... of the server's certificate
  long proxy_verify = 0;       ///< the same of the proxy's
  long proxy_status = 0;       ///< the proxy's answer to CONNECT
  bool no_connection = false;  ///< a timeout: it was that of connecting
  bool reached = false;        ///< a connection came about: through a proxy, one to the proxy
  std::string detail;          ///< libcurl's own text
  std::string names;           ///< the names in the server's certificate, as far as it was seen
};

/// Fills failure, problem and hint. `response.status` says whether the answer had begun.
void explain_failure(const CurlOutcome& outcome, const Access& access, HttpResponse& response);

/// Which proxy is in the way and who named it, a full sentence; "" without a proxy.
std::string proxy_hint(const Access& access);

}  // namespace aidiag
