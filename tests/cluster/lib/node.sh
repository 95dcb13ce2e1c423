# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154 # here, dir and port are set by cluster
# One real node: containerd, runc and the kubelet in a process and a mount namespace of their own. Their folders are
# bound over the usual paths, so killing process 1 of the node ends every container and takes every mount along. What
# all nodes of a machine would share, the control groups, the bridge and the pods' addresses, is told apart by the port.

node="node-1"
bridge=aidiag$port # also the name of the control group
pod_network=10.244.$((port % 251)).0/24
node_folders=(/var/lib/{kubelet,containerd,cni} /run/{containerd,netns} /etc/cni/net.d /var/log/{pods,containers})
image_names=(registry.k8s.io/pause:3.10 docker.io/library/busybox:1.35 registry.example/ml/{server,trainer,tools}:1.0)
debian_packages="containerd runc containernetworking-plugins busybox-static iproute2 jq"

need_for_node() {
  local program
  ((EUID == 0)) || lack "a real node runs containers and needs root; without root, 'cluster up' and 'cluster up kwok' work"
  for program in containerd runc busybox jq ip unshare /usr/lib/cni/bridge; do
    command -v "$program" >/dev/null ||
      lack "a real node needs $program, which is not here: apt-get install --no-install-recommends $debian_packages"
  done
  unshare --mount --pid --fork --mount-proc true 2>/dev/null || lack "a real node needs namespaces, which root may not make here"
}

machine() { case $(uname -m) in aarch64) echo arm64 ;; *) echo amd64 ;; esac; }

# One layer with the machine's own busybox, under every name that the scenarios use.
make_image() {
  local root=$dir/image layer
  mkdir -p "$root"/layer/{bin,etc,tmp,proc,sys,dev,models}
  cp "$(command -v busybox)" "$root/layer/bin/busybox"
  busybox --list | grep -vx busybox | while read -r applet; do ln -s busybox "$root/layer/bin/$applet"; done
  echo root:x:0:0:root:/:/bin/sh >"$root/layer/etc/passwd"
  tar -C "$root/layer" --owner=0 --group=0 -cf "$root/layer.tar" .
  layer=sha256:$(sha256sum <"$root/layer.tar" | cut -d' ' -f1)
  jq -n --arg layer "$layer" --arg machine "$(machine)" \
    '{architecture: $machine, os: "linux", rootfs: {type: "layers", diff_ids: [$layer]},
      config: {Env: ["PATH=/bin"], Cmd: ["sleep", "2147483647"]}}' >"$root/config.json"
  jq -n '[{Config: "config.json", Layers: ["layer.tar"], RepoTags: $ARGS.positional}]' --args "${image_names[@]}" \
    >"$root/manifest.json"
  tar -C "$root" -cf "$dir/images.tar" manifest.json config.json layer.tar
  rm -r "$root"
}

# restrict_oom_score_adj: a root without CAP_SYS_RESOURCE may not lower an OOM score.
# hosts.toml: the stub answers for every registry, nobody for offline.example. containerd 1.6 ignores such a file, and
# asks the real registry, unless it has a [host] table.
configure_containerd() {
  local registry
  cat >"$dir/containerd.toml" <<TOML
version = 2
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "registry.k8s.io/pause:3.10"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia-no-driver]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia-no-driver.options]
      BinaryName = "$dir/nvidia-no-driver"
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "$dir/registries"
TOML
  make_broken_runtime
  for registry in _default:$((port + 5)) offline.example:9; do
    mkdir -p "$dir/registries/${registry%:*}"
    printf 'server = "%s"\n[host."%s"]\n' "http://127.0.0.1:${registry#*:}"{,} >"$dir/registries/${registry%:*}/hosts.toml"
  done
  # No default route: pods reach each other and the node, and nothing beyond.
  cat >"$dir/node/etc/cni/net.d/10-bridge.conflist" <<JSON
{"cniVersion": "1.0.0", "name": "pods", "plugins": [{"type": "bridge", "bridge": "$bridge", "isGateway": true,
  "ipam": {"type": "host-local", "ranges": [[{"subnet": "$pod_network"}]]}}]}
JSON
}

# runc, but it cannot make a container other than the sandbox, and reports it as the hook of NVIDIA's toolkit would.
make_broken_runtime() {
  cat >"$dir/nvidia-no-driver" <<'SH'
#!/bin/sh
for word; do
  case $before in --log) log=$word ;; --bundle) bundle=$word ;; esac
  before=$word
done
case " $* " in
  *' create '*) grep -q '"io.kubernetes.cri.container-type":"sandbox"' "$bundle/config.json" || {
    printf '%s\n' '{"level": "error", "msg": "unable to start container process: error during container init: error running prestart hook #0: exit status 1, stdout: , stderr: Auto-detected mode as '"'legacy'"'\nnvidia-container-cli: initialization error: load library failed: libnvidia-ml.so.1: cannot open shared object file: no such file or directory"}' >>"$log"
    exit 1
  } ;;
esac
exec runc "$@"
SH
  chmod +x "$dir/nvidia-no-driver"
}

