// SPDX-License-Identifier: Apache-2.0
// From the chosen cluster and user to an Access: what contradicts itself is refused, files are read
// (client-go tools/clientcmd/validation.go, transport/transport.go).
#include "source/access.hpp"

#include <utility>

#include "source/access_choice.hpp"
#include "source/url.hpp"

namespace aidiag {
namespace {

// The steps from a chosen cluster and user to an Access; the first mistake is kept.
class Materializer {
 public:
  Materializer(const AccessChoice& choice, const Host& host, Access& access)
      : choice_(choice), host_(host), access_(access) {}

  std::optional<Error> run() {
    server();
    user();
    cluster();
    return error_;
  }

 private:
  void fail(const std::string& message, const std::string& hint = "") {
    if (!error_) error_ = Error{ErrorKind::bad_file, message, hint};
  }

  // Without a scheme client-go decides for http, and then sends no credentials.
  void server() {
    const std::string& text = choice_.cluster.server;
    const auto url = parse_url(text.find("://") == std::string::npos ? "http://" + text : text);
    if (!url || (url->scheme != "http" && url->scheme != "https")) {
      fail("\"" + text + "\" is no http or https address; it is " + access_.server_origin);
      return;
    }
    access_.server = url->text();
    secure_ = url->scheme == "https";
  }

  void cluster() {
    const ClusterEntry& cluster = choice_.cluster;
    if (!cluster.ca.path.empty() && !cluster.ca.data.empty()) {
      fail(access_.cluster_origin + " has both certificate-authority and certificate-authority-data", "Remove one.");
    }
    access_.ca_pem = content(cluster.ca, "certificate-authority", access_.cluster_origin, "BEGIN CERTIFICATE");
    if (cluster.insecure && !cluster.ca.empty()) {
      fail(access_.cluster_origin + " has a certificate authority and insecure-skip-tls-verify",
           "Remove one of the two.");
    }
    access_.insecure = cluster.insecure;
    access_.tls_server_name = cluster.tls_server_name;
    access_.proxy_url = cluster.proxy_url;
    access_.disable_compression = cluster.disable_compression;
    access_.exec_cluster_config = cluster.exec_config;
    check_proxy();
  }

  void check_proxy() {
    if (access_.proxy_url.empty()) return;
    const auto url = parse_url(access_.proxy_url);
    if (url && (url->scheme == "http" || url->scheme == "https" || url->scheme == "socks5")) return;
    fail(access_.cluster_origin + " has a proxy-url that is no http, https or socks5 address");
  }

  void user() {
    const UserEntry& user = choice_.user;
    if (!user.token.empty() && !(user.username.empty() && user.password.empty())) {
      fail(access_.user_origin + " has a token and a user name or password: only one way to log in is allowed");
    }
    impersonation();
    if (!secure_) {
      const bool any = !user.token.empty() || !user.token_file.empty() || !user.username.empty() ||
                       !user.cert.empty() || user.exec || !user.auth_provider.empty();
      if (any) access_.warnings.push_back("No credentials are sent to " + access_.server + ": it is plain http.");
      return;
    }
    certificate();
    access_.token = user.token;
    access_.username = user.username;
    access_.password = user.password;
    token_file();
    auth_provider();
    plugin();
  }

  void impersonation() {
    access_.as = choice_.user.as;
    const Impersonation& as = access_.as;
    if (as.user.empty() && !(as.uid.empty() && as.groups.empty() && as.extra.empty())) {
      fail(access_.user_origin + " asks for a uid, groups or extra of somebody else without naming him",
           "Pass --as NAME as well.");
    }
  }

  void certificate() {
    const UserEntry& user = choice_.user;
    if (user.cert.empty()) return;
    if (!user.cert.path.empty() && !user.cert.data.empty()) {
      fail(access_.user_origin + " has both client-certificate and client-certificate-data", "Remove one.");
    }
    if (!user.key.path.empty() && !user.key.data.empty()) {
      fail(access_.user_origin + " has both client-key and client-key-data", "Remove one.");
    }
    if (user.key.empty()) fail(access_.user_origin + " has a client certificate and no client-key");
    access_.cert_pem = content(user.cert, "client-certificate", access_.user_origin, "BEGIN CERTIFICATE");
    access_.key_pem = content(user.key, "client-key", access_.user_origin, "PRIVATE KEY-----");
    if (access_.key_pem.find("ENCRYPTED") != std::string::npos) {
      fail("client-key of " + access_.user_origin + " is encrypted, which kubectl cannot read either",
           "Store the key without a pass phrase, or use a credential plugin.");
    }
  }

  void token_file() {
    const std::string& path = choice_.user.token_file;
    if (path.empty()) return;
    const Host::File file = host_.read(path);
    if (!file.ok() && access_.token.empty()) {
      fail("tokenFile " + path + " of " + access_.user_origin + ": " + file.problem);
    }
    access_.token_file = path;
  }

