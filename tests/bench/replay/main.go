// SPDX-License-Identifier: Apache-2.0

// Replay is an API server that answers with made-up objects, byte by byte the same in every run: what a benchmark
// reads must not depend on how fast a true API server can encode. It listens on 127.0.0.1 only, over TLS with a
// certificate of its own, on four ports: HTTP/2 or HTTP/1.1, each directly or through a link that is slow on purpose.
//
//	replay DIR [flags]
//
// writes one kubeconfig for each port and its CA into DIR, prints "ready" and serves until it is ended.
package main

import (
	"crypto/tls"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

func main() {
	var w world
	var l link
	var rtt time.Duration
	var megabits float64
	flag.IntVar(&w.namespaces, "namespaces", 1, "how many namespaces")
	flag.IntVar(&w.pods, "pods", 10, "pods in all namespaces together")
	flag.IntVar(&w.events, "events", 10, "events in all namespaces together")
	flag.IntVar(&w.nodes, "nodes", 4, "nodes")
	flag.IntVar(&w.gpuNodes, "gpu-nodes", 2, "how many of the nodes have GPUs")
	flag.IntVar(&w.failing, "failing", 1, "pods that crash, spread over all")
	flag.DurationVar(&rtt, "rtt", 20*time.Millisecond, "round trip of the slow link")
	flag.Float64Var(&megabits, "megabits", 100, "megabits per second of the slow link")
	if len(os.Args) < 2 {
		log.Fatal("usage: replay DIR [flags]")
	}
	dir := os.Args[1]
	if err := flag.CommandLine.Parse(os.Args[2:]); err != nil {
		log.Fatal(err)
	}
	l = link{delay: rtt / 2, bytesPerSecond: megabits * 1e6 / 8}
	if err := serve(dir, &w, &l); err != nil {
		log.Fatal(err)
	}
}

func serve(dir string, w *world, l *link) error {
	pair, ca, err := newCertificate()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "ca.pem"), ca, 0o600); err != nil {
		return err
	}
	handler := newAPI(w)
	failed := make(chan error)
	for _, protocol := range []string{"h2", "http/1.1"} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		server := &http.Server{Handler: handler, TLSConfig: &tls.Config{Certificates: []tls.Certificate{pair}, NextProtos: []string{protocol}}}
		name := "http2"
		if protocol != "h2" {
			name = "http1"
			server.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){}
		}
		go func() { failed <- server.ServeTLS(listener, "", "") }()
		slow, err := l.inFrontOf(listener.Addr().String())
		if err != nil {
			return err
		}
		for _, port := range []struct {
			name string
			addr net.Addr
		}{{name, listener.Addr()}, {name + "-link", slow}} {
			if err := writeKubeconfig(dir, port.name, port.addr.String()); err != nil {
				return err
			}
		}
	}
	fmt.Println("ready")
	return <-failed
}
