// SPDX-License-Identifier: Apache-2.0
// Which proxy a request goes through, computed here because libcurl's own idea differs from Go's: it honours
// ALL_PROXY, ignores an upper-case HTTP_PROXY and sends loopback addresses to a proxy
// (golang.org/x/net/http/httpproxy, client-go transport/cache.go).
#pragma once

#include <string>

#include "aidiag/result.hpp"
#include "source/host.hpp"
#include "source/url.hpp"

namespace aidiag {

struct Proxy {
  std::string address;   ///< as libcurl takes it, with its login; empty: none
  std::string named_by;  ///< "HTTPS_PROXY", "https_proxy", ..., "proxy-url"
};

/// `proxy_url` (the kubeconfig's) always applies; else the environment's HTTPS_PROXY or HTTP_PROXY, less what NO_PROXY
/// and loopback take out.
Result<Proxy> choose_proxy(const Url& server, const std::string& proxy_url, const Host& host);

}  // namespace aidiag
