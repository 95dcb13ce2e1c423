// SPDX-License-Identifier: Apache-2.0
// What a file of a dump is, told by its name alone: `ai/pods.json` beside `nodes.json` holds the Pods of namespace ai,
// `ai/llm-0/logs.txt` the logs of a pod. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aidiag {

/// A kind by the name of its resource.
struct KindName {
  std::string_view kind;
  bool namespaced = true;
};

/// "pods", "replication-controllers", "pvc", "Endpointslices" -> kind; a null kind if the word names none.
KindName kind_of_resource(std::string_view word);
bool is_cluster_scoped(std::string_view kind);
/// Every kind that has a name of its own here, and every kind that is read of a cluster.
std::vector<std::string_view> known_kinds();

struct FileRole {
  enum class What {
    objects,         ///< may hold objects
    logs,            ///< <ns>/<pod>/logs.txt
    previous_logs,   ///< <ns>/<pod>/previous-logs.txt
    heads,           ///< <ns>/<pod>/logs-head.txt
    previous_heads,  ///< <ns>/<pod>/previous-logs-head.txt
    capture,         ///< capture.json
    other,           ///< nothing that is read
  };
  What what = What::other;
  std::string kind;  ///< objects: by the file's name; empty if that names no kind
  std::string ns;    ///< folder layout only: the namespace folder; empty at the top
  std::string pod;   ///< logs only
  /// It holds logs, or the beginnings of logs.
  [[nodiscard]] bool is_log() const { return what >= What::logs && what <= What::previous_heads; }
  [[nodiscard]] bool is_head() const { return what == What::heads || what == What::previous_heads; }
  [[nodiscard]] bool is_previous() const { return what == What::previous_logs || what == What::previous_heads; }
  bool in_layout = false;  ///< it stands where `kubectl cluster-info dump` puts such a file
};

/// What the files named by relative paths are; one entry for each name.
struct Layout {
  std::vector<FileRole> roles;
  /// The namespace folders include one that every cluster has and no user works in, so the dump was made with
  /// --all-namespaces (pkg/cmd/clusterinfo of kubectl writes a folder for each).
  bool all_namespaces = false;
};
Layout read_layout(const std::vector<std::string>& names);

/// The name of its file in a dump: "Pod" gives "pods", "Job.batch.volcano.sh" gives "jobs.batch.volcano.sh".
std::string file_of_kind(std::string_view kind);

/// The part before the last "/"; the part behind it; that without its ending; the ending without its dot.
std::string_view folder_of(std::string_view path);
std::string_view file_of(std::string_view path);
std::string_view stem_of(std::string_view path);
std::string_view ending_of(std::string_view path);

}  // namespace aidiag
