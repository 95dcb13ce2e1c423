// SPDX-License-Identifier: Apache-2.0
#include "source/curl_request.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "source/http_headers.hpp"

namespace aidiag {
namespace {

// What is thrown waits until libcurl has given up the transfer, as it does for a count of 0.
template <class Take>
std::size_t guarded(Transfer& transfer, Take take) noexcept {
  try {
    return take();
  } catch (...) {
    transfer.thrown = std::current_exception();
    return 0;
  }
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  return guarded(transfer, [&] { return transfer.take({data, size * count}) ? size * count : 0; });
}

int status_of(std::string_view status_line) {
  const std::size_t space = status_line.find(' ');
  if (space == std::string_view::npos) return 0;
  return std::atoi(std::string(status_line.substr(space + 1, 3)).c_str());
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::string_view line(data, size * count);
  return guarded(transfer, [&] {
    if (line.rfind("HTTP/", 0) == 0) {
      transfer.received.clear();  // what came before was the header of an answer with status 1xx
      transfer.response.status = status_of(line);
    }
    transfer.received.emplace_back(line.substr(0, line.find_last_not_of("\r\n") + 1));
    read_header(line, transfer.response);
    return line.size();
  });
}

// Not copied: the text is owned by the RequestMaker or the Identity, which outlive the handle.
curl_blob blob_of(const std::string& bytes) {
  return {const_cast<char*>(bytes.data()), bytes.size(), CURL_BLOB_NOCOPY};
}

// To libcurl a header without a value is one to leave out; it wants a semicolon to send it.
std::string for_curl(const std::string& header) {
  const std::size_t colon = header.find_last_not_of(' ');
  const bool empty = colon != std::string::npos && header[colon] == ':';
  return empty ? header.substr(0, colon) + ";" : header;
}

long milliseconds(Duration d) { return static_cast<long>(std::max<std::int64_t>(d.us / 1000, 1)); }

}  // namespace

bool Transfer::take(std::string_view bytes) {
  if (request.on_body && response.status == 200) {
    too_large = streamed + bytes.size() > request.max_body;
    if (too_large) return false;
    request.on_body(bytes, streamed == 0);
    streamed += bytes.size();
    return true;
  }
  std::string& body = response.body;
  body.append(bytes);
  if (body.size() <= request.max_body) return true;
  if (request.overflow == HttpRequest::Overflow::fail) {
    too_large = true;
    return false;
  }
  response.body_trimmed = true;
  if (body.size() > 2 * request.max_body) body.erase(0, body.size() - request.max_body);
  return true;
}

void Transfer::trim_body() {
  if (!response.body_trimmed) return;
  std::string& body = response.body;
  if (body.size() > request.max_body) body.erase(0, body.size() - request.max_body);
  const std::size_t line_end = body.find('\n');
  if (line_end != std::string::npos) body.erase(0, line_end + 1);
}

// With --tls-server-name the URL carries that name, for SNI and the check of the certificate, and the connection is
// led to the true host; the Host header stays the true one.
RequestMaker::RequestMaker(Access access, std::string proxy, std::string user_agent)
    : access_(std::move(access)), proxy_(std::move(proxy)), user_agent_(std::move(user_agent)) {
  server_ = parse_url(access_.server).value_or(Url{});
  target_ = server_;
  if (access_.tls_server_name.empty() || server_.scheme != "https") return;
  target_.host = access_.tls_server_name;
  Url real = server_;
  real.port = real.port_or_default();
  const std::string rule = "::" + real.authority();  // whatever the URL names, connect to this
  connect_to_.reset(curl_slist_append(nullptr, rule.c_str()));
}

void RequestMaker::prepare(Transfer& t) const {
  t.easy.reset(curl_easy_init());
  CURL* easy = t.easy.get();
  curl_easy_setopt(easy, CURLOPT_URL, (target_.text() + t.request.path).c_str());
  curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, t.request.alone ? 0L : 1L);
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, t.request.alone ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, t.request.alone ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, proxy_.c_str());
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(kConnectTimeout));
  if (t.request.timeout.us > 0) curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, milliseconds(t.request.timeout));
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, t.detail);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, &t);
  if (connect_to_) curl_easy_setopt(easy, CURLOPT_CONNECT_TO, connect_to_.get());
  prepare_body(t);
  prepare_tls(t);
  prepare_headers(t);
}

void RequestMaker::prepare_body(Transfer& t) const {
  CURL* easy = t.easy.get();
  if (!access_.disable_compression && t.request.compressed) curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 131072L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &t);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &t);
}

void RequestMaker::prepare_tls(Transfer& t) const {
  CURL* easy = t.easy.get();
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, access_.insecure ? 0L : 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, access_.insecure ? 0L : 2L);
  curl_easy_setopt(easy, CURLOPT_CERTINFO, 1L);  // names the certificate's names where they do not fit
  if (!access_.ca_pem.empty()) {
    curl_blob ca = blob_of(access_.ca_pem);
    curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &ca);
    // An authority that is given is the only one; the system's folder would be added to it.
    curl_easy_setopt(easy, CURLOPT_CAINFO, nullptr);
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  }
  prepare_proxy_tls(t);
  if (t.identity->cert_pem.empty()) return;
  curl_blob cert = blob_of(t.identity->cert_pem), key = blob_of(t.identity->key_pem);
  curl_easy_setopt(easy, CURLOPT_SSLCERTTYPE, "PEM");
  curl_easy_setopt(easy, CURLOPT_SSLKEYTYPE, "PEM");
  curl_easy_setopt(easy, CURLOPT_SSLCERT_BLOB, &cert);
  curl_easy_setopt(easy, CURLOPT_SSLKEY_BLOB, &key);
  curl_easy_setopt(easy, CURLOPT_KEYPASSWD, "");  // else OpenSSL would ask on the terminal
}

// A proxy that is spoken to by TLS is believed as the server is: Go has one configuration for both.
void RequestMaker::prepare_proxy_tls(Transfer& t) const {
  CURL* easy = t.easy.get();
  if (proxy_.rfind("https:", 0) != 0) return;
  curl_easy_setopt(easy, CURLOPT_PROXY_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_PROXY_SSL_VERIFYPEER, access_.insecure ? 0L : 1L);
  curl_easy_setopt(easy, CURLOPT_PROXY_SSL_VERIFYHOST, access_.insecure ? 0L : 2L);
  if (access_.ca_pem.empty()) return;
  curl_blob ca = blob_of(access_.ca_pem);
  curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO_BLOB, &ca);
  curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, nullptr);
  curl_easy_setopt(easy, CURLOPT_PROXY_CAPATH, nullptr);
}

void RequestMaker::prepare_headers(Transfer& t) const {
  t.sent = {"Accept: " + t.request.accept, "User-Agent: " + user_agent_};
  if (connect_to_) t.sent.push_back("Host: " + server_.authority());
  t.sent.insert(t.sent.end(), t.identity->headers.begin(), t.identity->headers.end());
  curl_slist* list = nullptr;
  for (const std::string& line : t.sent) list = curl_slist_append(list, for_curl(line).c_str());
  t.headers.reset(list);
  curl_easy_setopt(t.easy.get(), CURLOPT_HTTPHEADER, list);
}

}  // namespace aidiag
