# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154 # dir and port are set by cluster
# GPU nodes that kwok pretends to run: eight A100 each, tainted as GPU nodes mostly are.

up_simulated_nodes() { # COUNT
  local i
  for ((i = 1; i <= $1; i++)); do
    cat <<YAML
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-$i
  annotations: {kwok.x-k8s.io/node: fake}
  labels: {kubernetes.io/hostname: gpu-$i, kubernetes.io/os: linux, kubernetes.io/arch: amd64,
    nvidia.com/gpu.present: "true", nvidia.com/gpu.product: NVIDIA-A100-SXM4-80GB, nvidia.com/gpu.count: "8"}
spec:
  taints: [{key: nvidia.com/gpu, value: present, effect: NoSchedule}]
status:
  capacity: &resources {cpu: "96", memory: 1024Gi, pods: "110", ephemeral-storage: 2Ti, nvidia.com/gpu: "8"}
  allocatable: *resources
YAML
  done >"$dir/simulated-nodes.yaml"
  kubectl apply -f "$dir/simulated-nodes.yaml" >/dev/null
  start kwok kwok --kubeconfig "$KUBECONFIG" --manage-nodes-with-annotation-selector kwok.x-k8s.io/node=fake \
    --node-ip 127.0.0.1 --node-port $((port + 8)) --server-address "127.0.0.1:$((port + 8))"
  wait_for 180 "the simulated nodes to be ready" nodes_ready
}
