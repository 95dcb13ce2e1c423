# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154 # dir, here, programs and go_flags are set by cluster and build.sh
# Records verdicts of the scheduler about random clusters: an API server and a scheduler, and nobody else. A controller
# manager would taint nodes that no kubelet speaks for, and bind volumes.

# Left out is what would only add to each pod and node what the recorder has to take away again.
not_admitted=TaintNodesByCondition,ServiceAccount,StorageObjectInUseProtection

record_fit() { # FIRST COUNT FILE
  [[ ! -e $dir/pid ]] || die "a cluster runs in $dir already; 'cluster down' ends it"
  need kubectl openssl curl
  build
  need_go
  (cd "$here" && CGO_ENABLED=0 go build "${go_flags[@]}" -o "$programs/bin/fitcases" ./fitcases)
  trap down EXIT
  up_api --disable-admission-plugins "$not_admitted"
  up_scheduler
  if [[ $3 == *.gz ]]; then
    fitcases --first "$1" --count "$2" | gzip -9 -n >"$3"
  else
    fitcases --first "$1" --count "$2" >"$3"
  fi
}
