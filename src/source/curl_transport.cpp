// SPDX-License-Identifier: Apache-2.0
#include "source/curl_transport.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <list>
#include <utility>

#include "source/curl_failure.hpp"
#include "source/http_headers.hpp"
#include "source/http_trace.hpp"
#include "source/url.hpp"

namespace aidiag {
namespace {

// How long a look at the interrupted flag may be late.
constexpr int kMaxPollMs = 100;
// As client-go's dialer has it (transport/cache.go); bounds only where no limit is set.
constexpr Duration kConnectTimeout = seconds(30);

struct EasyDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct MultiDeleter {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;
using HeaderList = std::unique_ptr<curl_slist, ListDeleter>;

Time now() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return Time{std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

struct Transfer {
  HttpRequest request;
  Transport::Done done;
  Time due, started;
  HttpResponse response;
  bool too_large = false;
  std::vector<std::string> sent, received;  // headers, for the trace
  Easy easy;
  HeaderList headers;
  std::shared_ptr<const Identity> identity;  // libcurl reads its keys when it connects
  char detail[CURL_ERROR_SIZE] = {};

  bool take(std::string_view bytes) {
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

  // The rest of a line that lost its beginning is of no use.
  void trim_body() {
    if (!response.body_trimmed) return;
    std::string& body = response.body;
    if (body.size() > request.max_body) body.erase(0, body.size() - request.max_body);
    body.erase(0, std::min(body.find('\n'), body.size() - 1) + 1);
  }
};

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  return static_cast<Transfer*>(user)->take({data, size * count}) ? size * count : 0;
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::string_view line(data, size * count);
  if (line.rfind("HTTP/", 0) == 0) {
    // Only the last header block counts: one with status 1xx may have come before.
    transfer.received.clear();
    transfer.response.status = 0;
    const std::size_t space = line.find(' ');
    if (space != std::string_view::npos)
      transfer.response.status = std::atoi(std::string(line.substr(space + 1, 3)).c_str());
  }
  transfer.received.emplace_back(line.substr(0, line.find_last_not_of("\r\n") + 1));
  read_header(line, transfer.response);
  return size * count;
}

curl_blob blob_of(const std::string& bytes) {
  // Not copied: the text is owned by the Access or the Identity, which outlive the handle.
  return {const_cast<char*>(bytes.data()), bytes.size(), CURL_BLOB_NOCOPY};
}

long milliseconds(Duration d) { return static_cast<long>(std::max<std::int64_t>(d.us / 1000, 1)); }

}  // namespace

struct CurlTransport::State {
  Access access;
  std::string proxy;
  Url server;
  std::string user_agent;
  HttpTrace trace;
  const std::atomic<bool>* interrupted = nullptr;
  std::shared_ptr<const Identity> identity = std::make_shared<Identity>();
  std::unique_ptr<CURLM, MultiDeleter> multi;
  HeaderList connect_to;
  std::list<Transfer> waiting, running;
  bool stopping = false;

  // With --tls-server-name the URL carries that name, for SNI and the check of the certificate, and the connection
  // is led to the true host; Host stays the true one.
  [[nodiscard]] Url target() const {
    Url url = server;
    if (!access.tls_server_name.empty() && url.scheme == "https") url.host = access.tls_server_name;
    return url;
  }

