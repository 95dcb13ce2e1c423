// SPDX-License-Identifier: Apache-2.0
#include "source/dump_layout.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "source/api_paths.hpp"

namespace aidiag {
namespace {

struct Resource {
  std::string_view plural, short_name, kind;
  bool namespaced = true;
};

constexpr Resource kResources[] = {
    {"pods", "po", "Pod"},
    {"events", "ev", "Event"},
    {"services", "svc", "Service"},
    {"endpoints", "ep", "Endpoints"},
    {"endpointslices", "", "EndpointSlice"},
    {"replicationcontrollers", "rc", "ReplicationController"},
    {"deployments", "deploy", "Deployment"},
    {"replicasets", "rs", "ReplicaSet"},
    {"statefulsets", "sts", "StatefulSet"},
    {"daemonsets", "ds", "DaemonSet"},
    {"jobs", "", "Job"},
    {"cronjobs", "cj", "CronJob"},
    {"persistentvolumeclaims", "pvc", "PersistentVolumeClaim"},
    {"resourcequotas", "quota", "ResourceQuota"},
    {"limitranges", "limits", "LimitRange"},
    {"configmaps", "cm", "ConfigMap"},
    {"serviceaccounts", "sa", "ServiceAccount"},
    {"horizontalpodautoscalers", "hpa", "HorizontalPodAutoscaler"},
    {"poddisruptionbudgets", "pdb", "PodDisruptionBudget"},
    {"networkpolicies", "netpol", "NetworkPolicy"},
    {"ingresses", "ing", "Ingress"},
    {"leases", "", "Lease"},
    {"podtemplates", "", "PodTemplate"},
    {"controllerrevisions", "", "ControllerRevision"},
    {"resourceclaims", "", "ResourceClaim"},
    {"resourceclaimtemplates", "", "ResourceClaimTemplate"},
    {"podschedulingcontexts", "", "PodSchedulingContext"},
    {"podmetrics", "", "PodMetrics"},
    {"workloads", "wl", "Workload"},
    {"localqueues", "lq", "LocalQueue"},
    {"jobsets", "", "JobSet"},
    {"leaderworkersets", "lws", "LeaderWorkerSet"},
    {"podgroups", "", "PodGroup"},
    {"rayclusters", "", "RayCluster"},
    {"rayjobs", "", "RayJob"},
    {"rayservices", "", "RayService"},
    {"inferenceservices", "isvc", "InferenceService"},
    {"servingruntimes", "", "ServingRuntime"},
    {"llminferenceservices", "", "LLMInferenceService"},
    {"pytorchjobs", "", "PyTorchJob"},
    {"tfjobs", "", "TFJob"},
    {"mpijobs", "", "MPIJob"},
    {"trainjobs", "", "TrainJob"},
    {"workflows", "wf", "Workflow"},
    {"notebooks", "", "Notebook"},
    {"scaledobjects", "so", "ScaledObject"},
    {"routes", "", "Route"},
    {"revisions", "", "Revision"},
    {"nodes", "no", "Node", false},
    {"namespaces", "ns", "Namespace", false},
    {"persistentvolumes", "pv", "PersistentVolume", false},
    {"storageclasses", "sc", "StorageClass", false},
    {"csidrivers", "", "CSIDriver", false},
    {"csinodes", "", "CSINode", false},
    {"volumeattachments", "", "VolumeAttachment", false},
    {"priorityclasses", "pc", "PriorityClass", false},
    {"runtimeclasses", "", "RuntimeClass", false},
    {"resourceslices", "", "ResourceSlice", false},
    {"deviceclasses", "", "DeviceClass", false},
    {"ingressclasses", "", "IngressClass", false},
    {"apiservices", "", "APIService", false},
    {"customresourcedefinitions", "crd", "CustomResourceDefinition", false},
    {"validatingwebhookconfigurations", "", "ValidatingWebhookConfiguration", false},
    {"mutatingwebhookconfigurations", "", "MutatingWebhookConfiguration", false},
    {"clusterqueues", "cq", "ClusterQueue", false},
    {"resourceflavors", "rf", "ResourceFlavor", false},
    {"nodepools", "", "NodePool", false},
    {"nodeclaims", "", "NodeClaim", false},
    {"clusterpolicies", "", "ClusterPolicy", false},
    {"clusterservingruntimes", "", "ClusterServingRuntime", false},
    {"nodemetrics", "", "NodeMetrics", false},
};

std::string plain_word(std::string_view word) {
  std::string out;
  for (const char c : word) {
    if (c == '-' || c == '_') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

bool equals_ignoring_case(std::string_view word, std::string_view kind) {
  return word.size() == kind.size() && std::equal(word.begin(), word.end(), kind.begin(), [](char a, char b) {
           return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
         });
}

bool ends_as_objects(std::string_view path) {
  constexpr std::array<std::string_view, 7> endings = {"json", "yaml", "yml", "txt", "log", "out", ""};
  return std::find(endings.begin(), endings.end(), ending_of(path)) != endings.end();
}

FileRole::What log_file(std::string_view file) {
  using What = FileRole::What;
  constexpr std::pair<std::string_view, What> files[] = {{"logs.txt", What::logs},
                                                         {"previous-logs.txt", What::previous_logs},
                                                         {"logs-head.txt", What::heads},
                                                         {"previous-logs-head.txt", What::previous_heads}};
  const auto* found = std::find_if(std::begin(files), std::end(files), [&](const auto& f) { return f.first == file; });
  return found == std::end(files) ? What::other : found->second;
}

// What stands in one folder.
struct Folder {
  bool nodes = false, pods = false, events = false, capture = false;
};

class Reader {
 public:
  explicit Reader(const std::vector<std::string>& names) : names_(names) {}

  Layout read() {
    look_at_folders();
    Layout layout;
    for (const std::string& name : names_) {
      layout.roles.push_back(role(name));
      const FileRole& role = layout.roles.back();
      if (role.in_layout && (role.ns == "kube-public" || role.ns == "kube-node-lease")) layout.all_namespaces = true;
    }
    return layout;
  }

 private:
  void look_at_folders() {
    for (const std::string& name : names_) {
      const std::string_view stem = stem_of(name), ending = ending_of(name);
      if (ending != "json" && ending != "yaml" && ending != "yml") continue;
      Folder& folder = folders_[folder_of(name)];
      folder.nodes |= stem == "nodes";
      folder.pods |= stem == "pods";
      folder.events |= stem == "events";
      folder.capture |= file_of(name) == "capture.json";
    }
    for (const auto& [path, folder] : folders_) {
      if (folder.capture) tops_.insert(path);
      if (path.empty() || folder.nodes) continue;
      const auto above = folders_.find(folder_of(path));
      const bool beside_nodes = above != folders_.end() && above->second.nodes;
      if ((folder.pods && folder.events) || (beside_nodes && (folder.pods || folder.events))) {
        tops_.insert(folder_of(path));
      }
    }
  }

  [[nodiscard]] FileRole role(const std::string& name) const {
    FileRole role;
    const std::string_view file = file_of(name), folder = folder_of(name);
    if (file.empty() || file[0] == '.') return role;
    if (const auto what = log_file(file); what != FileRole::What::other) {
      role.what = what;
      role.pod = file_of(folder);
      role.ns = file_of(folder_of(folder));
      return role;
    }
    if (file == "capture.json") {
      role.what = FileRole::What::capture;
      return role;
    }
    const KindName known = kind_of_resource(stem_of(name));
    if (!ends_as_objects(name) || plain_word(stem_of(name)) == "secrets") return role;
    role.what = FileRole::What::objects;
    role.kind = known.kind;
    if (tops_.contains(folder)) {
      role.in_layout = known.kind.empty() || !known.namespaced;
    } else if (!folder.empty() && tops_.contains(folder_of(folder))) {
      role.in_layout = known.kind.empty() || known.namespaced;
      role.ns = file_of(folder);
    }
    return role;
  }

  const std::vector<std::string>& names_;
  std::map<std::string_view, Folder> folders_;
  std::set<std::string_view> tops_;  // folders that hold namespace folders
};

}  // namespace

KindName kind_of_resource(std::string_view word) {
  const std::string plain = plain_word(word);
  for (const Resource& r : kResources) {
    if (plain == r.plural || (!r.short_name.empty() && plain == r.short_name) || equals_ignoring_case(plain, r.kind)) {
      return {r.kind, r.namespaced};
    }
  }
  return {};
}

std::string file_of_kind(std::string_view kind) {
  if (kind == "ReplicationController") return "replication-controllers";  // as kubectl writes it
  const std::size_t dot = kind.find('.');
  const std::string_view plain = kind.substr(0, dot), group = dot == std::string_view::npos ? "" : kind.substr(dot);
  const auto* found =
      std::find_if(std::begin(kResources), std::end(kResources), [&](const Resource& r) { return r.kind == plain; });
  if (found != std::end(kResources)) return std::string(found->plural) + std::string(group);
  std::string plural = plain_word(plain);
  if (plural.ends_with("y")) return plural.substr(0, plural.size() - 1) + "ies" + std::string(group);
  return plural + (plural.ends_with("s") || plural.ends_with("x") ? "es" : "s") + std::string(group);
}

bool is_cluster_scoped(std::string_view kind) {
  const auto* found =
      std::find_if(std::begin(kResources), std::end(kResources), [kind](const Resource& r) { return r.kind == kind; });
  return found != std::end(kResources) && !found->namespaced;
}

std::vector<std::string_view> known_kinds() {
  std::vector<std::string_view> kinds = api_kinds();
  for (const Resource& r : kResources) kinds.push_back(r.kind);
  return kinds;
}

Layout read_layout(const std::vector<std::string>& names) { return Reader(names).read(); }

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string_view file_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view stem_of(std::string_view path) {
  const std::string_view file = file_of(path);
  return file.substr(0, file.rfind('.'));
}

std::string_view ending_of(std::string_view path) {
  const std::string_view file = file_of(path);
  const std::size_t dot = file.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : file.substr(dot + 1);
}

}  // namespace aidiag
