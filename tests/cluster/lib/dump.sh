# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154 # here, dir and node are set by cluster
# Writes the cluster's state as files: what `kubectl cluster-info dump` knows, and in the same layout what it leaves out.

namespaced_kinds=(statefulsets jobs cronjobs persistentvolumeclaims endpointslices resourcequotas limitranges
  horizontalpodautoscalers poddisruptionbudgets resourceclaims serviceaccounts)
cluster_kinds=(namespaces persistentvolumes storageclasses runtimeclasses priorityclasses deviceclasses resourceslices
  volumeattachments)

dump() { # DIR [NAMESPACE...]
  local to=$1 kind folder namespaces=--all-namespaces; shift
  if (($#)); then namespaces=--namespaces=$(IFS=,; echo "$*"); fi
  kubectl cluster-info dump "$namespaces" --output json --output-directory "$to" >/dev/null
  for kind in "${cluster_kinds[@]}"; do kubectl get "$kind" -o json >"$to/$kind.json"; done
  for folder in "$to"/*/; do
    for kind in "${namespaced_kinds[@]}"; do
      kubectl get "$kind" -n "$(basename "$folder")" -o json >"$folder/$kind.json"
    done
  done
}

# An example is a dump of one namespace, without the empty namespaces of the system; of `default` the events stay, since
# those of nodes are there. What tells of this machine and not of the cluster is replaced.
record() { # NAME NAMESPACE
  local example=$here/../../examples/$1 to
  to=$example/dump
  rm -rf "$to"
  mkdir -p "$example"
  dump "$to" default "$2"
  jq --indent 4 --arg namespace "$2" '.items |= map(select(.metadata.name | IN("default", $namespace)))' \
    "$to/namespaces.json" >"$dir/namespaces.json"
  mv "$dir/namespaces.json" "$to/namespaces.json"
  find "$to/default" -mindepth 1 ! -name events.json -delete
  find "$to" -type f -exec sed -i -E \
    -e "s#\"(machineID|systemUUID)\": \"[^\"]*\"#\"\1\": \"5f0c6a3e8d1b4c7f9a2e6d4b8c1f7a30\"#" \
    -e "s#\"bootID\": \"[^\"]*\"#\"bootID\": \"0d5c1a52-7b0e-4f37-9b1c-3a6f4d2e8c11\"#" \
    -e "s#\"kernelVersion\": \"[^\"]*\"#\"kernelVersion\": \"6.1.0-37-amd64\"#" \
    -e "s#default-scheduler-$(hostname)#default-scheduler-control-1#" \
    -e "s#$dir#/var/lib/cluster#g" {} +
}
