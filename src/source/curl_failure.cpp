// SPDX-License-Identifier: Apache-2.0
#include "source/curl_failure.hpp"

#include <curl/curl.h>
#include <openssl/x509_vfy.h>

#include <cerrno>
#include <utility>

#include "source/api_status.hpp"

namespace aidiag {
namespace {

using Failure = HttpResponse::Failure;

bool contains(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

class Explainer {
 public:
  Explainer(const CurlOutcome& outcome, const Access& access, HttpResponse& response)
      : outcome_(outcome), access_(access), proxy_(access.proxy), response_(response) {}

  void run() {
    if (outcome_.proxy_status == 407) {
      return set(Failure::connect, "the proxy " + proxy_ + " wants a user name and a password (HTTP 407)",
                 "Write them into its address as user:password@host. " + proxy_hint(access_));
    }
    if (outcome_.proxy_status >= 300) {
      return set(Failure::connect,
                 "the proxy " + proxy_ + " refuses the way to " + access_.server + ": HTTP " +
                     std::to_string(outcome_.proxy_status),
                 proxy_hint(access_));
    }
    switch (outcome_.code) {
      case CURLE_COULDNT_RESOLVE_HOST:
        return set_for_server(Failure::resolve, "the host name of " + access_.server + " cannot be resolved",
                              "Check the network or VPN, and " + access_.server_origin + ".");
      case CURLE_COULDNT_RESOLVE_PROXY:
        return set(Failure::resolve, "the host name of the proxy " + proxy_ + " cannot be resolved",
                   proxy_hint(access_));
      case CURLE_COULDNT_CONNECT:
      case CURLE_PROXY:
        return connect();
      case CURLE_OPERATION_TIMEDOUT:
        if (outcome_.no_connection) return connect();
        return set(Failure::timeout, "no complete answer in time", "");
      case CURLE_PEER_FAILED_VERIFICATION:
        return certificate();
      case CURLE_SSL_CONNECT_ERROR:
        return handshake();
      case CURLE_SSL_CERTPROBLEM:
        return set(Failure::tls,
                   "the client certificate or key of " + access_.user_origin + " cannot be used" + detail(),
                   "Do client-certificate and client-key belong together?");
      case CURLE_SSL_CACERT_BADFILE:
        return set(Failure::tls, access_.ca_origin + " cannot be used" + detail(), "");
      default:
        return broken();
    }
  }

 private:
  void set(Failure failure, std::string problem, std::string hint) {
    response_.failure = failure;
    response_.problem = std::move(problem);
    response_.hint = std::move(hint);
  }

  [[nodiscard]] std::string detail() const { return outcome_.detail.empty() ? "" : " (" + outcome_.detail + ")"; }

  // A failure of the server that a proxy on the way may have made.
  void set_for_server(Failure failure, std::string problem, std::string hint) {
    if (proxy_.empty()) return set(failure, std::move(problem), std::move(hint));
    set(failure, problem + " (through the proxy " + proxy_ + ")",
        hint + (hint.empty() ? "" : " ") + proxy_hint(access_));
  }

  void connect() {
    const std::string target = proxy_.empty() ? access_.server : "the proxy " + proxy_;
    const std::string hint =
        proxy_.empty() ? "Is the cluster running, and is this the right address? " + address() : proxy_hint(access_);
    if (outcome_.code == CURLE_PROXY || (!proxy_.empty() && outcome_.reached)) {
      return set(Failure::connect, target + " does not open the way to " + access_.server + detail(), hint);
    }
    switch (outcome_.os_error) {
      case ECONNREFUSED:
        return set(Failure::connect, target + " refuses connections", hint);
      case ENETUNREACH:
      case EHOSTUNREACH:
        return set(Failure::connect, "there is no way to " + target + ": host or network unreachable", hint);
      default:
        return set(Failure::connect, target + " cannot be reached" + detail(), hint);
    }
  }

  [[nodiscard]] bool plain_http() const { return access_.server.rfind("http:", 0) == 0; }

  [[nodiscard]] std::string address() const { return "It is " + access_.server_origin + "."; }

  void certificate() {
    const std::string authority = access_.ca_pem.empty() ? "an authority that this system knows" : access_.ca_origin;
    if (outcome_.proxy_verify != X509_V_OK) {
      return set(Failure::tls,
                 "the certificate of the proxy " + proxy_ + " is not signed by " + authority +
                     ", has expired or is not its own",
                 proxy_hint(access_));
    }
    const std::string whose = "the certificate of " + access_.server;
    switch (outcome_.verify_result) {
      case X509_V_OK:  // the chain is good, so it was the name
      case X509_V_ERR_UNSPECIFIED:
      case X509_V_ERR_HOSTNAME_MISMATCH:
      case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return wrong_name(whose);
      case X509_V_ERR_CERT_HAS_EXPIRED:
        return set_for_server(Failure::tls, whose + " has expired",
                              "Renew it on the server; check the clock of this machine too. " + address());
      case X509_V_ERR_CERT_NOT_YET_VALID:
        return set_for_server(Failure::tls, whose + " is not valid yet",
                              "Is the clock of this machine right? " + address());
      default:
        return set_for_server(Failure::tls, whose + " is not signed by " + authority,
                              access_.ca_pem.empty() ? "Is this the right cluster? " + access_.cluster_origin +
                                                           " names no certificate-authority."
                                                     : "Is this the right cluster?");
    }
  }

  void wrong_name(const std::string& whose) {
    const std::string wanted =
        access_.tls_server_name.empty() ? "this host name" : "the name " + access_.tls_server_name;
    const std::string names = outcome_.names.empty() ? "" : ", but for " + one_line(outcome_.names, 300);
    set_for_server(Failure::tls, whose + " is not made out for " + wanted + names,
                   "If the server is the right one, give a name in its certificate as --tls-server-name. " + address());
  }

  void handshake() {
    if (proxy_.rfind("https:", 0) == 0 && outcome_.proxy_status == 0) {
      return set(Failure::tls, "no secure connection to the proxy " + proxy_ + detail(),
                 "Its address may be meant to begin with http://. " + proxy_hint(access_));
    }
    if (contains(outcome_.detail, "wrong version number") || contains(outcome_.detail, "http request") ||
        contains(outcome_.detail, "packet length too long")) {
      return set_for_server(Failure::tls, access_.server + " does not speak TLS",
                            "It may be meant to begin with http://. " + address());
    }
    if (contains(outcome_.detail, "protocol version") || contains(outcome_.detail, "unsupported protocol")) {
      return set_for_server(Failure::tls,
                            access_.server + " speaks TLS 1.1 or older, and TLS 1.2 is the least that is safe",
                            "Update what serves it. " + address());
    }
    if (contains(outcome_.detail, "alert")) return alert();
    set_for_server(Failure::tls, "no secure connection to " + access_.server + detail(), address());
  }

  void alert() {
    const bool about_us = contains(outcome_.detail, "certificate") || contains(outcome_.detail, "unknown ca");
    if (!about_us)
      return set_for_server(Failure::tls, access_.server + " ended the TLS handshake" + detail(), address());
    set_for_server(Failure::tls,
                   access_.server + " does not accept the client certificate of " + access_.user_origin + detail(),
                   "It may have expired, or belong to another cluster.");
  }

  void broken() {
    // OpenSSL reports the server's verdict on our certificate only with the first read (TLS 1.3).
    if (response_.status == 0 && contains(outcome_.detail, "alert")) return alert();
    if (response_.status == 0)
      return set_for_server(Failure::reset, "the connection to " + access_.server + " was closed without an answer",
                            (plain_http() ? "It may be meant to begin with https://. " : "") + address());
    if (outcome_.code == CURLE_BAD_CONTENT_ENCODING) {
      return set_for_server(Failure::cut, "what " + access_.server + " answers is not compressed as it says" + detail(),
                            "--disable-compression asks for it as it is. " + address());
    }
    set_for_server(Failure::cut, "the connection to " + access_.server + " broke in the middle of the answer",
                   address());
  }

  const CurlOutcome& outcome_;
  const Access& access_;
  const std::string& proxy_;
  HttpResponse& response_;
};

}  // namespace

void explain_failure(const CurlOutcome& outcome, const Access& access, HttpResponse& response) {
  Explainer(outcome, access, response).run();
}

std::string proxy_hint(const Access& access) {
  if (access.proxy.empty()) return "";
  const std::string named = "The proxy is named by " + access.proxy_origin;
  return access.proxy_url.empty() ? named + "; NO_PROXY takes hosts out." : named + ".";
}

}  // namespace aidiag
