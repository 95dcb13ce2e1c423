// SPDX-License-Identifier: Apache-2.0
#include "model/kind.hpp"

#include <algorithm>

namespace aidiag {
namespace {

/// Kinds of Kubernetes' own whose names others use too; sorted. Knative has a Service of the same name for each of its
/// own Services, Volcano a Job, Longhorn a Node, Calico a NetworkPolicy, so that mixing them up would hide objects.
constexpr std::string_view own_kinds[] = {"ConfigMap",
                                          "CronJob",
                                          "DaemonSet",
                                          "Deployment",
                                          "DeviceClass",
                                          "EndpointSlice",
                                          "Endpoints",
                                          "Event",
                                          "HorizontalPodAutoscaler",
                                          "Ingress",
                                          "Job",
                                          "Lease",
                                          "LimitRange",
                                          "Namespace",
                                          "NetworkPolicy",
                                          "Node",
                                          "PersistentVolume",
                                          "PersistentVolumeClaim",
                                          "Pod",
                                          "PodDisruptionBudget",
                                          "PriorityClass",
                                          "ReplicaSet",
                                          "ReplicationController",
                                          "ResourceClaim",
                                          "ResourceQuota",
                                          "ResourceSlice",
                                          "RuntimeClass",
                                          "Secret",
                                          "Service",
                                          "ServiceAccount",
                                          "StatefulSet",
                                          "StorageClass",
                                          "VolumeAttachment"};
static_assert(std::is_sorted(std::begin(own_kinds), std::end(own_kinds)));

/// "", "apps" and "storage.k8s.io" are; "batch.volcano.sh" and "scheduling.x-k8s.io" are not.
bool is_own_group(std::string_view group) {
  return group.find('.') == std::string_view::npos || group.ends_with(".k8s.io");
}

}  // namespace

std::string_view item_kind(std::string_view list_kind) {
  constexpr std::string_view ending = "List";
  return list_kind.ends_with(ending) ? list_kind.substr(0, list_kind.size() - ending.size()) : std::string_view();
}

std::string qualified_kind(std::string_view kind, std::string_view api_version) {
  const auto slash = api_version.find('/');
  const std::string_view group = api_version.substr(0, slash == std::string_view::npos ? 0 : slash);
  if (is_own_group(group) || !std::binary_search(std::begin(own_kinds), std::end(own_kinds), kind))
    return std::string(kind);
  return std::string(kind) + "." + std::string(group);
}

}  // namespace aidiag
