// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"sync"
	"time"
)

// Orders say how the proxy behaves from now on.
type Orders struct {
	HTTP1 bool   `json:"http1"` // no HTTP/2
	Page  int    `json:"page"`  // lists are asked for in pages of so many items, whatever the client says; 0: as it says
	Rules []Rule `json:"rules"` // the first that matches a request is the one
}

// Rule makes some requests go wrong.
type Rule struct {
	Path    string            `json:"path"`  // regular expression, looked for in path and query
	After   int               `json:"after"` // so many that match go well before
	Times   int               `json:"times"` // so many go wrong; 0: all
	Fault   string            `json:"fault"` // see faults.go
	Seconds float64           `json:"seconds"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
	Set     []Change          `json:"set"`
	Run     []string          `json:"run"` // a program that runs before the request goes on

	pattern *regexp.Regexp
	matched int
}

// Request is a line of the record.
type Request struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Query  string `json:"query"`
	Accept string `json:"accept"`
	Proto  string `json:"proto"`
	Fault  string `json:"fault"`
	Status int    `json:"status"` // 0: no answer
}

type proxy struct {
	target            *url.URL
	asAdmin, asClient http.RoundTripper

	lock     sync.Mutex
	orders   Orders
	requests []*Request
	expired  bool
}

func (p *proxy) take(orders Orders) error {
	for i := range orders.Rules {
		rule := &orders.Rules[i]
		pattern, err := regexp.Compile(rule.Path)
		if err != nil {
			return err
		}
		if err := known(rule.Fault); err != nil {
			return err
		}
		rule.pattern = pattern
	}
	p.lock.Lock()
	defer p.lock.Unlock()
	p.orders, p.requests, p.expired = orders, nil, false
	return nil
}

func (p *proxy) record() []Request {
	p.lock.Lock()
	defer p.lock.Unlock()
	copies := []Request{}
	for _, request := range p.requests {
		copies = append(copies, *request)
	}
	return copies
}

func (p *proxy) handshake() (http1, expired bool) {
	p.lock.Lock()
	defer p.lock.Unlock()
	return p.orders.HTTP1, p.expired
}

func (p *proxy) expire() {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.expired = true
}

// note enters the request in the record, and says what is to happen to it.
func (p *proxy) note(r *http.Request) (*Request, *Rule) {
	p.lock.Lock()
	defer p.lock.Unlock()
	noted := &Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Accept: r.Header.Get("Accept"),
		Proto: r.Proto}
	p.requests = append(p.requests, noted)
	if query := r.URL.Query(); p.orders.Page > 0 && query.Has("limit") {
		query.Set("limit", strconv.Itoa(p.orders.Page))
		r.URL.RawQuery = query.Encode()
	}
	for i := range p.orders.Rules {
		rule := &p.orders.Rules[i]
		if !rule.pattern.MatchString(noted.Path + "?" + noted.Query) {
			continue
		}
		rule.matched++
		if rule.matched <= rule.After || rule.Times > 0 && rule.matched > rule.After+rule.Times {
			continue
		}
		noted.Fault = rule.Fault
		return noted, rule
	}
	return noted, &Rule{}
}

func (p *proxy) answered(noted *Request, status int) {
	p.lock.Lock()
	defer p.lock.Unlock()
	noted.Status = status
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	noted, rule := p.note(r)
	exchange := &exchange{proxy: p, noted: noted, rule: rule, w: w, r: r}
	exchange.run()
}

// forward asks the API server.
func (p *proxy) forward(r *http.Request, plain bool) (*http.Response, error) {
	out := r.Clone(r.Context())
	out.RequestURI = ""
	out.URL.Scheme, out.URL.Host, out.Host = p.target.Scheme, p.target.Host, p.target.Host
	if plain {
		out.Header.Del("Accept-Encoding")
	}
	if r.Header.Get("Authorization") != "" {
		return p.asClient.RoundTrip(out)
	}
	return p.asAdmin.RoundTrip(out)
}

type connectionKey struct{}

func rememberConnection(ctx context.Context, connection net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, connection)
}

// connectionOf gives the encrypted connection of a request, and the one below it.
func connectionOf(r *http.Request) (*tls.Conn, *net.TCPConn) {
	encrypted := r.Context().Value(connectionKey{}).(*tls.Conn)
	return encrypted, encrypted.NetConn().(*net.TCPConn)
}

func pause(ctx context.Context, seconds float64) {
	select {
	case <-ctx.Done():
	case <-time.After(time.Duration(seconds * float64(time.Second))):
	}
}
