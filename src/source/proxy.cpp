// SPDX-License-Identifier: Apache-2.0
#include "source/proxy.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace aidiag {
namespace {

// An address as 16 bytes; IPv4 in its mapped form, so that both kinds compare alike.
using Address = std::array<std::uint8_t, 16>;

std::optional<Address> parse_address(const std::string& text) {
  Address address{};
  if (inet_pton(AF_INET6, text.c_str(), address.data()) == 1) return address;
  address[10] = address[11] = 0xff;
  if (inet_pton(AF_INET, text.c_str(), address.data() + 12) == 1) return address;
  return std::nullopt;
}

bool is_ipv4(const Address& a) {
  return std::all_of(a.begin(), a.begin() + 10, [](auto byte) { return byte == 0; }) && a[10] == 0xff && a[11] == 0xff;
}

bool is_loopback(const Address& a) {
  if (is_ipv4(a)) return a[12] == 127;
  return std::all_of(a.begin(), a.end() - 1, [](auto byte) { return byte == 0; }) && a[15] == 1;
}

bool in_network(const Address& address, const Address& network, int bits) {
  for (int i = 0; i < bits; ++i) {
    const auto byte = static_cast<std::size_t>(i / 8);
    if (((address[byte] ^ network[byte]) >> (7 - i % 8) & 1) != 0) return false;
  }
  return true;
}

// "10.0.0.0/8": true or false; nullopt when the entry is no network.
std::optional<bool> matches_network(const std::string& entry, const std::optional<Address>& address) {
  const std::size_t slash = entry.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto network = parse_address(entry.substr(0, slash));
  const std::string length = entry.substr(slash + 1);
  if (!network || length.empty() || length.size() > 3 ||
      !std::all_of(length.begin(), length.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  const int bits = std::stoi(length) + (is_ipv4(*network) ? 96 : 0);
  return bits <= 128 && address && is_ipv4(*address) == is_ipv4(*network) && in_network(*address, *network, bits);
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// One entry of NO_PROXY: "*", a network, an address, "domain", ".domain" (only what is below it); with ":port" or not.
bool entry_matches(std::string entry, const std::string& host, const std::string& port,
                   const std::optional<Address>& address) {
  if (entry == "*") return true;
  if (const auto network = matches_network(entry, address)) return *network;
  if (const auto wanted = parse_address(entry)) return address && *address == *wanted;
  if (const auto url = parse_url("x://" + entry); url && !url->port.empty()) {
    if (url->port != port) return false;
    entry = url->host;
    if (const auto wanted = parse_address(entry)) return address && *address == *wanted;
  }
  if (entry.rfind("*.", 0) == 0) entry.erase(0, 1);
  if (entry.empty()) return false;
  if (entry[0] == '.') return ends_with(host, entry);
  return host == entry || ends_with(host, "." + entry);
}

std::string lower_trimmed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ' || c == '\t') continue;
    out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return out;
}

bool excluded(const Url& server, const std::string& no_proxy) {
  const std::string host = lower_trimmed(server.host);
  const auto address = parse_address(host);
  if (host == "localhost" || (address && is_loopback(*address))) return true;
  std::size_t begin = 0;
  while (begin <= no_proxy.size()) {
    const std::size_t end = std::min(no_proxy.find(',', begin), no_proxy.size());
    const std::string entry = lower_trimmed(std::string_view(no_proxy).substr(begin, end - begin));
    if (!entry.empty() && entry_matches(entry, host, server.port_or_default(), address)) return true;
    begin = end + 1;
  }
  return false;
}

// The name of the variable that counts, or "".
std::string first_set(const Host& host, const std::string& upper, const std::string& lower) {
  if (!host.env_or_empty(upper).empty()) return upper;
  return host.env_or_empty(lower).empty() ? "" : lower;
}

// Go takes what stands before the last @ for the login, whatever is in it; libcurl wants it escaped.
std::string escaped_login(const std::string& userinfo) {
  if (userinfo.empty()) return "";
  const auto escaped = [](std::string_view text) { return percent_encode(percent_decode(text)); };
  const std::size_t colon = std::min(userinfo.find(':'), userinfo.size());
  const std::string_view user = std::string_view(userinfo).substr(0, colon);
  const std::string_view password = std::string_view(userinfo).substr(colon);
  return escaped(user) + (password.empty() ? "" : ":" + escaped(password.substr(1))) + "@";
}

// Go resolves names at a socks5 proxy; libcurl does so only under this scheme.
Result<Proxy> for_curl(const std::string& text, const std::string& source) {
  const auto url = parse_url(text.find("://") == std::string::npos ? "http://" + text : text);
  if (!url ||
      (url->scheme != "http" && url->scheme != "https" && url->scheme != "socks5" && url->scheme != "socks5h")) {
    return Error{ErrorKind::bad_file, source + " is no http, https or socks5 address",
                 "Write it as http://HOST:PORT, or unset it."};
  }
  const std::string scheme = url->scheme == "socks5" ? "socks5h" : url->scheme;
  Url address = *url;
  address.port = url->port_or_default();
  return Proxy{scheme + "://" + escaped_login(url->userinfo) + address.authority(), source};
}

}  // namespace

Result<Proxy> choose_proxy(const Url& server, const std::string& proxy_url, const Host& host) {
  if (!proxy_url.empty()) return for_curl(proxy_url, "proxy-url");
  const bool https = server.scheme == "https";
  const std::string name = first_set(host, https ? "HTTPS_PROXY" : "HTTP_PROXY", https ? "https_proxy" : "http_proxy");
  const std::string except = first_set(host, "NO_PROXY", "no_proxy");
  if (name.empty() || excluded(server, host.env_or_empty(except))) return Proxy{};
  return for_curl(host.env_or_empty(name), name);
}

}  // namespace aidiag
