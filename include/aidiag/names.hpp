// SPDX-License-Identifier: Apache-2.0
// Names to choose from, for a shell that completes: of a kubeconfig, a dump and, as Cluster::names(), of a cluster.
// Not an API for others.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aidiag/result.hpp"

namespace aidiag {

struct Named {
  std::string name;
  std::string about;  ///< a few words on it, on one line; may be empty
};

enum class KubeconfigPart { contexts, clusters, users };

/// Sorted by name. `kubeconfig` as ConnectOptions::kubeconfig. Errors as in open_cluster().
Result<std::vector<Named>> kubeconfig_names(KubeconfigPart part, const std::string& kubeconfig);

/// The objects of that kind in a dump, sorted; `ns` empty: of all namespaces. Errors as in open_dump().
Result<std::vector<Named>> dump_names(const std::string& path, std::string_view kind, std::string_view ns);

}  // namespace aidiag
