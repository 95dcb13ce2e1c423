// SPDX-License-Identifier: Apache-2.0
#include "source/cluster_source.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "source/curl_failure.hpp"
#include "source/url.hpp"

namespace aidiag {
namespace {

void start(Wave& wave, const Read& read, Outcome& outcome) {
  switch (read.what) {
    case Read::What::list:
      return start_list(wave, read, outcome);
    case Read::What::get:
      return start_object(wave, read, outcome);
    case Read::What::log:
      return start_log(wave, read, outcome);
  }
}

// However a wave ends, no request may outlive what its answer goes to.
struct NothingLeft {
  Transport& transport;
  explicit NothingLeft(Transport& t) : transport(t) {}
  NothingLeft(const NothingLeft&) = delete;
  NothingLeft& operator=(const NothingLeft&) = delete;
  ~NothingLeft() { transport.abandon(); }
};

}  // namespace

ClusterSource::ClusterSource(Access access, const ConnectOptions& options, Transport& transport, Login login)
    : access_(std::move(access)), options_(options), transport_(transport), login_(std::move(login)) {
  tally_.warnings = access_.warnings;
}

Status ClusterSource::read(const std::vector<Read>& reads, SnapshotBuilder& into) {
  if (auto ready = login_.prepare(); !ready.ok()) return std::move(ready).error().within(access_.place());
  const bool first = !look_began_;
  tally_.unauthorized = false;
  tally_.first_failure.reset();
  Dispatcher::Bounds limits = bounds();
  limits.share = share_of_time();
  Dispatcher dispatcher(transport_, limits);
  if (something_read_) dispatcher.hold_back();
  DecodeThread decoder;
  Wave wave{dispatcher,           transport_,        into,       decoder, served_, tally_, options_.max_body,
            options_.log_timeout, options_.recorder, namespaces_};
  std::vector<Outcome> outcomes(reads.size());
  const NothingLeft guard(transport_);
  for (std::size_t i = 0; i < reads.size(); ++i) start(wave, reads[i], outcomes[i]);
  dispatcher.run();
  decoder.wait();
  something_read_ = dispatcher.holds_back();

  if (tally_.unauthorized) login_.refused();
  if (!tally_.answered && tally_.first_failure) return nothing_read();
  if (!tally_.understood && was_anonymous()) return not_logged_in("takes this program for system:anonymous");
  if (!tally_.understood) remark_on_rights();
  for (Outcome& outcome : outcomes) {
    for (Gap& gap : outcome.gaps) into.add_gap(std::move(gap));
  }
  Snapshot& snapshot = into.edit();
  snapshot.context = access_.context;
  snapshot.source = access_.server;
  if (const auto time = server_time(); first && time) {
    snapshot.now = *time;
    snapshot.now_source = NowSource::server;
  }
  return ok_status();
}

// Once something has been read, an answer that never comes must not take the time from what follows: each wave but the
// last has a part of what is left then. Before that there is nothing to follow, and all the time is for the answer.
int ClusterSource::share_of_time() {
  constexpr std::array<int, 4> percent = {60, 80, 90, 100};
  return percent[std::min(wave_++, percent.size() - 1)];
}

// Begins with the first request, so that a plugin's log-in does not count.
Dispatcher::Bounds ClusterSource::bounds() {
  if (!look_began_) look_began_ = transport_.clock();
  Dispatcher::Bounds bounds{options_.request_timeout, std::nullopt, options_.timeout};
  if (options_.timeout.us > 0) bounds.deadline = *look_began_ + options_.timeout;
  return bounds;
}

std::optional<Time> ClusterSource::server_time() const {
  if (!tally_.date) return std::nullopt;
  return *tally_.date + (transport_.clock() - tally_.date_at);
}

std::string ClusterSource::server_version() {
  std::string version;
  HttpRequest request;
  request.path = "/version";
  request.accept = "application/json";
  request.max_body = 65536;
  Dispatcher dispatcher(transport_, bounds());
  dispatcher.get(std::move(request), Lane::small, [&version](const HttpResponse& response) {
    const auto document = Document::parse(response.ok() ? response.body : "");
    if (document.ok()) version = document.value().root()["gitVersion"].text();
  });
  dispatcher.run();
  return version;
}

std::vector<std::string> ClusterSource::take_warnings() {
  const auto begin = tally_.warnings.begin() + static_cast<std::ptrdiff_t>(warnings_told_);
  std::vector<std::string> fresh(begin, tally_.warnings.end());
  warnings_told_ = tally_.warnings.size();
  return fresh;
}

std::string ClusterSource::place() const {
  return access_.context.empty() ? access_.cluster_origin : "context \"" + access_.context + "\"";
}

// After a sentence on the server, where a proxy stands before it.
std::string ClusterSource::with_proxy(const std::string& hint) const {
  const std::string more = proxy_hint(access_);
  return hint + (hint.empty() || more.empty() ? "" : " ") + more;
}

// A server may let everybody in and then forbid everything: to the user that is one missing log-in, not ten gaps.
bool ClusterSource::was_anonymous() const {
  if (!tally_.first_failure || tally_.first_failure->status != 403) return false;
  return read_status(*tally_.first_failure).message.find("\"system:anonymous\"") != std::string::npos;
}

// Of a service account that may not see anything somebody else has to be asked, and for what.
void ClusterSource::remark_on_rights() {
  constexpr std::string_view mark = "User \"system:serviceaccount:";
  if (!tally_.first_failure || tally_.first_failure->status != 403) return;
  const std::string said = read_status(*tally_.first_failure).message;
  const std::size_t begin = said.find(mark);
  if (begin == std::string::npos) return;
  const std::size_t name = begin + mark.size(), end = said.find('"', name);
  const std::string remark = "The service account " + one_line(said.substr(name, end - name), 200) +
                             " has no rights to read; deploy/rbac.yaml grants those that a diagnosis needs.";
  std::vector<std::string>& all = tally_.warnings;  // each once
  if (std::find(all.begin(), all.end(), remark) == all.end()) all.push_back(remark);
}

Error ClusterSource::not_logged_in(const std::string& what) const {
  return Error{ErrorKind::unauthorized, access_.server + " " + what, login_.hint()}.within(place());
}

Error ClusterSource::nothing_read() const {
  const HttpResponse failure = tally_.first_failure.value_or(HttpResponse{});
  if (tally_.unauthorized) return not_logged_in("does not accept " + access_.login_origin);
  using Failure = HttpResponse::Failure;
  if (failure.failure == Failure::timeout) {
    const std::string by = access_.proxy.empty() ? "" : " through the proxy " + access_.proxy;
    return Error{ErrorKind::connect, access_.server + " gives no answer" + by + ": " + failure.problem,
                 with_proxy("Check the network or VPN, or wait longer with --timeout.")}
        .within(place());
  }
  if (failure.failure != Failure::none) {
    const bool says_server = failure.problem.find(access_.server) != std::string::npos;
    return Error{ErrorKind::connect, failure.problem, failure.hint}.within(says_server ? place() : access_.place());
  }
  return no_api(failure);
}

// Something answers, and it is no API server: a gateway, a log-in page, the wrong port.
Error ClusterSource::no_api(const HttpResponse& answer) const {
  const auto error = [&](const std::string& what, const std::string& hint) {
    return Error{ErrorKind::connect, access_.server + " " + what, with_proxy(hint)}.within(place());
  };
  if (answer.status == 407 && !access_.proxy.empty()) {
    return Error{ErrorKind::connect, "the proxy " + access_.proxy + " wants a user name and a password (HTTP 407)",
                 with_proxy("Write them into its address as user:password@host.")}
        .within(access_.place());
  }
  const std::string right = "Is " + access_.server_origin + " right?";
  if (answer.status >= 300 && answer.status < 400 && !answer.location.empty()) {
    // A query may hold a ticket.
    const std::string where = answer.location.substr(0, answer.location.find_first_of("?#"));
    const auto url = parse_url(where);
    return error("redirects to " + one_line(url ? url->text() : where, 200) + ", which is not followed",
                 "It would be sent the credentials. " + right);
  }
  if (answer.status == 400 && answer.body.find("HTTP request to an HTTPS server") != std::string::npos) {
    return error("expects https", "Write https:// in " + access_.server_origin + ".");
  }
  if (read_status(answer).of_any_server) {
    const auto url = parse_url(access_.server);
    const std::string below = url && !url->path.empty() ? " below " + url->path : "";
    return error("does not serve the Kubernetes API" + below + ": HTTP 404",
                 "Is the path of " + access_.server_origin + " right?");
  }
  if (const std::string page = web_page(answer.body); !page.empty()) {
    const std::string status = answer.status == 200 ? "" : " and HTTP " + std::to_string(answer.status);
    return error("answers with " + page + status + " in place of the Kubernetes API",
                 "A log-in page, gateway or proxy may stand in front of it. " + right);
  }
  return error("does not answer as a Kubernetes API server does: " +
                   (answer.status == 200 ? "its answer is no list" : read_status(answer).message),
               right);
}

}  // namespace aidiag
