// SPDX-License-Identifier: Apache-2.0
// Which cluster, which user, which namespace: the context's, with the flags laid over them, else the pod's service
// account. Nothing is checked or read from disk beyond what choosing needs (client-go
// tools/clientcmd/client_config.go, merged_client_builder.go).
#pragma once

#include <string>

#include "source/in_cluster.hpp"
#include "source/kubeconfig.hpp"

namespace aidiag {

struct AccessChoice {
  std::string context_name, cluster_name, user_name, ns;
  ClusterEntry cluster;  ///< its server is not empty
  UserEntry user;
  std::string context_file;  ///< the kubeconfig that the context came from
  bool in_cluster = false;
  bool by_flag = false, by_environment = false;  ///< the server's address: --server, KUBERNETES_MASTER

  /// For messages: `cluster "prod" in /home/me/.kube/config`.
  [[nodiscard]] std::string cluster_origin() const;
  [[nodiscard]] std::string user_origin() const;
  [[nodiscard]] std::string server_origin() const;     ///< `the server of cluster ...`, `--server`
  [[nodiscard]] std::string namespace_origin() const;  ///< REQUIRES that it is not -n's
};

/// Errors: `usage` for a flag that names what is not there, `bad_file` for a context that does, `connect` when nothing
/// is configured at all.
Result<AccessChoice> choose_access(const ConnectOptions& options, const MergedKubeconfig& merged, const Host& host);

}  // namespace aidiag
