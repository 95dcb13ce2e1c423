// SPDX-License-Identifier: Apache-2.0
// The sentences in which the kubelet says that a probe failed: its own frame (pkg/kubelet/prober/prober.go) around what
// Go's net/http, net and grpc-health-probe print, or around the output of a command.
#include <charconv>

#include "facts/records.hpp"

namespace aidiag {
namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::optional<int> number_at(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end != text.data() ? std::optional<int>(value) : std::nullopt;
}

/// "10.0.0.1:8000/health", "[fd00::1]:8000/health".
struct Address {
  std::optional<int> port;
  std::string_view path;
};
Address parse_address(std::string_view text) {
  Address address;
  const std::size_t slash = text.find('/');
  const std::string_view host = text.substr(0, slash);
  if (slash != std::string_view::npos) address.path = text.substr(slash);
  const std::size_t colon = host.rfind(':');
  if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos)
    address.port = number_at(host.substr(colon + 1));
  return address;
}

std::string_view until(std::string_view text, std::string_view ends) {
  return text.substr(0, text.find_first_of(ends));
}

/// The address in `Get "http://host:port/path": …`, `dial tcp host:port: …` or `service "host:port" within`.
Address find_address(std::string_view text) {
  if (const std::size_t at = text.find("://"); at != std::string_view::npos) {
    std::string_view rest = until(text.substr(at + 3), "\" \n");
    if (rest.ends_with(':')) rest.remove_suffix(1);
    return parse_address(rest);
  }
  for (const std::string_view lead : {"dial tcp ", "failed to connect service \""}) {
    const std::size_t at = text.find(lead);
    if (at == std::string_view::npos) continue;
    std::string_view rest = until(text.substr(at + lead.size()), "\" \n");
    if (rest.ends_with(':')) rest.remove_suffix(1);
    return {parse_address(rest).port, {}};
  }
  return {};
}

std::string_view kind_of(std::string_view text) {
  if (has(text, "statuscode: ") || has(text, "service unhealthy (responded with") ||
      has(text, "does not implement the grpc health protocol"))
    return "status";
  if (has(text, "connection refused")) return "refused";
  for (const std::string_view word : {"context deadline exceeded", "Client.Timeout", "request canceled", "i/o timeout",
                                      "timed out", "timeout: failed to connect service"})
    if (has(text, word)) return "timeout";
  return "other";
}

}  // namespace

std::optional<ProbeFailure> parse_probe(std::string_view message) {
  ProbeFailure failure;
  for (const auto& [word, type] : {std::pair<std::string_view, std::string_view>{"Liveness probe ", "liveness"},
                                   {"Readiness probe ", "readiness"},
                                   {"Startup probe ", "startup"}})
    if (message.starts_with(word)) failure.type = type;
  const std::size_t colon = message.find(": ");
  const std::string_view frame = message.substr(0, colon);
  if (failure.type.empty() || !(has(frame, "probe failed") || has(frame, "probe errored"))) return std::nullopt;
  failure.message = colon == std::string_view::npos ? std::string_view() : message.substr(colon + 2);
  failure.kind = kind_of(failure.message);
  const Address address = find_address(failure.message);
  failure.port = address.port;
  failure.path = address.path;
  if (const std::size_t at = failure.message.find("statuscode: "); at != std::string_view::npos)
    failure.code = number_at(failure.message.substr(at + 12));
  return failure;
}

}  // namespace aidiag
