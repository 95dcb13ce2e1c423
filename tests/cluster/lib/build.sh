# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154 # here and programs are set by cluster
# Builds etcd, the Kubernetes programs, kubectl, kwok, the node's stub and the proxy from Go modules into the cache folder.

version_flag=-X=k8s.io/component-base/version.gitVersion # without it they call themselves v0.0.0-master
go_flags=(-trimpath -buildvcs=false)

build_inputs() { # all that the programs depend on; comments do not count
  echo "$version_flag ${go_flags[*]}"
  cat "$here"/{go.mod,go.sum,etcd/main.go,nodestub/main.go,faultproxy/*.go} | grep -v '^ *//'
}

build() (
  stamp=$(build_inputs | sha256sum)
  if [[ $(cat "$programs/stamp" 2>/dev/null) == "$stamp" ]]; then return; fi
  find_go
  mkdir -p "$programs/bin"
  cd "$here" || exit
  version=$(go list -m -f '{{.Version}}' k8s.io/kubernetes)
  echo "cluster: building Kubernetes $version into $programs (minutes, the first time)" >&2
  CGO_ENABLED=0 go build -p "${JOBS:-2}" "${go_flags[@]}" -o "$programs/bin/" \
    -ldflags "-s -w $version_flag=$version ${version_flag/component-base/client-go/pkg}=$version" \
    tool ./etcd ./nodestub ./faultproxy
  echo "$stamp" >"$programs/stamp"
)
