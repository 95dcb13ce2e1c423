// SPDX-License-Identifier: Apache-2.0
#include "source/api_status.hpp"

#include "aidiag/ascii.hpp"
#include "aidiag/json.hpp"

namespace aidiag {
namespace {

constexpr std::size_t kMaxStatus = 1u << 20;

// What kubectl says where no Status came with the answer.
std::string words_for(int status, const std::string& body) {
  switch (status) {
    case 401:
      return "the server asks for credentials";
    case 403:
      return body.empty() ? "forbidden" : body;
    case 404:
      return "the server could not find the requested resource";
    case 406:
      return "the server does not offer the requested form";
    case 429:
      return "the server has received too many requests";
    case 503:
      return "the server is currently unable to handle the request" + (body.empty() ? "" : ": " + body);
    case 504:
      return "the server did not answer its own request in time";
    default:
      return "HTTP " + std::to_string(status) + (body.empty() ? "" : ": " + body);
  }
}

}  // namespace

std::string one_line(std::string_view text, std::size_t max) {
  std::string line;
  for (const char c : text.substr(0, max)) {
    const bool blank = (c >= 0 && c <= ' ') || c == 127;
    if (!blank) {
      line.push_back(c);
    } else if (!line.empty() && line.back() != ' ') {
      line.push_back(' ');
    }
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::string web_page(const std::string& body) {
  constexpr std::size_t looked_at = 16384;
  const std::string text = body.substr(0, looked_at), low = lower_case(text);
  const std::size_t start = low.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  if (start == std::string::npos || low[start] != '<') return "";
  const std::size_t title = low.find("<title"), open = low.find('>', title);
  const std::size_t close = low.find("</title", open);
  if (title == std::string::npos || open == std::string::npos || close == std::string::npos) return "a web page";
  const std::string name = one_line(std::string_view(text).substr(open + 1, close - open - 1), 100);
  return name.empty() ? "a web page" : "the web page \"" + name + "\"";
}

ApiStatus read_status(const HttpResponse& response) {
  ApiStatus status;
  if (response.failure != HttpResponse::Failure::none) {
    status.message = response.problem;
    return status;
  }
  if (response.body.size() <= kMaxStatus) {
    const auto parsed = Document::parse(response.body);
    if (parsed.ok() && parsed.value().root()["kind"].text() == "Status") {
      const Json root = parsed.value().root();
      status.from_api_server = true;
      status.message = one_line(root["message"].text());
      status.reason = std::string(root["reason"].text());
      status.object = std::string(root["details"]["name"].text());
      status.continue_token = std::string(root["metadata"]["continue"].text());
    }
  }
  const std::string body = one_line(response.body, 200);
  if (response.status == 404 && body == "404 page not found") status.from_api_server = status.of_any_server = true;
  if (status.message.empty()) status.message = status.reason;
  if (!status.message.empty()) return status;
  const std::string page = web_page(response.body);
  status.message = words_for(response.status, page.empty() || page == "a web page" ? (page.empty() ? body : "") : page);
  return status;
}

}  // namespace aidiag
