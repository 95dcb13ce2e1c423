#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: live_test.sh PROGRAM
# Runs the program against a real cluster with one real node: three ways to log in, what it answers when it cannot, and
# scenarios whose first finding must be the cause that their header names. Needs what `cluster up node` needs.
set -euo pipefail

program=$(realpath "${1:?usage: live_test.sh PROGRAM}")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cluster=$here/cluster
export AIDIAG_CLUSTER_PORT=${AIDIAG_CLUSTER_PORT:-21443}
export AIDIAG_CLUSTER_DIR=${AIDIAG_CLUSTER_DIR:-${TMPDIR:-/tmp}/aidiag-live-test}
export KUBECACHEDIR=$AIDIAG_CLUSTER_DIR/kubectl-cache
patience=30 # seconds until a cause must be seen, once the scenario's state can be

# The first needs a cluster in which no device plugin has run yet.
scenarios=(pending-gpu-no-plugin healthy-noisy healthy-job oom-limit oom-worker image-not-found image-unauthorized
  config-missing-configmap config-missing-secret-key volume-missing-configmap pvc-not-found pvc-missing-class
  command-not-found runtimeclass-no-handler init-running crash-traceback probe-readiness-port
  quota-exceeded job-backoff pending-gpu-taken pending-gpu pending-cpu pending-hostport pending-anti-affinity
  pending-gpu-unhealthy crash-cuda-oom)

passed=0
failed=0
ok() { passed=$((passed + 1)); echo "ok $1"; }
fail() { failed=$((failed + 1)); echo "FAIL $1: $2"; }

report=$(mktemp)
trap '"$cluster" down; rm -f "$report"' EXIT

ask() { # ARGUMENT...; the report is in $report, the exit code in $code
  code=0
  timeout 60 "$program" "$@" -o json >"$report" || code=$?
}

field() { jq -r "$1" "$report" 2>/dev/null || echo "no JSON"; } # JQ-FILTER

# --- logging in --------------------------------------------------------------------------------------------------------

kubeconfig_with() { # NAME USER-AS-JSON; prints the file's name
  local file=$AIDIAG_CLUSTER_DIR/$1.kubeconfig
  kubectl config view --raw -o json | jq --argjson user "$2" '.users[0].user = $user' >"$file"
  echo "$file"
}

check_login() { # NAME KUBECONFIG
  ask namespace logins --kubeconfig "$2"
  if [[ $code == 0 && $(field .summary.pods.total) == 1 && $(field .summary.verdict) == healthy ]]; then
    ok "$1"
  else
    fail "$1" "exit code $code, $(field .summary.verdict), $(field .summary.pods.total) pods"
  fi
}

check_refusal() { # NAME ARGUMENT...
  local name=$1; shift
  ask "$@" 2>/dev/null
  if [[ $code == 3 ]]; then ok "$name"; else fail "$name" "exit code $code, not 3"; fi
}

# The ServiceAccount may only view its namespace: not being allowed to read nodes must not fail a healthy namespace.
check_logins() {
  local token plugin=$AIDIAG_CLUSTER_DIR/login-plugin
  "$cluster" try healthy-noisy logins >/dev/null
  kubectl -n logins create serviceaccount reader >/dev/null
  kubectl -n logins create rolebinding reader --clusterrole=view --serviceaccount=logins:reader >/dev/null
  token=$(kubectl -n logins create token reader)
  printf '#!/bin/sh\necho '\''%s'\''\n' \
    "$(jq -nc --arg token "$token" '{apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status: {$token}}')" >"$plugin"
  chmod +x "$plugin"
  check_login "login with a certificate" "$KUBECONFIG"
  check_login "login with a token of a ServiceAccount" "$(kubeconfig_with token "$(jq -n --arg token "$token" '{$token}')")"
  check_login "login with an exec plugin" "$(kubeconfig_with exec "$(jq -n --arg command "$plugin" \
    '{exec: {apiVersion: "client.authentication.k8s.io/v1", $command, interactiveMode: "Never"}}')")"
  check_refusal "a token that nobody issued" namespace logins --kubeconfig "$(kubeconfig_with forged '{"token": "forged"}')"
  check_refusal "a server that does not answer" namespace logins --server https://127.0.0.1:9
  check_refusal "a pod that does not exist" pod no-such-pod -n logins
  "$cluster" undo healthy-noisy logins >/dev/null 2>&1 || true
}

# --- scenarios ---------------------------------------------------------------------------------------------------------

header() { sed -n "s/^# $2: //p" "$here/scenarios/$1.yaml"; } # SCENARIO KEY

as_expected() { # SCENARIO NAMESPACE
  local cause also first
  cause=$(header "$1" Cause)
  also=$(header "$1" Also)
  ask namespace "$2"
  [[ $(field .summary.exitCode) == "$code" ]] || return
  if [[ $cause == none ]]; then
    [[ $code == 0 && $(field '.findings | length') == 0 ]]
  else
    first=$(field '.findings[0].rule')
    [[ " $cause $also " == *" $first "* ]]
  fi
}

check_scenario() { # SCENARIO; in a namespace of its own, so that the one before may take its time to go
  local namespace=live-$1 end
  if ! "$cluster" try "$1" "$namespace" >/dev/null; then
    fail "$1" "its state did not come about"
    return
  fi
  end=$((SECONDS + patience))
  until as_expected "$1" "$namespace" || ((SECONDS >= end)); do sleep 2; done
  if as_expected "$1" "$namespace"; then
    ok "$1"
  else
    fail "$1" "exit code $code, first finding $(field '.findings[0].rule'), not $(header "$1" Cause)"
  fi
  "$cluster" undo "$1" "$namespace" >/dev/null 2>&1 &
}

# 77: no cluster can be started on this machine, which says nothing of the program.
KUBECONFIG=$("$cluster" up node) || { echo "live_test: no cluster could be started here" >&2; exit 77; }
export KUBECONFIG
check_logins
for scenario in "${scenarios[@]}"; do check_scenario "$scenario"; done
wait
echo "$passed passed, $failed failed"
((failed == 0))
