// SPDX-License-Identifier: Apache-2.0
// The etcd server, built from its module: upstream keeps this main function in another module than the server.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