  void auth_provider() {
    const UserEntry& user = choice_.user;
    if (user.auth_provider.empty()) return;
    if (user.exec) fail(access_.user_origin + " has both an auth-provider and an exec plugin", "Remove one.");
    if (user.auth_provider != "oidc") {
      fail("the auth provider \"" + user.auth_provider + "\" of " + access_.user_origin + " was removed from kubectl",
           user.auth_provider == "gcp" ? "Use gke-gcloud-auth-plugin in its place."
                                       : "Use a credential plugin in its place.");
      return;
    }
    const auto token = user.auth_provider_config.find("id-token");
    if (token == user.auth_provider_config.end() || token->second.empty()) {
      fail("the oidc provider of " + access_.user_origin + " has no id-token yet",
           "Run any kubectl command to log in.");
    } else if (access_.token.empty()) {
      access_.token = token->second;
    }
  }

  // A token, password or certificate makes the plugin superfluous: client-go then never runs it.
  void plugin() {
    const UserEntry& user = choice_.user;
    if (!user.exec) return;
    const ExecConfig& exec = *user.exec;
    const std::string what = "the exec plugin of " + access_.user_origin;
    if (exec.command.empty()) fail(what + " has no command");
    if (exec.api_version != "client.authentication.k8s.io/v1" &&
        exec.api_version != "client.authentication.k8s.io/v1beta1") {
      fail(what + " has the apiVersion \"" + exec.api_version + "\"",
           "It must be client.authentication.k8s.io/v1 or v1beta1; a newer version of the plugin may write the "
           "kubeconfig anew.");
    }
    for (const auto& [name, value] : exec.env) {
      if (name.empty()) fail(what + " has an env entry without a name");
    }
    check_interactive_mode(what);
    if (access_.token.empty() && access_.token_file.empty() && access_.username.empty() && access_.cert_pem.empty()) {
      access_.exec = exec;
      if (user.interactive_mode == "Never") access_.exec->interactive = ExecConfig::Interactive::never;
      if (user.interactive_mode == "Always") access_.exec->interactive = ExecConfig::Interactive::always;
    }
  }

  void check_interactive_mode(const std::string& what) {
    const std::string& mode = choice_.user.interactive_mode;
    const bool v1 = choice_.user.exec && choice_.user.exec->api_version == "client.authentication.k8s.io/v1";
    if (mode.empty() && v1) {
      fail(what + " has no interactiveMode", "v1 needs it: write interactiveMode: IfAvailable.");
    } else if (!mode.empty() && mode != "Never" && mode != "IfAvailable" && mode != "Always") {
      fail(what + " has the interactiveMode \"" + mode + "\"", "It must be Never, IfAvailable or Always.");
    }
  }

  // The text of the file or data, which must contain `mark`.
  std::string content(const FileOrData& source, const std::string& field, const std::string& of,
                      std::string_view mark) {
    if (source.empty()) return "";
    std::string what = field + "-data of " + of;
    std::string pem = source.data;
    if (pem.empty()) {
      what = source.by_flag ? "--" + field + " " + source.path : field + " " + source.path + " of " + of;
      Host::File file = host_.read(source.path);
      if (!file.ok()) {
        fail(what + ": " + file.problem);
        return "";
      }
      pem = std::move(file.text);
    }
    if (pem.find(mark) == std::string::npos) {
      fail(what + " holds no " + (field == "client-key" ? "private key" : "certificate") + " in PEM form");
    }
    return pem;
  }

  const AccessChoice& choice_;
  const Host& host_;
  Access& access_;
  bool secure_ = false;
  std::optional<Error> error_;
};

std::optional<Error> check_namespace(const std::string& ns) {
  if (ns.find_first_of("/%") == std::string::npos && ns != "." && ns != "..") return std::nullopt;
  return Error{ErrorKind::usage, "\"" + ns + "\" is not the name of a namespace", ""};
}

std::string login_origin(const ConnectOptions& options, const Access& access) {
  if (!options.token.empty()) return "--token";
  if (!options.client_certificate.empty()) return "--client-certificate";
  return "the credentials of " + access.user_origin;
}

}  // namespace

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
  access.server_origin = options.server.empty() ? "the server of " + access.cluster_origin : "--server";
  access.ca_origin = options.certificate_authority.empty() ? "the certificate-authority of " + access.cluster_origin
                                                           : "--certificate-authority";
  access.login_origin = login_origin(options, access);
  access.ns = choice.ns;
  if (auto error = check_namespace(access.ns)) return *std::move(error);
  if (auto error = Materializer(choice, host, access).run()) return *std::move(error);
  if (merged.files.empty() && !merged.missing.empty() && !host.env_or_empty("KUBECONFIG").empty()) {
    access.warnings.push_back("KUBECONFIG names no file that exists: " + merged.names() + ".");
  }
  return access;
}

}  // namespace aidiag
