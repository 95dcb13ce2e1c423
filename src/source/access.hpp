// SPDX-License-Identifier: Apache-2.0
// How to reach one cluster as one user: what the kubeconfig files, the flags and the in-cluster files come down to.
// A plain value; file contents are in it, so that nothing after it needs the disk (but for a token that rotates).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aidiag/cluster.hpp"
#include "source/host.hpp"

namespace aidiag {

/// A credential plugin: users[].user.exec.
struct ExecConfig {
  enum class Interactive { never, if_available, always };
  std::string command;  ///< a path, or a name to look for in PATH
  std::vector<std::string> args;
  std::vector<std::pair<std::string, std::string>> env;
  std::string api_version;
  std::string install_hint;
  Interactive interactive = Interactive::if_available;
  bool provide_cluster_info = false;
};

struct Impersonation {
  std::string user, uid;
  std::vector<std::string> groups;
  std::map<std::string, std::vector<std::string>> extra;
};

struct Access {
  std::string server;  ///< scheme, host, port and path prefix, without a slash at the end
  std::string context, cluster, user;
  std::string ns;

  std::string ca_pem;  ///< empty: the system's roots
  bool insecure = false;
  std::string tls_server_name;
  std::string proxy_url;
  bool disable_compression = false;
  std::string exec_cluster_config;  ///< JSON of the cluster's extension for credential plugins, or empty

  std::string cert_pem, key_pem;
  std::string token, token_file;  ///< the file wins while it can be read
  std::string username, password;
  std::optional<ExecConfig> exec;
  Impersonation as;

  std::string cluster_origin;  ///< for messages: `cluster "prod" in /home/me/.kube/config`
  std::string user_origin;     ///< `user "me" in /home/me/.kube/config`
  std::string server_origin;   ///< `the server of cluster ...`, or `--server`
  std::string ca_origin;       ///< `the certificate-authority of cluster ...`, or `--certificate-authority`
  std::string login_origin;    ///< `the credentials of user ...`, or `--token`
  std::string proxy;           ///< the address of the proxy in use, without its login, or empty
  std::string proxy_origin;    ///< `the proxy-url of cluster ...`, or `HTTPS_PROXY in the environment`
  std::vector<std::string> warnings;

  /// What messages begin with: `context "prod" (https://10.0.0.1:6443)`, as far as there is either.
  [[nodiscard]] std::string place() const;
};

/// Finds, merges and checks the kubeconfig as kubectl does, applies the flags, and falls back to the service account
/// of a pod where there is no kubeconfig. Errors as in open_cluster().
Result<Access> load_access(const ConnectOptions& options, const Host& host);

}  // namespace aidiag
