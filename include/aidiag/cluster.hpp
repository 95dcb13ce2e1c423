// SPDX-License-Identifier: Apache-2.0
// A live cluster as a Source. `open_cluster` finds the kubeconfig as kubectl does, applies the connection flags and
// returns a reader that only ever sends GET. What it cannot read becomes a Gap; only where nothing at all can be
// shown does a read fail. Not an API for others.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/names.hpp"
#include "aidiag/recorder.hpp"
#include "aidiag/result.hpp"
#include "aidiag/source.hpp"
#include "aidiag/value.hpp"

namespace aidiag {

/// The connection flags, named as kubectl names them. An empty text means that the flag was not given.
struct ConnectOptions {
  std::string kubeconfig;
  std::string context, cluster, user;
  std::string ns;  ///< -n
  std::string server;
  std::string tls_server_name;
  std::string certificate_authority;  ///< a file, relative to the working directory
  bool insecure_skip_tls_verify = false;
  std::string client_certificate, client_key;  ///< files
  std::string token, username, password;
  std::string as, as_uid;
  std::vector<std::string> as_groups;
  std::map<std::string, std::vector<std::string>> as_user_extra;
  std::string kuberc;  ///< the file of preferences, instead of $KUBERC or ~/.kube/kuberc
  bool disable_compression = false;

  Duration request_timeout;        ///< --request-timeout: bounds one request with its body; 0: no bound
  Duration timeout = seconds(10);  ///< --timeout: bounds all reading of one look; 0: no bound
  Duration log_timeout = seconds(3);
  /// A credential plugin's time. None: 30 seconds where it cannot ask the user, as a cloud's may take many, else no
  /// bound; --timeout if that is given; 0: no bound.
  std::optional<Duration> plugin_timeout;
  std::size_t max_body = 256u << 20;  ///< bytes of one answer, after unpacking
  std::string user_agent = "kubectl-ai-diag";

  int verbosity = 0;                                    ///< -v, with kubectl's meaning of 6 to 10
  std::function<void(std::string_view)> trace;          ///< takes the lines of -v; credentials are masked in them
  std::function<void(std::string_view)> plugin_stderr;  ///< takes what a credential plugin says, as it says it
  std::function<void(std::string_view)> waits_for;      ///< takes what is waited for beside the server; "": no more
  Recorder* recorder = nullptr;                         ///< is told of every object that is read
  const std::atomic<bool>* interrupted = nullptr;       ///< when it turns true, what is not read yet becomes a Gap
};

/// `--request-timeout`: "0", whole seconds, or a Go duration. The error says what is accepted.
Result<Duration> parse_request_timeout(std::string_view text);

/// An open cluster. Nothing is sent before the first read().
class Cluster : public Source {
 public:
  [[nodiscard]] virtual const std::string& context() const = 0;  ///< empty without one (in-cluster, --server)
  [[nodiscard]] virtual const std::string& server() const = 0;   ///< "https://10.0.0.1:6443"
  /// -n, else the context's, else the service account's, else "default".
  [[nodiscard]] virtual const std::string& default_namespace() const = 0;
  /// The server's clock as of now, from the Date header of its last answer; nullopt before the first.
  [[nodiscard]] virtual std::optional<Time> server_time() const = 0;
  /// What the server calls its version, such as "v1.33.1"; empty if it does not say. One request more.
  virtual std::string server_version() = 0;
  /// What to tell the user on stderr: the server's Warning headers and remarks on the kubeconfig, each once, in
  /// order. Only those that came since the last call.
  virtual std::vector<std::string> take_warnings() = 0;
  /// The objects of that kind in a namespace, or with an empty `ns` of the cluster, with the columns READY and STATUS
  /// of `kubectl get` as a few words. Those that came before the timeout, in the server's order.
  virtual Result<std::vector<Named>> names(std::string_view kind, std::string_view ns) = 0;
  /// Begins another look (--wait): the time of ConnectOptions::timeout starts again.
  virtual void begin_look() = 0;
};

/// Errors: `usage` for a flag that names what is not there, `bad_file` for a kubeconfig that cannot be used,
/// `connect` when there is none. read() fails with `connect` or `unauthorized` when nothing could be read.
Result<std::unique_ptr<Cluster>> open_cluster(const ConnectOptions& options);

}  // namespace aidiag
