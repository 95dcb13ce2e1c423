# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154,SC2119,SC2120 # dir, port and node are set by cluster and node.sh; only fit.sh has flags
# etcd, API server, controller manager and scheduler, all on 127.0.0.1, with certificates of their own authority.

certificate() { # NAME SUBJECT [ALTERNATIVE-NAMES]
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$dir/pki/$1.key" -subj "$2" |
    openssl x509 -req -days 30 -CA "$dir/pki/ca.crt" -CAkey "$dir/pki/ca.key" -CAcreateserial -out "$dir/pki/$1.crt" \
      -extfile <(echo "extendedKeyUsage=clientAuth,serverAuth"; echo "${3:+subjectAltName=$3}")
} 2>/dev/null

kubeconfig() { # USER
  cat >"$dir/$1.kubeconfig" <<YAML
apiVersion: v1
kind: Config
clusters: [{name: test, cluster: {server: "https://127.0.0.1:$port", certificate-authority: $dir/pki/ca.crt}}]
users: [{name: $1, user: {client-certificate: $dir/pki/$1.crt, client-key: $dir/pki/$1.key}}]
contexts: [{name: test, context: {cluster: test, user: $1}}]
current-context: test
YAML
}

make_certificates() {
  local user
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=test-ca \
    -keyout "$dir/pki/ca.key" -out "$dir/pki/ca.crt" 2>/dev/null
  openssl genrsa -out "$dir/pki/service-account.key" 2048 2>/dev/null
  certificate apiserver /CN=kube-apiserver IP:127.0.0.1,IP:10.96.0.1,DNS:localhost,DNS:kubernetes.default.svc
  certificate apiserver-kubelet /O=system:masters/CN=apiserver-kubelet
  certificate admin /O=system:masters/CN=admin
  certificate controller-manager /CN=system:kube-controller-manager
  certificate scheduler /CN=system:kube-scheduler
  certificate kubelet "/O=system:nodes/CN=system:node:$node" "IP:127.0.0.1,DNS:$node"
  for user in admin controller-manager scheduler kubelet; do kubeconfig "$user"; done
}

start_etcd() {
  local clients=http://127.0.0.1:$((port + 1)) peers=http://127.0.0.1:$((port + 2))
  start etcd etcd --data-dir "$dir/etcd" --unsafe-no-fsync --watch-progress-notify-interval 5s --log-level warn \
    --listen-client-urls "$clients" --advertise-client-urls "$clients" \
    --listen-peer-urls "$peers" --initial-advertise-peer-urls "$peers" --initial-cluster "default=$peers"
}

# Endpoints may not hold a loopback address, so the API server advertises one of those reserved for documentation.
# Nobody connects to it: pods cannot reach the API server.
start_apiserver() { # [FLAG...]
  start apiserver kube-apiserver --etcd-servers "http://127.0.0.1:$((port + 1))" \
    --bind-address 127.0.0.1 --secure-port "$port" --advertise-address 198.51.100.1 --allow-privileged \
    --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction --service-cluster-ip-range 10.96.0.0/16 \
    --client-ca-file "$dir/pki/ca.crt" --tls-cert-file "$dir/pki/apiserver.crt" --tls-private-key-file "$dir/pki/apiserver.key" \
    --service-account-issuer https://kubernetes.default.svc \
    --service-account-key-file "$dir/pki/service-account.key" --service-account-signing-key-file "$dir/pki/service-account.key" \
    --kubelet-certificate-authority "$dir/pki/ca.crt" --kubelet-preferred-address-types InternalIP \
    --kubelet-client-certificate "$dir/pki/apiserver-kubelet.crt" --kubelet-client-key "$dir/pki/apiserver-kubelet.key" "$@"
}

client_flags=(--leader-elect=false --kube-api-qps 300 --kube-api-burst 600 --bind-address 127.0.0.1)

up_api() { # [FLAG...]: of the API server
  mkdir -p "$dir"/{pki,log,pid}
  make_certificates
  start_etcd
  start_apiserver "$@"
  wait_for 60 "the API server" kubectl get --raw /readyz
}

up_scheduler() {
  start scheduler kube-scheduler --kubeconfig "$dir/scheduler.kubeconfig" "${client_flags[@]}" --secure-port $((port + 4))
  wait_for 60 "the scheduler" curl -skf "https://127.0.0.1:$((port + 4))/readyz"
}

up_control_plane() {
  up_api
  start controller-manager kube-controller-manager --kubeconfig "$dir/controller-manager.kubeconfig" "${client_flags[@]}" \
    --secure-port $((port + 3)) --use-service-account-credentials \
    --root-ca-file "$dir/pki/ca.crt" --service-account-private-key-file "$dir/pki/service-account.key"
  up_scheduler
  wait_for 60 "the default ServiceAccount" kubectl get serviceaccount default
}

nodes_ready() { local nodes; nodes=$(kubectl get nodes --no-headers) && ! grep -qvw Ready <<<"$nodes"; }
