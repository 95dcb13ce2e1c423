// SPDX-License-Identifier: Apache-2.0
// Which kubeconfig files there are and how they become one (client-go tools/clientcmd/loader.go): of entries with
// the same name the first file's wins whole, of single values the first that is not empty.
#pragma once

#include <string>
#include <vector>

#include "source/kubeconfig_file.hpp"

namespace aidiag {

struct MergedKubeconfig {
  Kubeconfig config;
  std::vector<std::string> files;    ///< those that were read
  std::vector<std::string> missing;  ///< those that are not there
  /// "/a, /b" for messages; the missing ones when none was read.
  [[nodiscard]] std::string names() const;
};

/// `explicit_path` (--kubeconfig) alone if not empty, else those of $KUBECONFIG, else ~/.kube/config. Files that are
/// not there are skipped, but for an explicit one. One that cannot be read or understood fails the whole.
Result<MergedKubeconfig> load_kubeconfig(const std::string& explicit_path, const Host& host);

}  // namespace aidiag
