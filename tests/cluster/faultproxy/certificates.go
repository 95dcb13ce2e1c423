// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"log"
	"math/big"
	"net"
	"path/filepath"
	"time"
)

// authority is the cluster's own: it signs the certificates that the proxy shows, good ones and one that is over.
type authority struct {
	certificate *x509.Certificate
	key         crypto.PrivateKey
	pool        *x509.CertPool
}

func readAuthority(folder string) (*authority, error) {
	pair, err := tls.LoadX509KeyPair(filepath.Join(folder, "ca.crt"), filepath.Join(folder, "ca.key"))
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AddCert(certificate)
	return &authority{certificate, pair.PrivateKey, pool}, nil
}

func (a *authority) issue(until time.Time) tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: "faultproxy"},
		NotBefore:    time.Now().Add(-24 * time.Hour),
		NotAfter:     until,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.key)
	if err != nil {
		log.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// certificates decides at each handshake, so that a certificate can run out between two connections.
func certificates(a *authority, proxy *proxy) *tls.Config {
	good, over := a.issue(time.Now().Add(24*time.Hour)), a.issue(time.Now().Add(-time.Hour))
	return &tls.Config{
		Certificates: []tls.Certificate{good},
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			protocols, shown := []string{"h2", "http/1.1"}, good
			http1, expired := proxy.handshake()
			if http1 {
				protocols = protocols[1:]
			}
			if expired {
				shown = over
			}
			return &tls.Config{Certificates: []tls.Certificate{shown}, NextProtos: protocols}, nil
		},
	}
}
