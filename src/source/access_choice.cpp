// SPDX-License-Identifier: Apache-2.0
#include "source/access_choice.hpp"

#include <utility>

namespace aidiag {
namespace {

template <class Entry>
std::string known_names(const std::map<std::string, Entry>& entries) {
  std::string names;
  for (const auto& [name, entry] : entries) names += (names.empty() ? "" : ", ") + name;
  return names.empty() ? "There are none in it." : "It has: " + names + ".";
}

std::string quoted(const std::string& name) { return "\"" + name + "\""; }

// `of`: what names it, as " of context \"prod\"", or nothing.
template <class Entry>
std::optional<Error> missing(const std::string& name, const std::string& of, bool by_flag,
                             const MergedKubeconfig& merged, const std::map<std::string, Entry>& entries) {
  if (merged.files.empty()) {
    return Error{
        ErrorKind::usage,
        name + " does not exist: there is no kubeconfig" + (merged.missing.empty() ? "" : " at ") + merged.names(),
        "Pass --kubeconfig FILE or set KUBECONFIG."};
  }
  return Error{by_flag ? ErrorKind::usage : ErrorKind::bad_file,
               name + (by_flag ? "" : of) + " does not exist in " + merged.names(), known_names(entries)};
}

bool has_own_credentials(const ConnectOptions& options) {
  return !options.token.empty() || !options.client_certificate.empty() || !options.username.empty();
}

std::optional<Error> choose(const ConnectOptions& options, const MergedKubeconfig& merged, AccessChoice& choice) {
  const Kubeconfig& config = merged.config;
  choice.context_name = !options.context.empty() ? options.context : config.current_context;
  ContextEntry context;  // an entry may well have an empty name, and is then found by it
  if (const auto found = config.contexts.find(choice.context_name); found != config.contexts.end()) {
    context = found->second;
    choice.context_file = context.file;
  } else if (!choice.context_name.empty()) {
    return missing("context " + quoted(choice.context_name), ", the current one,", !options.context.empty(), merged,
                   config.contexts);
  }
  choice.ns = context.ns;
  choice.cluster_name = !options.cluster.empty() ? options.cluster : context.cluster;
  choice.user_name = !options.user.empty() ? options.user : context.user;
  const std::string of = " of context " + quoted(choice.context_name);
  if (const auto found = config.users.find(choice.user_name); found != config.users.end()) {
    choice.user = found->second;
  } else if (!choice.user_name.empty() && (!options.user.empty() || !has_own_credentials(options))) {
    return missing("user " + quoted(choice.user_name), of, !options.user.empty(), merged, config.users);
  }
  if (const auto found = config.clusters.find(choice.cluster_name); found != config.clusters.end()) {
    choice.cluster = found->second;
  } else if (!choice.cluster_name.empty() && (options.server.empty() || !options.cluster.empty())) {
    return missing("cluster " + quoted(choice.cluster_name), of, !options.cluster.empty(), merged, config.clusters);
  }
  return std::nullopt;
}

// What the flags say that makes no sense without another flag or the kubeconfig's help.
std::optional<Error> check_flags(const ConnectOptions& options, const UserEntry& user) {
  const char* lonely = !options.as_groups.empty()       ? "--as-group"
                       : !options.as_uid.empty()        ? "--as-uid"
                       : !options.as_user_extra.empty() ? "--as-user-extra"
                                                        : nullptr;
  if (user.as.user.empty() && lonely != nullptr) {
    return Error{ErrorKind::usage, std::string(lonely) + " goes with --as, which is missing", ""};
  }
  if (!options.client_certificate.empty() && user.key.empty()) {
    return Error{ErrorKind::usage, "--client-certificate goes with --client-key, which is missing", ""};
  }
  return std::nullopt;
}

void lay_flags_over(const ConnectOptions& options, AccessChoice& choice) {
  ClusterEntry& cluster = choice.cluster;
  if (!options.server.empty()) {
    cluster.server = options.server;
    cluster.tls_server_name.clear();  // it was meant for the other address
  }
  if (!options.tls_server_name.empty()) cluster.tls_server_name = options.tls_server_name;
  if (options.insecure_skip_tls_verify || !options.certificate_authority.empty()) {
    cluster.insecure = options.insecure_skip_tls_verify;
    cluster.ca = {options.certificate_authority, "", true};
  }
  cluster.disable_compression = cluster.disable_compression || options.disable_compression;

  UserEntry& user = choice.user;
  if (!options.client_certificate.empty()) user.cert = {options.client_certificate, "", true};
  if (!options.client_key.empty()) user.key = {options.client_key, "", true};
  if (!options.token.empty()) user.token = options.token;
  if (!options.username.empty()) user.username = options.username;
  if (!options.password.empty()) user.password = options.password;
  if (!options.as.empty()) user.as.user = options.as;
  if (!options.as_uid.empty()) user.as.uid = options.as_uid;
  if (!options.as_groups.empty()) user.as.groups = options.as_groups;
  for (const auto& [key, values] : options.as_user_extra) user.as.extra[key] = values;
}

// What client-go lets the flags --token and --certificate-authority replace in the pod's own configuration.
void use_in_cluster(const ConnectOptions& options, const InCluster& pod, AccessChoice& choice) {
  choice.in_cluster = true;
  choice.cluster = ClusterEntry{};
  choice.cluster.server = pod.server;
  choice.cluster.disable_compression = options.disable_compression;
  choice.cluster.ca.path = !options.certificate_authority.empty() ? options.certificate_authority : pod.ca_file;
  choice.user = UserEntry{};
  choice.user.as = {options.as, options.as_uid, options.as_groups, options.as_user_extra};
  choice.user.token = options.token;
  if (options.token.empty()) choice.user.token_file = pod.token_file;
}

// A kubeconfig that leads to kubectl's default server counts as none, as far as pods are concerned.
bool is_default_server(const std::string& server, const Host& host) {
  const std::string other = host.env_or_empty("KUBERNETES_MASTER");
  return server.empty() || server == (other.empty() ? "http://localhost:8080" : other);
}

// What is configured, and leads nowhere.
Error no_server(const MergedKubeconfig& merged, const AccessChoice& choice) {
  const std::string context = "context " + quoted(choice.context_name);
  if (!choice.cluster_name.empty()) {
    return {ErrorKind::bad_file,
            (choice.context_name.empty() ? "" : context + ": ") + choice.cluster_origin() + " has no server",
            "Write server: https://HOST:6443 there, or pass --server URL."};
  }
  if (!choice.context_name.empty()) {
    return {ErrorKind::bad_file, context + " in " + choice.context_file + " names no cluster",
            "Pass --cluster NAME or --server URL."};
  }
  if (!merged.config.contexts.empty()) {
    return {ErrorKind::bad_file, merged.names() + " has no current-context",
            "Pass --context NAME or run `kubectl config use-context NAME`. " + known_names(merged.config.contexts)};
  }
  return {ErrorKind::bad_file,
          "no cluster is configured: " + merged.names() + (merged.config.blank ? " is empty" : " has no contexts"),
          "Pass --kubeconfig FILE or --server URL."};
}

Error no_kubeconfig(const MergedKubeconfig& merged, const Host& host) {
  const std::string nothing = "no cluster is configured: there is no kubeconfig" +
                              (merged.missing.empty() ? std::string() : " at " + merged.names());
  if (host.env_or_empty("KUBERNETES_SERVICE_HOST").empty() || host.read(in_cluster_token()).ok()) {
    return {ErrorKind::connect, nothing,
            "Pass --kubeconfig FILE, set KUBECONFIG, or run this in a pod with a service account."};
  }
  return {ErrorKind::connect, nothing + ", and this pod has no token of a service account at " + in_cluster_token(),
          "Has the pod, or its service account, automountServiceAccountToken set to false?"};
}

std::string origin(const char* what, const std::string& name, const std::string& file) {
  if (file.empty()) return std::string(what) + " given by flags";
  return std::string(what) + " " + quoted(name) + " in " + file;
}

std::string pick_namespace(const ConnectOptions& options, const AccessChoice& choice,
                           const std::optional<InCluster>& pod) {
  if (!options.ns.empty()) return options.ns;
  if (!choice.ns.empty()) return choice.ns;
  return pod && !pod->ns.empty() ? pod->ns : "default";
}

}  // namespace

std::string AccessChoice::cluster_origin() const {
  if (in_cluster) return "the pod's service account";
  const bool nameless = by_environment && cluster.file.empty();
  return nameless ? "the cluster of " + server_origin() : origin("cluster", cluster_name, cluster.file);
}

std::string AccessChoice::server_origin() const {
  if (by_flag) return "--server";
  return by_environment ? "KUBERNETES_MASTER in the environment" : "the server of " + cluster_origin();
}

std::string AccessChoice::namespace_origin() const {
  return in_cluster ? cluster_origin() : "the namespace of context " + quoted(context_name) + " in " + context_file;
}

std::string AccessChoice::user_origin() const {
  return in_cluster ? "the pod's service account" : origin("user", user_name, user.file);
}

Result<AccessChoice> choose_access(const ConnectOptions& options, const MergedKubeconfig& merged, const Host& host) {
  AccessChoice choice;
  if (auto error = choose(options, merged, choice)) return *std::move(error);
  lay_flags_over(options, choice);
  if (auto error = check_flags(options, choice.user)) return *std::move(error);
  const auto pod = find_in_cluster(host);
  if (pod && is_default_server(choice.cluster.server, host)) use_in_cluster(options, *pod, choice);
  choice.by_flag = !options.server.empty() && !choice.in_cluster;
  if (choice.cluster.server.empty()) {
    choice.cluster.server = host.env_or_empty("KUBERNETES_MASTER");
    choice.by_environment = !choice.cluster.server.empty();
  }
  if (choice.cluster.server.empty()) {
    return merged.files.empty() ? no_kubeconfig(merged, host) : no_server(merged, choice);
  }
  choice.ns = pick_namespace(options, choice, pod);
  return choice;
}

}  // namespace aidiag
