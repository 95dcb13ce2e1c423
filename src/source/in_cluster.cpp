// SPDX-License-Identifier: Apache-2.0
#include "source/in_cluster.hpp"

#include <string_view>

namespace aidiag {
namespace {

constexpr std::string_view kFolder = "/var/run/secrets/kubernetes.io/serviceaccount/";

std::string below(std::string_view name) { return std::string(kFolder) + std::string(name); }

std::string trimmed(std::string text) {
  text.erase(text.find_last_not_of(" \t\r\n") + 1);
  text.erase(0, text.find_first_not_of(" \t\r\n"));
  return text;
}

}  // namespace

std::string in_cluster_token() { return below("token"); }

std::optional<InCluster> find_in_cluster(const Host& host) {
  const std::string address = host.env_or_empty("KUBERNETES_SERVICE_HOST");
  const std::string port = host.env_or_empty("KUBERNETES_SERVICE_PORT");
  if (address.empty() || port.empty() || !host.read(below("token")).ok()) return std::nullopt;
  InCluster found;
  const bool ipv6 = address.find(':') != std::string::npos;
  found.server = "https://" + (ipv6 ? "[" + address + "]" : address) + ":" + port;
  found.token_file = below("token");
  if (host.read(below("ca.crt")).ok()) found.ca_file = below("ca.crt");
  found.ns = host.env_or_empty("POD_NAMESPACE");
  if (found.ns.empty()) found.ns = trimmed(host.read(below("namespace")).text);
  return found;
}

}  // namespace aidiag
