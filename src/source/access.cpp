// SPDX-License-Identifier: Apache-2.0
// From the merged kubeconfig to an Access, in client-go's order: choose the context's cluster and user, lay the flags
// over them, try the pod's service account where no server came of it, then check and read the files
// (client-go tools/clientcmd/client_config.go, validation.go).
#include "source/access.hpp"

#include <utility>

#include "source/in_cluster.hpp"
#include "source/kubeconfig.hpp"
#include "source/url.hpp"

namespace aidiag {
namespace {

struct Choice {
  std::string context_name, cluster_name, user_name, ns;
  ClusterEntry cluster;
  UserEntry user;
  bool in_cluster = false;
};

template <class Entry>
std::string known_names(const std::map<std::string, Entry>& entries) {
  std::string names;
  for (const auto& [name, entry] : entries) names += (names.empty() ? "" : ", ") + name;
  return names.empty() ? "There are none in it." : "It has: " + names + ".";
}

std::string quoted(const std::string& name) { return "\"" + name + "\""; }

std::string origin(const char* what, const std::string& name, const std::string& file) {
  if (file.empty()) return std::string(what) + " given by flags";
  return std::string(what) + " " + quoted(name) + " in " + file;
}

template <class Entry>
std::optional<Error> missing(const char* what, const std::string& name, bool by_flag, const MergedKubeconfig& merged,
                             const std::map<std::string, Entry>& entries) {
  return Error{by_flag ? ErrorKind::usage : ErrorKind::bad_file,
               std::string(what) + " " + quoted(name) + " does not exist in " +
                   (merged.files.empty() && merged.missing.empty() ? "any kubeconfig" : merged.names()),
               known_names(entries)};
}

bool has_own_credentials(const ConnectOptions& options) {
  return !options.token.empty() || !options.client_certificate.empty();
}

std::optional<Error> choose(const ConnectOptions& options, const MergedKubeconfig& merged, Choice& choice) {
  const Kubeconfig& config = merged.config;
  choice.context_name = !options.context.empty() ? options.context : config.current_context;
  ContextEntry context;
  if (!choice.context_name.empty()) {
    const auto found = config.contexts.find(choice.context_name);
    if (found == config.contexts.end()) {
      return missing("context", choice.context_name, !options.context.empty(), merged, config.contexts);
    }
    context = found->second;
  }
  choice.ns = context.ns;
  choice.cluster_name = !options.cluster.empty() ? options.cluster : context.cluster;
  choice.user_name = !options.user.empty() ? options.user : context.user;
  if (const auto found = config.users.find(choice.user_name); found != config.users.end()) {
    choice.user = found->second;
  } else if (!choice.user_name.empty() && (!options.user.empty() || !has_own_credentials(options))) {
    return missing("user", choice.user_name, !options.user.empty(), merged, config.users);
  }
  if (const auto found = config.clusters.find(choice.cluster_name); found != config.clusters.end()) {
    choice.cluster = found->second;
  } else if (!choice.cluster_name.empty() && (options.server.empty() || !options.cluster.empty())) {
    return missing("cluster", choice.cluster_name, !options.cluster.empty(), merged, config.clusters);
  }
  return std::nullopt;
}

void lay_flags_over(const ConnectOptions& options, Choice& choice) {
  ClusterEntry& cluster = choice.cluster;
  if (!options.server.empty()) {
    cluster.server = options.server;
    cluster.tls_server_name.clear();  // it was meant for the other address
  }
  if (!options.tls_server_name.empty()) cluster.tls_server_name = options.tls_server_name;
  if (options.insecure_skip_tls_verify || !options.certificate_authority.empty()) {
    cluster.insecure = options.insecure_skip_tls_verify;
    cluster.ca = {options.certificate_authority, ""};
  }
  cluster.disable_compression = cluster.disable_compression || options.disable_compression;

  UserEntry& user = choice.user;
  if (!options.client_certificate.empty()) user.cert = {options.client_certificate, ""};
  if (!options.client_key.empty()) user.key = {options.client_key, ""};
  if (!options.token.empty()) user.token = options.token;
  if (!options.as.empty()) user.as.user = options.as;
  if (!options.as_uid.empty()) user.as.uid = options.as_uid;
  if (!options.as_groups.empty()) user.as.groups = options.as_groups;
}

// What client-go lets the flags --token and --certificate-authority replace in the pod's own configuration.
void use_in_cluster(const ConnectOptions& options, const InCluster& pod, Choice& choice) {
  choice.in_cluster = true;
  choice.cluster = ClusterEntry{};
  choice.cluster.server = pod.server;
  choice.cluster.ca.path = !options.certificate_authority.empty() ? options.certificate_authority : pod.ca_file;
  choice.user = UserEntry{};
  choice.user.as = {options.as, options.as_uid, options.as_groups, {}};
  choice.user.token = options.token;
  if (options.token.empty()) choice.user.token_file = pod.token_file;
}

Error no_server(const MergedKubeconfig& merged, const Choice& choice) {
  if (!choice.cluster_name.empty()) {
    return {ErrorKind::bad_file, origin("cluster", choice.cluster_name, choice.cluster.file) + " has no server", ""};
  }
  if (!choice.context_name.empty()) {
    return {ErrorKind::bad_file,
            "context " + quoted(choice.context_name) + " in " + merged.names() + " names no cluster",
            "Pass --cluster NAME or --server URL."};
  }
  if (!merged.config.contexts.empty()) {
    return {ErrorKind::bad_file, merged.names() + " has no current-context",
            "Pass --context NAME or run `kubectl config use-context NAME`. " + known_names(merged.config.contexts)};
  }
  if (!merged.files.empty()) {
    return {ErrorKind::connect, "no cluster is configured: " + merged.names() + " is empty",
            "Pass --kubeconfig FILE or --server URL."};
  }
  return {ErrorKind::connect,
          "no cluster is configured: there is no kubeconfig" + (merged.missing.empty() ? "" : " at " + merged.names()),
          "Pass --kubeconfig FILE, set KUBECONFIG, or run this in a pod with a service account."};
}

// The steps from a chosen cluster and user to an Access; the first mistake is kept.
class Materializer {
 public:
  Materializer(const Choice& choice, const Host& host, Access& access)
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
      fail(access_.cluster_origin + " has the server \"" + text + "\", which is no http or https address");
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
    const bool v1 = choice_.user.exec->api_version == "client.authentication.k8s.io/v1";
    if (mode.empty() && v1) {
      fail(what + " has no interactiveMode", "v1 needs it: write interactiveMode: IfAvailable.");
    } else if (!mode.empty() && mode != "Never" && mode != "IfAvailable" && mode != "Always") {
      fail(what + " has the interactiveMode \"" + mode + "\"", "It must be Never, IfAvailable or Always.");
    }
  }

