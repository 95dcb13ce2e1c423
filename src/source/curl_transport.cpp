// SPDX-License-Identifier: Apache-2.0
#include "source/curl_transport.hpp"

#include <algorithm>
#include <list>
#include <utility>

#include "source/clock.hpp"
#include "source/curl_failure.hpp"
#include "source/curl_request.hpp"
#include "source/http_trace.hpp"

namespace aidiag {
namespace {

// How long a look at the interrupted flag may be late.
constexpr Duration kMaxPoll{100'000};

struct MultiDeleter {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};

// The subject alternative names of the certificate that the server showed, as libcurl writes them:
// "DNS:a, DNS:b, IP Address:10.0.0.1"; "" if it came to none.
std::string names_of_certificate(CURL* easy) {
  curl_certinfo* info = nullptr;
  if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &info) != CURLE_OK || info == nullptr || info->num_of_certs < 1) {
    return "";
  }
  constexpr std::string_view field = "X509v3 Subject Alternative Name:";
  for (const curl_slist* line = info->certinfo[0]; line != nullptr; line = line->next) {
    const std::string_view text(line->data);
    if (text.substr(0, field.size()) == field) return std::string(text.substr(field.size()));
  }
  return "";
}

}  // namespace

struct CurlTransport::State {
  RequestMaker maker;
  HttpTrace trace;
  const std::atomic<bool>* interrupted = nullptr;
  std::shared_ptr<const Identity> identity = std::make_shared<Identity>();
  std::unique_ptr<CURLM, MultiDeleter> multi{curl_multi_init()};
  std::list<Transfer> waiting, running;
  std::optional<Time> end;
  bool stopping = false;
  bool performing = false;  // libcurl allows no new request from within its callbacks

  State(const Access& access, std::string proxy, const ConnectOptions& options)
      : maker(access, std::move(proxy), options.user_agent),
        trace(options.verbosity, options.trace),
        interrupted(options.interrupted) {
    curl_multi_setopt(multi.get(), CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { abandon(); }

  void abandon() {
    for (const Transfer& t : running) curl_multi_remove_handle(multi.get(), t.easy.get());
    running.clear();
    waiting.clear();
    stopping = false;
    end.reset();
  }

  [[nodiscard]] bool is_interrupted() const { return interrupted != nullptr && interrupted->load(); }

  void start_due() {
    const Time time = steady_clock();
    for (auto it = waiting.begin(); it != waiting.end();) {
      const auto next = std::next(it);
      if (it->due <= time) {
        running.splice(running.end(), waiting, it);
        it->started = time;
        maker.prepare(*it);
        curl_multi_add_handle(multi.get(), it->easy.get());
      }
      it = next;
    }
  }

  void perform() {
    int still_running = 0;
    performing = true;
    curl_multi_perform(multi.get(), &still_running);
    performing = false;
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
    if (transfer.thrown) std::rethrow_exception(transfer.thrown);
    trace.log(maker.url_of(transfer.request), transfer.sent, transfer.received, transfer.response,
              steady_clock() - transfer.started);
    transfer.done(std::move(transfer.response));
  }

  void explain(Transfer& t, CURLcode code) const {
    if (t.too_large) {
      t.response.failure = HttpResponse::Failure::too_large;
      t.response.problem = "the answer of " + maker.access().server + " is larger than " +
                           std::to_string(t.request.max_body >> 20) + " MiB";
      return;
    }
    CURL* easy = t.easy.get();
    CurlOutcome outcome;
    outcome.code = code;
    outcome.detail = t.detail;
    long os_error = 0;
    curl_off_t connected = 0, reached = 0;
    curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &os_error);
    curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &outcome.verify_result);
    curl_easy_getinfo(easy, CURLINFO_PROXY_SSL_VERIFYRESULT, &outcome.proxy_verify);
    curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &outcome.proxy_status);
    curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
    curl_easy_getinfo(easy, CURLINFO_CONNECT_TIME_T, &reached);
    outcome.os_error = static_cast<int>(os_error);
    outcome.reached = reached != 0;
    outcome.names = names_of_certificate(easy);
    outcome.no_connection = connected == 0 && (t.request.timeout.us == 0 || t.request.timeout > kConnectTimeout);
    explain_failure(outcome, maker.access(), t.response);
  }

  // What the callbacks start meanwhile ends at once as well.
  void end_all(HttpResponse::Failure failure, const char* problem) {
    stopping = true;
    while (!running.empty() || !waiting.empty()) {
      std::list<Transfer>& from = running.empty() ? waiting : running;
      std::list<Transfer> one;
      one.splice(one.end(), from, from.begin());
      Transfer& t = one.front();
      if (t.easy) curl_multi_remove_handle(multi.get(), t.easy.get());
      HttpResponse response;
      response.failure = failure;
      response.problem = problem;
      t.done(std::move(response));
    }
    stopping = false;
    end.reset();
  }

  void wait() const {
    Duration longest = end ? std::min(kMaxPoll, *end - steady_clock()) : kMaxPoll;
    for (const Transfer& t : waiting) longest = std::min(longest, t.due - steady_clock());
    curl_multi_poll(multi.get(), nullptr, 0, static_cast<int>(std::max<std::int64_t>(longest.us, 0) / 1000), nullptr);
  }
};

CurlTransport::CurlTransport(const Access& access, std::string proxy, const ConnectOptions& options) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(initialised);
  state_ = std::make_unique<State>(access, std::move(proxy), options);
}

CurlTransport::~CurlTransport() = default;

void CurlTransport::set_identity(Identity identity) {
  state_->identity = std::make_shared<const Identity>(std::move(identity));
}

void CurlTransport::start(HttpRequest request, Duration delay, Done done) {
  Transfer& transfer = state_->waiting.emplace_back();
  transfer.request = std::move(request);
  if (state_->trace.shows_bodies()) transfer.request.on_body = nullptr;
  transfer.done = std::move(done);
  transfer.due = steady_clock() + delay;
  transfer.identity = state_->identity;
  if (state_->stopping || state_->performing) return;
  state_->start_due();
  state_->perform();  // on its way before the caller decodes what he has
}

void CurlTransport::run() {
  State& s = *state_;
  while (!s.running.empty() || !s.waiting.empty()) {
    using Failure = HttpResponse::Failure;
    if (s.stopping || s.is_interrupted())
      return s.end_all(Failure::stopped, s.is_interrupted() ? "interrupted" : "given up");
    if (s.end && steady_clock() >= *s.end) return s.end_all(Failure::timeout, "no answer in time");
    s.start_due();
    s.perform();
    s.finish_done();
    if (!s.running.empty() || !s.waiting.empty()) s.wait();
  }
  s.stopping = false;
  s.end.reset();
}

void CurlTransport::stop() { state_->stopping = true; }

void CurlTransport::end_by(Time time) { state_->end = time; }

void CurlTransport::abandon() { state_->abandon(); }

Time CurlTransport::clock() const { return steady_clock(); }

}  // namespace aidiag
