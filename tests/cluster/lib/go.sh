# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A Go that can build the cluster's programs: the one on this machine if it is new enough, else one that it fetches
# through the Go module proxy, where each release is a module. Go 1.21 does that by itself; 1.19 (Debian 12) is shown how.

go_release=1.24.0 # what go.mod asks for

find_go() { # puts the Go to use first in PATH
  local version
  command -v go >/dev/null || lack "building needs Go, of any version from 1.16 on: apt-get install golang-go"
  version=$(GOTOOLCHAIN=local go env GOVERSION)
  if [[ $version =~ ^go1\.(2[1-9]|[3-9][0-9]) ]]; then
    export GOTOOLCHAIN=${GOTOOLCHAIN:-auto} # distributions set it to local, with which 1.21 to 1.23 would just fail
  else
    fetch_go "$version"
  fi
}

# A module's files are stored without their execute bits, and a folder within it that has a go.mod would be a module of
# its own; that is why it is called _go.mod there.
fetch_go() { # VERSION-THAT-IS-HERE
  local module folder
  module=golang.org/toolchain@v0.0.1-go$go_release.linux-$(machine)
  echo "cluster: $(command -v go) is $1; fetching Go $go_release with it" >&2
  folder=$(cd / && go mod download -json "$module" | sed -n 's/^\t"Dir": "\(.*\)",*$/\1/p')
  [[ -x $folder/bin/go || -f $folder/bin/go ]] ||
    lack "Go $go_release could not be fetched as a module; building needs Go 1.21 or newer: https://go.dev/dl/"
  chmod -R u+w "$folder"
  find "$folder/bin" "$folder/pkg/tool" -type f -exec chmod +x {} +
  find "$folder/src" -name _go.mod -execdir mv {} go.mod \;
  export PATH=$folder/bin:$PATH GOTOOLCHAIN=local
}