  std::string content(const FileOrData& source, const std::string& field, const std::string& of,
                      std::string_view mark) {
    if (source.empty()) return "";
    std::string pem = source.data;
    if (pem.empty()) {
      Host::File file = host_.read(source.path);
      if (!file.ok()) {
        fail(field + " " + source.path + " of " + of + ": " + file.problem);
        return "";
      }
      pem = std::move(file.text);
    }
    if (pem.find(mark) == std::string::npos) {
      fail((source.data.empty() ? field + " " + source.path : field + "-data") + " of " + of + " holds no " +
           (field == "client-key" ? "private key" : "certificate") + " in PEM form");
    }
    return pem;
  }

  const Choice& choice_;
  const Host& host_;
  Access& access_;
  bool secure_ = false;
  std::optional<Error> error_;
};

std::optional<Error> check_namespace(const std::string& ns) {
  if (ns.find_first_of("/%") == std::string::npos && ns != "." && ns != "..") return std::nullopt;
  return Error{ErrorKind::usage, "\"" + ns + "\" is not the name of a namespace", ""};
}

std::string pick_namespace(const ConnectOptions& options, const Choice& choice, const std::optional<InCluster>& pod) {
  if (!options.ns.empty()) return options.ns;
  if (!choice.ns.empty()) return choice.ns;
  return pod && !pod->ns.empty() ? pod->ns : "default";
}

}  // namespace

Result<Access> load_access(const ConnectOptions& options, const Host& host) {
  auto loaded = load_kubeconfig(options.kubeconfig, host);
  if (!loaded.ok()) return std::move(loaded).error();
  const MergedKubeconfig& merged = loaded.value();
  Choice choice;
  if (auto error = choose(options, merged, choice)) return *std::move(error);
  lay_flags_over(options, choice);
  if (choice.cluster.server.empty() && choice.cluster_name.empty())
    choice.cluster.server = host.env_or_empty("KUBERNETES_MASTER");
  const auto pod = find_in_cluster(host);
  if (choice.cluster.server.empty() && pod) use_in_cluster(options, *pod, choice);
  if (choice.cluster.server.empty()) return no_server(merged, choice);

  Access access;
  access.context = choice.context_name;
  access.cluster = choice.cluster_name;
  access.user = choice.user_name;
  access.cluster_origin =
      choice.in_cluster ? "the pod's service account" : origin("cluster", choice.cluster_name, choice.cluster.file);
  access.user_origin =
      choice.in_cluster ? "the pod's service account" : origin("user", choice.user_name, choice.user.file);
  access.ns = pick_namespace(options, choice, pod);
  if (auto error = check_namespace(access.ns)) return *std::move(error);
  if (auto error = Materializer(choice, host, access).run()) return *std::move(error);
  if (merged.files.empty() && !merged.missing.empty() && !host.env_or_empty("KUBECONFIG").empty()) {
    access.warnings.push_back("KUBECONFIG names no file that exists: " + merged.names() + ".");
  }
  return access;
}

}  // namespace aidiag
