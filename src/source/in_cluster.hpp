// SPDX-License-Identifier: Apache-2.0
// The service account that Kubernetes mounts into every pod (client-go rest/config.go, InClusterConfig).
#pragma once

#include <optional>
#include <string>

#include "source/host.hpp"

namespace aidiag {

struct InCluster {
  std::string server;
  std::string token_file;
  std::string ca_file;
  std::string ns;  ///< $POD_NAMESPACE, else the mounted one; may be empty
};

/// nullopt outside of a pod, or where no token is mounted.
std::optional<InCluster> find_in_cluster(const Host& host);

/// Where a pod has the token of its service account.
std::string in_cluster_token();

}  // namespace aidiag
