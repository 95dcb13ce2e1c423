// SPDX-License-Identifier: Apache-2.0
#include "source/wave.hpp"

#include <algorithm>
#include <utility>

namespace aidiag {
namespace {

bool no_way_there(HttpResponse::Failure failure) {
  using Failure = HttpResponse::Failure;
  return failure == Failure::resolve || failure == Failure::connect || failure == Failure::tls;
}

// Whether a true API server spoke. Of a success this is known only when its body was understood.
bool is_answer(const HttpResponse& response) {
  if (response.failure != HttpResponse::Failure::none || response.status == 200 || response.status == 401) return false;
  const ApiStatus status = read_status(response);
  return status.from_api_server && !status.of_any_server;
}

void note(Tally& tally, const HttpResponse& response, Time now) {
  if (response.date) {
    tally.date = response.date;
    tally.date_at = now;
  }
  for (const std::string& text : response.warnings) {
    if (std::find(tally.warnings.begin(), tally.warnings.end(), text) == tally.warnings.end()) {
      tally.warnings.push_back(text);
    }
  }
  if (is_answer(response)) tally.answered = true;
  if (response.failure == HttpResponse::Failure::none && response.status == 401) tally.unauthorized = true;
  if (!response.ok() && !tally.first_failure) tally.first_failure = response;
}

void replace_all(std::string& text, std::string_view what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

}  // namespace

void Wave::get(HttpRequest request, Lane lane, Transport::Done done, Turn turn) {
  const auto noted = [this, done = std::move(done)](HttpResponse response) {
    note(tally, response, transport.clock());
    // Where there is no way to the server at all, the other requests would only fail one after the other.
    if (no_way_there(response.failure) && !tally.answered) dispatcher.stop();
    done(std::move(response));
  };
  dispatcher.get(std::move(request), lane, noted, turn);
}

HttpRequest Wave::request(const ApiKind& kind, std::string path, bool list) const {
  HttpRequest request;
  request.path = std::move(path);
  request.accept = accept_header(kind, list);
  request.max_body = max_body;
  return request;
}

Result<SnapshotBuilder::Page> Wave::take_in(std::string_view body, std::string_view kind) {
  if (recorder != nullptr) recorder->took_in(body, kind);
  return builder().add_json(body, kind);
}

void Wave::take_in(Log log) {
  if (recorder != nullptr) recorder->took_in(log);
  builder().add_log(std::move(log));
}

void Wave::understood() {
  tally.answered = tally.understood = true;
  dispatcher.hold_back();
}

void Wave::not_understood(const Read& read, Outcome& outcome, const HttpResponse& response, const std::string& why) {
  if (!tally.first_failure) tally.first_failure = response;
  outcome.gaps.push_back(gap_of(read, one_line("the answer cannot be understood: " + why)));
}

Answer judge(const HttpResponse& response, const ApiStatus& status, const ApiKind& kind) {
  if (response.ok()) return Answer::good;
  if (response.failure != HttpResponse::Failure::none || !status.from_api_server) return Answer::failed;
  if (response.status == 410) return Answer::expired;
  if (response.status != 404) return Answer::failed;
  if (!status.object.empty()) return Answer::absent;
  return kind.always_served() ? Answer::failed : Answer::not_served;
}

std::string with_true_kind(std::string body, const ApiKind& kind, std::string_view version) {
  if (!kind.metadata_only) return body;
  const std::string name(kind.kind);
  // As JSON writes them these texts cannot stand inside of a string: its quotes would be escaped.
  replace_all(body, R"("kind":"PartialObjectMetadata")", R"("kind":")" + name + '"');
  replace_all(body, R"("kind":"PartialObjectMetadataList")", R"("kind":")" + name + R"(List")");
  replace_all(body, R"("apiVersion":"meta.k8s.io/v1")", R"("apiVersion":")" + std::string(version) + '"');
  return body;
}

Gap gap_of(const Read& read, std::string reason) {
  Gap gap;
  gap.kind = read.what == Read::What::log ? "Log" : read.kind;
  gap.ns = read.ns;
  gap.name = read.name;
  gap.container = read.container;
  gap.reason = std::move(reason);
  gap.asked_for = read.asked_for;
  return gap;
}

}  // namespace aidiag
