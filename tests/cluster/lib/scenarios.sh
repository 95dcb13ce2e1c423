# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154 # here is set by cluster
# Applies a scenario, makes happen what its header asks for, and waits until its state can be seen.

header() { sed -n "s/^# $1: //p" "$file"; } # KEY; of the scenario in $file

scenario_file() { # NAME
  for file in "$here/scenarios/$1".{yaml,log}; do
    if [[ -f $file ]]; then return; fi
  done
  die "no scenario '$1'; there are: $(cd "$here/scenarios" && echo * | sed -E 's/[.](yaml|log)//g')"
}

manifest() { # of the scenario in $file, for $namespace
  if [[ $file == *.log ]]; then
    server_that_prints
  else
    sed "s/\$NAMESPACE/$namespace/g; s/\$NOW/$(date -u +%FT%TZ)/g" "$file"
  fi
}

# A server that prints the lines of $file and ends. The words may hold a "$(", which Kubernetes would replace.
# shellcheck disable=SC2016 # sed is to see it
server_that_prints() {
  local code gpus=""
  code=$(header Exit)
  if [[ -n $(header Gpus) ]]; then gpus=", nvidia.com/gpu: 1"; fi
  cat <<YAML
apiVersion: apps/v1
kind: Deployment
metadata: {name: llm-server, labels: {app: llm-server}}
spec:
  selector: {matchLabels: {app: llm-server}}
  template:
    metadata: {labels: {app: llm-server}}
    spec:
      containers:
      - name: server
        image: registry.example/ml/server:1.0
        command: [sh, -c]
        args:
        - |
          cat >&2 <<'END OF LOG'
$(sed -E '/^# [A-Z]/d; s/\$\(/$$(/g; s/^/          /' "$file")
          END OF LOG
          exit ${code:-1}
        resources: {requests: {cpu: 10m, memory: 32Mi}, limits: {memory: 128Mi$gpus}}
YAML
}

try_scenario() { # NAME [NAMESPACE]
  # shellcheck disable=SC2034 # pace is for wait_for
  local file namespace modes mode gpus labels node_state step kind path pattern pace=1 # several may be tried at once; do not poll in haste
  scenario_file "$1"
  namespace=${2:-$(header Namespace)}
  modes=$(header Modes)
  for mode in ${modes:-node}; do alive "$mode" || die "scenario $1 needs 'cluster up $mode'"; done
  gpus=$(header Gpus)
  [[ -z $gpus ]] || set_gpus "$gpus"
  kubectl create namespace "$namespace" --dry-run=client -o yaml | kubectl apply -f -
  labels=$(header Labels)
  # shellcheck disable=SC2086
  [[ -z $labels ]] || kubectl label namespace "$namespace" $labels
  wait_for 30 "the ServiceAccount of $namespace" kubectl -n "$namespace" get serviceaccount default
  manifest | kubectl -n "$namespace" apply -f -
  header Later | while read -r step; do
    sleep 3
    # shellcheck disable=SC2086 # the header is a list of words
    kubectl -n "$namespace" $step
  done
  header After | while read -r step; do
    wait_for 60 "ready pods" kubectl -n "$namespace" wait --for=condition=Ready pod --all --timeout=1s
    # shellcheck disable=SC2086
    kubectl -n "$namespace" $step
  done
  node_state=$(header Node)
  [[ -z $node_state ]] || set_node "$node_state"
  header Wait | while read -r kind path pattern; do
    wait_for 180 "'$pattern' in $kind $path" shows "$namespace" "$kind" "$path" "$pattern"
  done
  if [[ $file == *.log ]]; then
    wait_for 180 "the server's end" shows "$namespace" pods '{..state.waiting.reason}' CrashLoopBackOff
  fi
  header Then | while read -r step; do
    # shellcheck disable=SC2086
    kubectl -n "$namespace" $step
  done
  header Seen
}

shows() { kubectl -n "$1" get "$2" -o "jsonpath=$3" | grep -qE -- "$4"; } # NAMESPACE KIND PATH PATTERN

undo_scenario() { # NAME [NAMESPACE]
  local file namespace
  scenario_file "$1"
  namespace=${2:-$(header Namespace)}
  [[ -z $(header Node) ]] || set_node well
  kubectl -n "$namespace" patch --type=merge -p '{"metadata": {"finalizers": null}}' -f <(manifest) >/dev/null 2>&1 || true
  manifest | kubectl -n "$namespace" delete --ignore-not-found --wait=false -f -
  kubectl -n "$namespace" delete pods --all --grace-period=0 --force --wait=false
  kubectl delete namespace "$namespace" --ignore-not-found
}