# A soft threshold leaves what the node offers as it is; a hard one would count as reserved.
configure_kubelet() { # [SIGNAL]: of which too little is left, by the kubelet's threshold
  local scarce=""
  if [[ -n ${1:-} ]]; then scarce="evictionSoft: {$1: 1P}"$'\n'"evictionSoftGracePeriod: {$1: 1s}"; fi
  echo "nameserver 127.0.0.1" >"$dir/resolv.conf"
  cat >"$dir/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: 127.0.0.1
port: $((port + 6))
healthzPort: $((port + 7))
authentication: {anonymous: {enabled: false}, webhook: {enabled: false}, x509: {clientCAFile: $dir/pki/ca.crt}}
authorization: {mode: AlwaysAllow}
tlsCertFile: $dir/pki/kubelet.crt
tlsPrivateKeyFile: $dir/pki/kubelet.key
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
cgroupDriver: cgroupfs
cgroupRoot: /$bridge
clusterDNS: [10.96.0.10]
clusterDomain: cluster.local
resolvConf: $dir/resolv.conf
makeIPTablesUtilChains: false
evictionHard: {memory.available: 200Mi, nodefs.available: 1%, imagefs.available: 1%, nodefs.inodesFree: 1%}
$scarce
evictionPressureTransitionPeriod: 5s
imageGCHighThresholdPercent: 100
failSwapOn: false
YAML
}

# A kubelet refuses loopback addresses for its Node, and the API server must reach it at one to fetch logs. So the
# Node is made beforehand, and the kubelet told that a cloud provider looks after addresses.
announce_node() {
  kubectl apply -f - <<YAML >/dev/null
apiVersion: v1
kind: Node
metadata: {name: $node, labels: {node.kubernetes.io/instance-type: c6i.2xlarge}}
status: {addresses: [{type: InternalIP, address: 127.0.0.1}, {type: Hostname, address: $node}]}
YAML
}

cgroups() { # the node's control groups: one with version 2, one in each hierarchy with version 1
  if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then
    echo "/sys/fs/cgroup/$bridge"
  else
    find /sys/fs/cgroup -mindepth 1 -maxdepth 1 -type d -printf "%p/$bridge\n"
  fi
}

up_node() {
  local folder
  make_image
  for folder in "${node_folders[@]}"; do mkdir -p "$folder" "$dir/node$folder"; done
  mkdir -p "$dir"/{hold,held}
  configure_containerd
  configure_kubelet
  while read -r folder; do mkdir -p "$folder"; done < <(cgroups)
  announce_node
  start stub nodestub --registry "127.0.0.1:$((port + 5))" --gpus "$dir/gpus" --plugins "$dir/node/var/lib/kubelet/device-plugins"
  start node unshare --mount --pid --fork --kill-child --mount-proc "$here/cluster" run-node
  wait_for 90 "the node to be ready" nodes_ready
}

run_node() { # inside the new namespaces
  local folder
  mount --make-rshared /
  for folder in "${node_folders[@]}"; do mount --bind "$dir/node$folder" "$folder"; done
  mount --bind "$dir/resolv.conf" /etc/resolv.conf
  keep_running containerd containerd --config "$dir/containerd.toml" >"$dir/log/containerd" 2>&1 &
  until ctr version >/dev/null 2>&1; do sleep 0.1; done
  ctr --namespace k8s.io images import "$dir/images.tar" >/dev/null
  keep_running kubelet kubelet --config "$dir/kubelet.yaml" --kubeconfig "$dir/kubelet.kubeconfig" --hostname-override "$node" \
    --cloud-provider external &
  wait
}

# Starts a program again whenever it has ended, as systemd would; holds it back while there is a file of its name.
keep_running() { # NAME COMMAND...
  local name=$1 child; shift
  while true; do
    "$@" &
    child=$!
    while [[ ! -e $dir/hold/$name && -d /proc/$child ]]; do sleep 0.5; done
    kill -KILL "$child" 2>/dev/null || true
    wait "$child" || true
    sleep 1
    touch "$dir/held/$name"
    while [[ -e $dir/hold/$name ]]; do sleep 0.2; done
    rm -f "$dir/held/$name"
  done
}

hold() { # NAME
  touch "$dir/hold/$1"
  wait_for 20 "the end of $1" test -e "$dir/held/$1"
}

# What can befall a node, for real: programs that are gone, and thresholds by which nothing is left.
set_node() { # well | no-kubelet | no-runtime | disk-pressure | memory-pressure | pid-pressure
  case $1 in
    well) configure_kubelet ;;
    no-kubelet) hold kubelet; return ;;
    no-runtime) hold containerd; return ;;
    disk-pressure) configure_kubelet nodefs.available ;;
    memory-pressure | pid-pressure) configure_kubelet "${1%-pressure}.available" ;;
    *) die "there is no state '$1' of a node" ;;
  esac
  hold kubelet
  rm -f "$dir"/hold/*
  [[ $1 != well ]] || wait_for 120 "the node to be well again" node_is_well
}

node_is_well() {
  [[ $(kubectl get node "$node" -o jsonpath='{.status.conditions[?(@.status=="True")].type} {.spec.taints}') == 'Ready ' ]]
}

down_node() {
  local folder try
  stop node
  stop stub
  for ((try = 0; try < 100; try++)); do # until the last process of each group is gone
    cgroups | while read -r folder; do find "$folder" -depth -type d -exec rmdir {} + 2>/dev/null; done || true
    [[ -n $(cgroups | xargs ls -d 2>/dev/null) ]] || break
    sleep 0.1
  done
  ip link delete "$bridge" 2>/dev/null || true
}

set_gpus() { # STATE...
  local text=$* wanted
  if [[ -z $text || $text == none ]]; then
    rm -f "$dir/gpus"
  else
    sed -E 's/ (Healthy|Unhealthy|fail=)/\n\1/g' <<<"$text" >"$dir/gpus.new"
    mv "$dir/gpus.new" "$dir/gpus"
  fi
  wanted=$(grep -cx Healthy "$dir/gpus" 2>/dev/null || true)
  wait_for 60 "${wanted:-0} GPUs" has_gpus "${wanted:-0}"
}

has_gpus() { # COUNT
  local count
  count=$(kubectl get node "$node" --ignore-not-found -o jsonpath='{.status.allocatable.nvidia\.com/gpu}')
  [[ ${count:-0} == "$1" ]]
}
