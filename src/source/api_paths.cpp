// SPDX-License-Identifier: Apache-2.0
#include "source/api_paths.hpp"

#include <algorithm>

#include "source/url.hpp"

namespace aidiag {
namespace {

constexpr bool kCluster = false;  // cluster scope
constexpr bool kNamespaced = true;

constexpr ApiKind kKinds[] = {
    {"Pod", "pods", kNamespaced, {"v1"}},
    {"Event", "events", kNamespaced, {"v1"}},
    {"Node", "nodes", kCluster, {"v1"}},
    {"Namespace", "namespaces", kCluster, {"v1"}},
    {"Service", "services", kNamespaced, {"v1"}},
    {"Endpoints", "endpoints", kNamespaced, {"v1"}},
    {"EndpointSlice", "endpointslices", kNamespaced, {"discovery.k8s.io/v1", "discovery.k8s.io/v1beta1"}},
    {"ConfigMap", "configmaps", kNamespaced, {"v1"}, true},
    {"ServiceAccount", "serviceaccounts", kNamespaced, {"v1"}},
    {"ReplicationController", "replicationcontrollers", kNamespaced, {"v1"}},
    {"PersistentVolumeClaim", "persistentvolumeclaims", kNamespaced, {"v1"}},
    {"PersistentVolume", "persistentvolumes", kCluster, {"v1"}},
    {"ResourceQuota", "resourcequotas", kNamespaced, {"v1"}},
    {"LimitRange", "limitranges", kNamespaced, {"v1"}},
    {"Deployment", "deployments", kNamespaced, {"apps/v1"}},
    {"ReplicaSet", "replicasets", kNamespaced, {"apps/v1"}},
    {"StatefulSet", "statefulsets", kNamespaced, {"apps/v1"}},
    {"DaemonSet", "daemonsets", kNamespaced, {"apps/v1"}},
    {"Job", "jobs", kNamespaced, {"batch/v1"}},
    {"CronJob", "cronjobs", kNamespaced, {"batch/v1", "batch/v1beta1"}},
    {"HorizontalPodAutoscaler",
     "horizontalpodautoscalers",
     kNamespaced,
     {"autoscaling/v2", "autoscaling/v2beta2", "autoscaling/v1"}},
    {"PodDisruptionBudget", "poddisruptionbudgets", kNamespaced, {"policy/v1", "policy/v1beta1"}},
    {"Ingress", "ingresses", kNamespaced, {"networking.k8s.io/v1", "networking.k8s.io/v1beta1"}},
    {"NetworkPolicy", "networkpolicies", kNamespaced, {"networking.k8s.io/v1"}},
    {"StorageClass", "storageclasses", kCluster, {"storage.k8s.io/v1"}},
    {"VolumeAttachment", "volumeattachments", kCluster, {"storage.k8s.io/v1"}},
    {"CSIDriver", "csidrivers", kCluster, {"storage.k8s.io/v1"}},
    {"CSINode", "csinodes", kCluster, {"storage.k8s.io/v1"}},
    {"CSIStorageCapacity", "csistoragecapacities", kNamespaced, {"storage.k8s.io/v1", "storage.k8s.io/v1beta1"}},
    {"PriorityClass", "priorityclasses", kCluster, {"scheduling.k8s.io/v1"}},
    {"RuntimeClass", "runtimeclasses", kCluster, {"node.k8s.io/v1"}},
    {"Lease", "leases", kNamespaced, {"coordination.k8s.io/v1"}},
    {"MutatingWebhookConfiguration", "mutatingwebhookconfigurations", kCluster, {"admissionregistration.k8s.io/v1"}},
    {"ValidatingWebhookConfiguration",
     "validatingwebhookconfigurations",
     kCluster,
     {"admissionregistration.k8s.io/v1"}},
    {"APIService", "apiservices", kCluster, {"apiregistration.k8s.io/v1"}},
    {"ResourceClaim",
     "resourceclaims",
     kNamespaced,
     {"resource.k8s.io/v1", "resource.k8s.io/v1beta2", "resource.k8s.io/v1beta1", "resource.k8s.io/v1alpha3"}},
    {"ResourceClaimTemplate",
     "resourceclaimtemplates",
     kNamespaced,
     {"resource.k8s.io/v1", "resource.k8s.io/v1beta2", "resource.k8s.io/v1beta1", "resource.k8s.io/v1alpha3"}},
    {"DeviceClass",
     "deviceclasses",
     kCluster,
     {"resource.k8s.io/v1", "resource.k8s.io/v1beta2", "resource.k8s.io/v1beta1", "resource.k8s.io/v1alpha3"}},
    {"ResourceSlice",
     "resourceslices",
     kCluster,
     {"resource.k8s.io/v1", "resource.k8s.io/v1beta2", "resource.k8s.io/v1beta1", "resource.k8s.io/v1alpha3"}},
    // Custom resources that own pods of AI workloads, queue them, or bring nodes and devices.
    {"InferenceService", "inferenceservices", kNamespaced, {"serving.kserve.io/v1beta1"}},
    {"RayCluster", "rayclusters", kNamespaced, {"ray.io/v1", "ray.io/v1alpha1"}},
    {"RayService", "rayservices", kNamespaced, {"ray.io/v1", "ray.io/v1alpha1"}},
    {"RayJob", "rayjobs", kNamespaced, {"ray.io/v1", "ray.io/v1alpha1"}},
    {"PyTorchJob", "pytorchjobs", kNamespaced, {"kubeflow.org/v1"}},
    {"TFJob", "tfjobs", kNamespaced, {"kubeflow.org/v1"}},
    {"MPIJob", "mpijobs", kNamespaced, {"kubeflow.org/v1", "kubeflow.org/v2beta1"}},
    {"TrainJob", "trainjobs", kNamespaced, {"trainer.kubeflow.org/v1alpha1"}},
    {"LeaderWorkerSet", "leaderworkersets", kNamespaced, {"leaderworkerset.x-k8s.io/v1"}},
    {"JobSet", "jobsets", kNamespaced, {"jobset.x-k8s.io/v1alpha2"}},
    {"Workload", "workloads", kNamespaced, {"kueue.x-k8s.io/v1beta2", "kueue.x-k8s.io/v1beta1"}},
    {"LocalQueue", "localqueues", kNamespaced, {"kueue.x-k8s.io/v1beta2", "kueue.x-k8s.io/v1beta1"}},
    {"ClusterQueue", "clusterqueues", kCluster, {"kueue.x-k8s.io/v1beta2", "kueue.x-k8s.io/v1beta1"}},
    {"ResourceFlavor", "resourceflavors", kCluster, {"kueue.x-k8s.io/v1beta2", "kueue.x-k8s.io/v1beta1"}},
    {"LLMInferenceService",
     "llminferenceservices",
     kNamespaced,
     {"serving.kserve.io/v1alpha2", "serving.kserve.io/v1alpha1"}},
    {"ServingRuntime", "servingruntimes", kNamespaced, {"serving.kserve.io/v1alpha1"}},
    {"ClusterServingRuntime", "clusterservingruntimes", kCluster, {"serving.kserve.io/v1alpha1"}},
    {"Revision", "revisions", kNamespaced, {"serving.knative.dev/v1"}},
    {"JAXJob", "jaxjobs", kNamespaced, {"kubeflow.org/v1"}},
    {"PaddleJob", "paddlejobs", kNamespaced, {"kubeflow.org/v1"}},
    {"XGBoostJob", "xgboostjobs", kNamespaced, {"kubeflow.org/v1"}},
    {"Notebook", "notebooks", kNamespaced, {"kubeflow.org/v1", "kubeflow.org/v1beta1"}},
    {"AppWrapper", "appwrappers", kNamespaced, {"workload.codeflare.dev/v1beta2"}},
    {"Service.serving.knative.dev", "services", kNamespaced, {"serving.knative.dev/v1"}},
    {"Job.batch.volcano.sh", "jobs", kNamespaced, {"batch.volcano.sh/v1alpha1"}},
    {"Rollout", "rollouts", kNamespaced, {"argoproj.io/v1alpha1"}},
    {"Workflow", "workflows", kNamespaced, {"argoproj.io/v1alpha1"}},
    {"ScaledObject", "scaledobjects", kNamespaced, {"keda.sh/v1alpha1"}},
    {"NIMService", "nimservices", kNamespaced, {"apps.nvidia.com/v1alpha1"}},
    {"DynamoGraphDeployment", "dynamographdeployments", kNamespaced, {"nvidia.com/v1alpha1"}},
    {"ClusterPolicy", "clusterpolicies", kCluster, {"nvidia.com/v1"}},
    {"ComputeDomain", "computedomains", kNamespaced, {"resource.nvidia.com/v1beta1"}},
    {"NodePool", "nodepools", kCluster, {"karpenter.sh/v1", "karpenter.sh/v1beta1"}},
    {"NodeClaim", "nodeclaims", kCluster, {"karpenter.sh/v1", "karpenter.sh/v1beta1"}},
    {"ProvisioningRequest",
     "provisioningrequests",
     kNamespaced,
     {"autoscaling.x-k8s.io/v1", "autoscaling.x-k8s.io/v1beta1"}},
    {"PodGroup", "podgroups", kNamespaced, {"scheduling.volcano.sh/v1beta1", "scheduling.x-k8s.io/v1alpha1"}},
};

std::string root_of(std::string_view version) {
  const bool core = version.find('/') == std::string_view::npos;
  return (core ? "/api/" : "/apis/") + std::string(version);
}

std::string collection_path(const ApiKind& kind, std::string_view version, std::string_view ns) {
  const std::string in_ns = kind.namespaced && !ns.empty() ? "/namespaces/" + percent_encode(ns) : "";
  return root_of(version) + in_ns + "/" + std::string(kind.plural);
}

class Query {
 public:
  void add(std::string_view key, std::string_view value) {
    if (value.empty()) return;
    text_ += (text_.empty() ? "?" : "&") + std::string(key) + "=" + percent_encode(value);
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace

std::size_t ApiKind::version_count() const {
  return static_cast<std::size_t>(std::find(versions.begin(), versions.end(), "") - versions.begin());
}

bool ApiKind::always_served() const { return versions.front() == "v1" || versions.front() == "apps/v1"; }

const ApiKind* api_kind(std::string_view kind) {
  const auto* found =
      std::find_if(std::begin(kKinds), std::end(kKinds), [kind](const ApiKind& k) { return k.kind == kind; });
  return found == std::end(kKinds) ? nullptr : found;
}

std::vector<std::string_view> api_kinds() {
  std::vector<std::string_view> kinds;
  for (const ApiKind& kind : kKinds) kinds.push_back(kind.kind);
  return kinds;
}

std::string list_path(const ApiKind& kind, std::string_view version, std::string_view ns, const ListQuery& query) {
  Query q;
  q.add("limit", query.limit > 0 ? std::to_string(query.limit) : "");
  q.add("fieldSelector", query.field_selector);
  q.add("labelSelector", query.label_selector);
  q.add("continue", query.continue_token);
  if (query.from_cache && query.continue_token.empty()) q.add("resourceVersion", "0");
  return collection_path(kind, version, ns) + q.text();
}

std::string object_path(const ApiKind& kind, std::string_view version, std::string_view ns, std::string_view name) {
  return collection_path(kind, version, ns) + "/" + percent_encode(name);
}

std::string log_path(std::string_view ns, std::string_view pod, const LogQuery& query) {
  Query q;
  q.add("container", query.container);
  if (query.previous) q.add("previous", "true");
  q.add("timestamps", "true");
  if (query.tail > 0) q.add("tailLines", std::to_string(query.tail));
  if (query.limit_bytes > 0) q.add("limitBytes", std::to_string(query.limit_bytes));
  return object_path(*api_kind("Pod"), "v1", ns, pod) + "/log" + q.text();
}

// managedFields are up to 60 % of an object; servers that do not know the parameter ignore it (KEP-5958).
std::string accept_header(const ApiKind& kind, bool list) {
  if (!kind.metadata_only) return "application/json;drop=metadata.managedFields";
  return std::string("application/json;as=PartialObjectMetadata") + (list ? "List" : "") + ";v=v1;g=meta.k8s.io";
}

}  // namespace aidiag
