// SPDX-License-Identifier: Apache-2.0
#include "source/url.hpp"

#include <algorithm>
#include <vector>

#include "aidiag/ascii.hpp"

namespace aidiag {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_port(const std::string& text) {
  const bool digits = text.size() <= 5 && std::all_of(text.begin(), text.end(), is_digit);
  return digits && (text.empty() || std::stoi(text) <= 65535);
}

// "host", "host:1", "[::1]", "[::1]:1"
bool split_host(std::string_view text, Url& url) {
  if (!text.empty() && text[0] == '[') {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return false;
    url.host = text.substr(1, close - 1);
    text.remove_prefix(close + 1);
    if (text.empty()) return !url.host.empty();
    if (text[0] != ':') return false;
    url.port = text.substr(1);
  } else {
    const std::size_t colon = text.find(':');
    url.host = text.substr(0, colon);
    if (colon != std::string_view::npos) url.port = text.substr(colon + 1);
  }
  // A space or a control character has no place in a host and could split a header.
  const bool clean = std::all_of(url.host.begin(), url.host.end(), [](char c) { return c > ' ' && c != 127; });
  return clean && !url.host.empty() && is_port(url.port);
}

// What Go's URL.EscapedPath leaves as it is.
bool is_path_char(char c) { return is_alnum(c) || std::string_view("-._~$&+,/:;=@").find(c) != std::string_view::npos; }

void append_escaped(std::string& out, char c) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  out.push_back('%');
  out.push_back(hex[static_cast<unsigned char>(c) >> 4]);
  out.push_back(hex[static_cast<unsigned char>(c) & 15]);
}

// client-go joins a server's path with path.Join, which cleans it, and lets net/url write it anew.
std::string clean_path(std::string_view text) {
  const std::string path = percent_decode(text);
  std::vector<std::string_view> parts;
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (part == ".." && !parts.empty()) parts.pop_back();
    if (!part.empty() && part != "." && part != "..") parts.push_back(part);
  }
  std::string out;
  for (const std::string_view part : parts) {
    out.push_back('/');
    for (const char c : part) is_path_char(c) ? out.push_back(c) : append_escaped(out, c);
  }
  return out;
}

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

std::string Url::port_or_default() const {
  if (!port.empty()) return port;
  if (scheme == "https") return "443";
  return scheme.rfind("socks", 0) == 0 ? "1080" : "80";
}

std::string Url::authority() const {
  const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return port.empty() ? name : name + ":" + port;
}

std::optional<Url> parse_url(std::string_view text) {
  const std::size_t mark = text.find("://");
  if (mark == std::string_view::npos || mark == 0) return std::nullopt;
  Url url;
  url.scheme = lower_case(text.substr(0, mark));
  if (!std::all_of(url.scheme.begin(), url.scheme.end(), [](char c) { return is_alnum(c) || c == '+'; })) {
    return std::nullopt;
  }
  text.remove_prefix(mark + 3);
  text = text.substr(0, text.find_first_of("?#"));
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) url.path = clean_path(text.substr(slash));
  std::string_view authority = text.substr(0, slash);
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    url.userinfo = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  if (!split_host(authority, url)) return std::nullopt;
  return url;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size();
    const int high = escape ? hex_digit(text[i + 1]) : -1, low = escape ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      out.push_back(text[i]);
    } else {
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    }
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out.push_back(c);
    } else {
      append_escaped(out, c);
    }
  }
  return out;
}

}  // namespace aidiag
