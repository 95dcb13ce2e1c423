// SPDX-License-Identifier: Apache-2.0
#include "source/http_trace.hpp"

#include <algorithm>

#include "aidiag/ascii.hpp"

namespace aidiag {
namespace {

std::size_t shown_bytes(int verbosity) {
  if (verbosity >= 10) return std::string::npos;
  return verbosity == 9 ? 10240 : 1024;
}

// A body is the cluster's text: nothing of it may act on a terminal.
std::string harmless(std::string_view text) {
  std::string out;
  for (const char c : text) out.push_back((c >= 0 && c < ' ' && c != '\n' && c != '\t') || c == 127 ? '?' : c);
  return out;
}

// A redirect to a login carries tickets in its query.
std::string without_query(const std::string& header) {
  const bool location = lower_case(header.substr(0, header.find(':'))) == "location";
  const std::size_t query = location ? header.find_first_of("?#") : std::string::npos;
  return query == std::string::npos ? header : header.substr(0, query + 1) + "<masked>";
}

}  // namespace

std::string masked(const std::string& header) {
  constexpr std::string_view name = "Authorization: ";
  if (header.rfind(name, 0) != 0) return header;
  const std::size_t space = header.find(' ', name.size());
  const std::string scheme = space == std::string::npos ? "" : header.substr(name.size(), space - name.size() + 1);
  return std::string(name) + scheme + "<masked>";
}

void HttpTrace::log(const std::string& url, const std::vector<std::string>& sent,
                    const std::vector<std::string>& received, const HttpResponse& response, Duration took) const {
  if (verbosity_ < 6) return;
  const std::string what =
      response.failure == HttpResponse::Failure::none ? std::to_string(response.status) : response.problem;
  if (verbosity_ >= 7) {
    for (const std::string& header : sent) sink_("> " + masked(header));
  }
  sink_("GET " + url + " " + what + " in " + std::to_string(took.us / 1000) + " milliseconds");
  if (verbosity_ < 8) return;
  for (const std::string& header : received) sink_("< " + harmless(without_query(header)));
  const std::size_t limit = shown_bytes(verbosity_);
  std::string text = harmless(std::string_view(response.body).substr(0, limit));
  if (response.body.size() > limit) text += " [truncated " + std::to_string(response.body.size() - limit) + " bytes]";
  sink_(text);
}

}  // namespace aidiag
