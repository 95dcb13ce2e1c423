// SPDX-License-Identifier: Apache-2.0
// From the chosen cluster and user to an Access: what contradicts itself is refused, files are read
// (client-go tools/clientcmd/validation.go, transport/transport.go).
#include "source/access.hpp"

#include <utility>

#include "source/access_builder.hpp"
#include "source/url.hpp"

namespace aidiag {
namespace {

// Without a scheme client-go decides for http, and then sends no credentials.
void take_server(AccessBuilder& build) {
  const std::string& text = build.choice.cluster.server;
  const bool bare = text.find("://") == std::string::npos;
  const auto url = parse_url(bare ? "http://" + text : text);
  if (!url || (url->scheme != "http" && url->scheme != "https")) {
    build.fail("\"" + text + "\" is no http or https address; it is " + build.access.server_origin,
               "It must look like https://host:6443.");
    return;
  }
  if (bare && !url->path.empty()) {
    build.fail("\"" + text + "\" has a path and no scheme; it is " + build.access.server_origin,
               "Write https:// in front of it.");
  }
  build.access.server = url->text();
  build.secure = url->scheme == "https";
  build.userinfo = url->userinfo;
}

void check_proxy(AccessBuilder& build) {
  const std::string& proxy = build.choice.cluster.proxy_url;
  if (proxy.empty()) return;
  const auto url = parse_url(proxy);
  if (url && (url->scheme == "http" || url->scheme == "https" || url->scheme == "socks5")) return;
  build.fail(build.access.cluster_origin + " has a proxy-url that is no http, https or socks5 address",
             "Write it as http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT.");
}

void take_cluster(AccessBuilder& build) {
  const ClusterEntry& cluster = build.choice.cluster;
  Access& access = build.access;
  check_proxy(build);
  if (!cluster.ca.path.empty() && !cluster.ca.data.empty()) {
    build.fail(access.cluster_origin + " has both certificate-authority and certificate-authority-data",
               "Remove one of the two.");
  }
  // Without TLS an authority must be there and is not looked at.
  const char* mark = build.secure ? "BEGIN CERTIFICATE" : "";
  access.ca_pem = build.content(cluster.ca, "certificate-authority", access.cluster_origin, mark);
  if (build.secure && cluster.insecure && !cluster.ca.empty()) {
    build.fail(access.cluster_origin + " has a certificate authority and insecure-skip-tls-verify",
               "Remove one of the two.");
  }
  access.insecure = cluster.insecure;
  access.tls_server_name = cluster.tls_server_name;
  access.proxy_url = cluster.proxy_url;
  access.disable_compression = cluster.disable_compression;
  access.exec_cluster_config = cluster.exec_config;
}

void check_namespace(AccessBuilder& build, const ConnectOptions& options) {
  const std::string& ns = build.access.ns;
  if (ns.find_first_of("/%") == std::string::npos && ns != "." && ns != "..") return;
  const std::string what = "\"" + ns + "\" is not the name of a namespace; it is ";
  if (!options.ns.empty()) return build.fail(what + "--namespace", "", ErrorKind::usage);
  build.fail(what + build.choice.namespace_origin(), "Correct it, or pass --namespace NAME.");
}

std::string login_origin(const ConnectOptions& options, const Access& access) {
  if (!options.token.empty()) return "--token";
  if (!options.client_certificate.empty()) return "--client-certificate";
  return "the credentials of " + access.user_origin;
}

}  // namespace

std::string Access::place() const {
  if (context.empty()) return server.empty() ? cluster_origin : server;
  return "context \"" + context + "\"" + (server.empty() ? "" : " (" + server + ")");
}

std::string AccessBuilder::content(const FileOrData& source, const std::string& field, const std::string& of,
                                   std::string_view mark) {
  if (source.empty()) return "";
  std::string what = field + "-data of " + of;
  std::string pem = source.data;
  if (pem.empty()) {
    what = source.by_flag ? "--" + field + " " + source.path : field + " " + source.path + " of " + of;
    Host::File file = host.read(source.path);
    if (!file.ok()) {
      fail(what + ": " + file.problem, "Correct the path, or fetch the kubeconfig anew.");
      return "";
    }
    pem = std::move(file.text);
  }
  if (pem.find(mark) == std::string::npos) {
    fail(what + " holds no " + (field == "client-key" ? "private key" : "certificate") + " in PEM form",
         "It must begin with -----BEGIN; what is DER is converted by `openssl x509 -inform der`.");
  }
  return pem;
}

Result<Access> load_access(const ConnectOptions& options, const Host& host) {
  auto loaded = load_kubeconfig(options.kubeconfig, host);
  if (!loaded.ok()) return std::move(loaded).error();
  const MergedKubeconfig& merged = loaded.value();
  auto chosen = choose_access(options, merged, host);
  if (!chosen.ok()) return std::move(chosen).error();
  const AccessChoice& choice = chosen.value();
  Access access;
  access.context = choice.context_name;
  access.cluster = choice.cluster_name;
  access.user = choice.user_name;
  access.cluster_origin = choice.cluster_origin();
  access.user_origin = choice.user_origin();
  access.server_origin = choice.server_origin();
  access.ca_origin = options.certificate_authority.empty() ? "the certificate-authority of " + access.cluster_origin
                                                           : "--certificate-authority";
  access.login_origin = login_origin(options, access);
  access.ns = choice.ns;
  AccessBuilder build{choice, host, access, false, "", std::nullopt};
  check_namespace(build, options);
  take_server(build);
  take_user(build);
  take_cluster(build);
  if (build.error) return std::move(*build.error).within(access.place());
  if (merged.files.empty() && !merged.missing.empty() && !host.env_or_empty("KUBECONFIG").empty()) {
    access.warnings.push_back("KUBECONFIG names no file that exists: " + merged.names() + ".");
  }
  return access;
}

}  // namespace aidiag