  void prepare(Transfer& t) const {
    t.easy.reset(curl_easy_init());
    CURL* easy = t.easy.get();
    curl_easy_setopt(easy, CURLOPT_URL, (target().text() + t.request.path).c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 131072L);
    if (!access.disable_compression) curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(kConnectTimeout));
    if (t.request.timeout.us > 0) curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, milliseconds(t.request.timeout));
    curl_easy_setopt(easy, CURLOPT_PROXY, proxy.c_str());
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, t.detail);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &t);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &t);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, &t);
    if (connect_to) curl_easy_setopt(easy, CURLOPT_CONNECT_TO, connect_to.get());
    prepare_tls(t);
    prepare_headers(t);
  }

  void prepare_tls(Transfer& t) const {
    CURL* easy = t.easy.get();
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, access.insecure ? 0L : 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, access.insecure ? 0L : 2L);
    if (!access.ca_pem.empty()) {
      curl_blob ca = blob_of(access.ca_pem);
      curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &ca);
      // A certificate authority that is given is the only one; the system's folder would be added to it.
      curl_easy_setopt(easy, CURLOPT_CAINFO, nullptr);
      curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
    }
    if (t.identity->cert_pem.empty()) return;
    curl_blob cert = blob_of(t.identity->cert_pem), key = blob_of(t.identity->key_pem);
    curl_easy_setopt(easy, CURLOPT_SSLCERTTYPE, "PEM");
    curl_easy_setopt(easy, CURLOPT_SSLKEYTYPE, "PEM");
    curl_easy_setopt(easy, CURLOPT_SSLCERT_BLOB, &cert);
    curl_easy_setopt(easy, CURLOPT_SSLKEY_BLOB, &key);
    curl_easy_setopt(easy, CURLOPT_KEYPASSWD, "");  // else OpenSSL would ask on the terminal
  }

  void prepare_headers(Transfer& t) const {
    t.sent = {"Accept: " + t.request.accept, "User-Agent: " + user_agent};
    if (connect_to) t.sent.push_back("Host: " + server.authority());
    t.sent.insert(t.sent.end(), t.identity->headers.begin(), t.identity->headers.end());
    curl_slist* list = nullptr;
    for (const std::string& line : t.sent) list = curl_slist_append(list, line.c_str());
    t.headers.reset(list);
    curl_easy_setopt(t.easy.get(), CURLOPT_HTTPHEADER, list);
  }

  void start_due() {
    const Time time = now();
    for (auto it = waiting.begin(); it != waiting.end();) {
      const auto next = std::next(it);
      if (it->due <= time) {
        running.splice(running.end(), waiting, it);
        it->started = time;
        prepare(*it);
        curl_multi_add_handle(multi.get(), it->easy.get());
      }
      it = next;
    }
  }

  void finish_done() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;
      char* owner = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
      finish(*reinterpret_cast<Transfer*>(owner), code);
    }
  }

  void finish(Transfer& transfer, CURLcode code) {
    const auto it = std::find_if(running.begin(), running.end(), [&](const Transfer& t) { return &t == &transfer; });
    std::list<Transfer> one;
    one.splice(one.end(), running, it);
    if (code != CURLE_OK) explain(transfer, code);
    transfer.trim_body();
    curl_multi_remove_handle(multi.get(), transfer.easy.get());
    trace.log(server.text() + transfer.request.path, transfer.sent, transfer.received, transfer.response,
              now() - transfer.started);
    transfer.done(std::move(transfer.response));
  }

  void explain(Transfer& t, CURLcode code) const {
    if (t.too_large) {
      t.response.failure = HttpResponse::Failure::too_large;
      t.response.problem = "the answer is larger than " + std::to_string(t.request.max_body >> 20) + " MiB";
      return;
    }
    CURL* easy = t.easy.get();
    CurlOutcome outcome;
    outcome.code = code;
    outcome.detail = t.detail;
    long os_error = 0;
    curl_off_t connected = 0;
    curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &os_error);
    curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &outcome.verify_result);
    curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &outcome.proxy_status);
    curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
    outcome.os_error = static_cast<int>(os_error);
    outcome.no_connection = connected == 0 && (t.request.timeout.us == 0 || t.request.timeout > kConnectTimeout);
    explain_failure(outcome, access, proxy, t.response);
  }

  // The callbacks may start further requests: these end at once as well.
  void end_all() {
    stopping = true;
    const bool by_user = interrupted != nullptr && interrupted->load();
    while (!running.empty() || !waiting.empty()) {
      std::list<Transfer> one;
      std::list<Transfer>& from = running.empty() ? waiting : running;
      one.splice(one.end(), from, from.begin());
      Transfer& t = one.front();
      if (t.easy) curl_multi_remove_handle(multi.get(), t.easy.get());
      t.response = HttpResponse{};
      t.response.failure = HttpResponse::Failure::stopped;
      t.response.problem = by_user ? "interrupted" : "given up";
      t.done(std::move(t.response));
    }
  }

  [[nodiscard]] int poll_ms() const {
    Duration wait{kMaxPollMs * 1000};
    for (const Transfer& t : waiting) wait = std::min(wait, t.due - now());
    return static_cast<int>(std::max<std::int64_t>(wait.us, 0) / 1000);
  }
};

CurlTransport::CurlTransport(const Access& access, std::string proxy, const ConnectOptions& options)
    : state_(std::make_unique<State>()) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(initialised);
  state_->access = access;
  state_->proxy = std::move(proxy);
  state_->server = parse_url(access.server).value_or(Url{});
  state_->user_agent = options.user_agent;
  state_->trace = HttpTrace(options.verbosity, options.trace);
  state_->interrupted = options.interrupted;
  state_->multi.reset(curl_multi_init());
  curl_multi_setopt(state_->multi.get(), CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
  if (!access.tls_server_name.empty() && state_->server.scheme == "https") {
    Url real = state_->server;
    real.port = real.port_or_default();
    const std::string rule = "::" + real.authority();  // whatever the URL names, connect to this
    state_->connect_to.reset(curl_slist_append(nullptr, rule.c_str()));
  }
}

CurlTransport::~CurlTransport() {
  for (Transfer& t : state_->running) curl_multi_remove_handle(state_->multi.get(), t.easy.get());
}

void CurlTransport::set_identity(Identity identity) {
  state_->identity = std::make_shared<const Identity>(std::move(identity));
}

void CurlTransport::start(HttpRequest request, Duration delay, Done done) {
  Transfer& transfer = state_->waiting.emplace_back();
  transfer.request = std::move(request);
  transfer.done = std::move(done);
  transfer.due = now() + delay;
  transfer.identity = state_->identity;
  if (state_->stopping) return;
  state_->start_due();
  int running = 0;
  curl_multi_perform(state_->multi.get(), &running);  // the next page is asked for before this one is decoded
}

void CurlTransport::run() {
  State& s = *state_;
  while (!s.running.empty() || !s.waiting.empty()) {
    if (s.stopping || (s.interrupted != nullptr && s.interrupted->load())) {
      s.end_all();
      s.stopping = false;
      break;
    }
    s.start_due();
    int running = 0;
    curl_multi_perform(s.multi.get(), &running);
    s.finish_done();
    if (s.running.empty() && s.waiting.empty()) break;
    curl_multi_poll(s.multi.get(), nullptr, 0, s.poll_ms(), nullptr);
  }
}

void CurlTransport::stop() { state_->stopping = true; }

Time CurlTransport::clock() const { return now(); }

}  // namespace aidiag
