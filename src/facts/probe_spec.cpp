// SPDX-License-Identifier: Apache-2.0
#include "facts/probe_spec.hpp"

#include <charconv>

namespace aidiag {

std::optional<int> resolve_port(const ContainerView& container, Json port) {
  if (const auto number = port.integer()) return static_cast<int>(*number);
  const std::string_view text = port.text();
  for (const Json declared : container.spec["ports"].items())
    if (!text.empty() && declared["name"].text() == text)
      return static_cast<int>(declared["containerPort"].integer_or(0));
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size() && !text.empty();
  return whole ? std::optional<int>(number) : std::nullopt;
}

std::optional<ProbeSpec> probe_spec(const ContainerView& container, std::string_view type) {
  const Json json = container.spec[std::string(type) + "Probe"];
  if (!json) return std::nullopt;
  ProbeSpec spec;
  spec.timeout = seconds(json["timeoutSeconds"].integer_or(1));
  spec.delay = seconds(json["initialDelaySeconds"].integer_or(0));
  spec.period = seconds(json["periodSeconds"].integer_or(10));
  spec.failures = json["failureThreshold"].integer_or(3);
  spec.exec = static_cast<bool>(json["exec"]);
  spec.path = json["httpGet"]["path"].text();
  for (const std::string_view way : {"httpGet", "tcpSocket", "grpc"})
    if (json[way]) spec.port = resolve_port(container, json[way]["port"]);
  if (json["httpGet"] && spec.path.empty()) spec.path = "/";
  return spec;
}

}  // namespace aidiag
