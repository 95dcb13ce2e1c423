// SPDX-License-Identifier: Apache-2.0

// Stands between a client and the API server of the test cluster: records every request, and goes wrong on request.
//
// It signs in at the API server with the administrator's certificate (Impersonate headers still choose another user), or
// with the token that the client sends. What it does is set over a second port: POST /orders with an Orders object,
// which begins a new record, and GET /requests for the record. Both ports are of 127.0.0.1, and are printed as JSON.
package main

import (
	"crypto/tls"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"
)

func main() {
	server := flag.String("server", "", "URL of the API server")
	pki := flag.String("pki", "", "folder with ca.crt, ca.key, admin.crt and admin.key")
	flag.Parse()
	target, err := url.Parse(*server)
	if err != nil || target.Host == "" {
		log.Fatal("--server wants a URL")
	}
	authority, err := readAuthority(*pki)
	if err != nil {
		log.Fatal(err)
	}
	admin, err := tls.LoadX509KeyPair(filepath.Join(*pki, "admin.crt"), filepath.Join(*pki, "admin.key"))
	if err != nil {
		log.Fatal(err)
	}
	proxy := &proxy{target: target, asAdmin: transport(authority, admin), asClient: transport(authority)}
	front := &http.Server{Handler: proxy, TLSConfig: certificates(authority, proxy), ConnContext: rememberConnection,
		ErrorLog: log.New(os.Stderr, "", 0), ReadHeaderTimeout: time.Minute}
	back := &http.Server{Handler: control(proxy), ReadHeaderTimeout: time.Minute}
	frontListener, backListener := listen(), listen()
	fmt.Printf("{\"proxy\": \"https://%s\", \"control\": \"http://%s\"}\n", frontListener.Addr(), backListener.Addr())
	go func() { log.Fatal(back.Serve(backListener)) }()
	log.Fatal(front.ServeTLS(frontListener, "", ""))
}

func listen() net.Listener {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	return listener
}

func transport(authority *authority, identity ...tls.Certificate) *http.Transport {
	return &http.Transport{
		TLSClientConfig:    &tls.Config{RootCAs: authority.pool, Certificates: identity},
		ForceAttemptHTTP2:  true,
		DisableCompression: true, // the client's own Accept-Encoding goes through
	}
}

func control(proxy *proxy) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /orders", func(w http.ResponseWriter, r *http.Request) {
		var orders Orders
		decoder := json.NewDecoder(r.Body)
		decoder.DisallowUnknownFields()
		err := decoder.Decode(&orders)
		if err == nil {
			err = proxy.take(orders)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
		}
	})
	mux.HandleFunc("GET /requests", func(w http.ResponseWriter, r *http.Request) {
		json.NewEncoder(w).Encode(proxy.record())
	})
	return mux
}
