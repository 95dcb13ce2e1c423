// SPDX-License-Identifier: Apache-2.0
// One kubeconfig file as a value: which fields there are (client-go tools/clientcmd/api/v1/types.go), of which types,
// and to what their relative paths refer. Nothing is looked up here; src/source/kubeconfig.cpp merges and chooses.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "aidiag/result.hpp"
#include "source/access.hpp"

namespace aidiag {

/// A file to read, or its content given in place (`...-data`, decoded). The content wins.
struct FileOrData {
  std::string path;  ///< absolute, or relative to the working directory if a flag gave it
  std::string data;
  bool by_flag = false;
  [[nodiscard]] bool empty() const { return path.empty() && data.empty(); }
};

struct ClusterEntry {
  std::string server, tls_server_name, proxy_url;
  bool insecure = false, disable_compression = false;
  FileOrData ca;
  std::string exec_config;  ///< JSON of the extension client.authentication.k8s.io/exec
  std::string file;         ///< the kubeconfig it came from; empty: none
};

struct UserEntry {
  FileOrData cert, key;
  std::string token, token_file, username, password;
  Impersonation as;
  std::optional<ExecConfig> exec;
  std::string interactive_mode;              ///< exec's, as written
  std::optional<std::string> auth_provider;  ///< its name
  std::map<std::string, std::string> auth_provider_config;
  std::string file;
};

struct ContextEntry {
  std::string cluster, user, ns;
  std::string file;
};

struct Kubeconfig {
  bool blank = true;  ///< nothing stands in it
  std::string current_context;
  std::map<std::string, ClusterEntry> clusters;
  std::map<std::string, UserEntry> users;
  std::map<std::string, ContextEntry> contexts;
};

/// `path` is absolute: relative paths in the text are made absolute with its folder. Errors (bad_file) begin with
/// `path:line:`.
Result<Kubeconfig> read_kubeconfig(std::string_view text, const std::string& path);

}  // namespace aidiag
