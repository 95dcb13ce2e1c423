# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154 # here is set by cluster
# Applies a scenario, makes happen what its header asks for, and waits until its state can be seen.

header() { sed -n "s/^# $1: //p" "$file"; } # KEY; of the scenario in $file

scenario_file() { # NAME
  file=$here/scenarios/$1.yaml
  [[ -f $file ]] || die "no scenario '$1'; there are: $(cd "$here/scenarios" && echo *.yaml | sed 's/\.yaml//g')"
}

try_scenario() { # NAME [NAMESPACE]
  local file namespace modes mode step kind path pattern
  scenario_file "$1"
  namespace=${2:-$(header Namespace)}
  modes=$(header Modes)
  for mode in ${modes:-node}; do alive "$mode" || die "scenario $1 needs 'cluster up $mode'"; done
  set_gpus "$(header Gpus)"
  kubectl create namespace "$namespace" --dry-run=client -o yaml | kubectl apply -f -
  wait_for 30 "the ServiceAccount of $namespace" kubectl -n "$namespace" get serviceaccount default
  kubectl -n "$namespace" apply -f "$file"
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
  header Wait | while read -r kind path pattern; do
    wait_for 180 "'$pattern' in $kind $path" shows "$namespace" "$kind" "$path" "$pattern"
  done
  header Seen
}

shows() { kubectl -n "$1" get "$2" -o "jsonpath=$3" | grep -qE -- "$4"; } # NAMESPACE KIND PATH PATTERN

undo_scenario() { # NAME [NAMESPACE]
  local file namespace
  scenario_file "$1"
  namespace=${2:-$(header Namespace)}
  kubectl -n "$namespace" patch --type=merge -p '{"metadata": {"finalizers": null}}' -f "$file" >/dev/null 2>&1 || true
  kubectl -n "$namespace" delete -f "$file" --ignore-not-found --wait=false
  kubectl -n "$namespace" delete pods --all --grace-period=0 --force --wait=false
  kubectl delete namespace "$namespace" --ignore-not-found
}
