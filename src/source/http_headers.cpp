// SPDX-License-Identifier: Apache-2.0
#include "source/http_headers.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <ctime>

namespace aidiag {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

bool same_name(std::string_view a, std::string_view lower) {
  return std::equal(a.begin(), a.end(), lower.begin(), lower.end(),
                    [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x - 'A' + 'a' : x) == y; });
}

// Whole seconds only, as client-go has it; the form with a date is not used by an API server.
std::optional<std::int64_t> seconds_of(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

// `299 - "text"`, several with commas between; the text may hold \" and \\ (RFC 7234, 5.5).
void read_warnings(std::string_view value, std::vector<std::string>& into) {
  while (true) {
    const std::size_t open = value.find('"');
    if (open == std::string_view::npos) return;
    const bool wanted = value.substr(0, open).find("299") != std::string_view::npos;
    std::string text;
    std::size_t i = open + 1;
    for (; i < value.size() && value[i] != '"'; ++i) {
      if (value[i] == '\\' && i + 1 < value.size()) ++i;
      text.push_back(value[i]);
    }
    if (wanted && !text.empty()) into.push_back(std::move(text));
    value.remove_prefix(std::min(i + 1, value.size()));
  }
}

}  // namespace

void read_header(std::string_view line, HttpResponse& response) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view name = line.substr(0, colon), value = trimmed(line.substr(colon + 1));
  if (same_name(name, "retry-after")) {
    response.retry_after = seconds_of(value);
  } else if (same_name(name, "warning")) {
    read_warnings(value, response.warnings);
  } else if (same_name(name, "location")) {
    response.location = value;
  } else if (same_name(name, "date")) {
    const std::time_t time = curl_getdate(std::string(value).c_str(), nullptr);
    if (time > 0) response.date = Time{static_cast<std::int64_t>(time) * 1'000'000};
  }
}

}  // namespace aidiag
