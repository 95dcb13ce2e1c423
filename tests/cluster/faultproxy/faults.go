// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strconv"
	"time"

	"golang.org/x/net/http2"
)

// longest bounds what would else never end.
const longest = 60

var faults = map[string]func(*exchange){
	"":           (*exchange).pass,
	"slow":       (*exchange).slow,      // no byte for so many seconds
	"stall":      (*exchange).stall,     // half of the body, and silence
	"truncate":   (*exchange).truncate,  // half of the body, and the answer is broken off
	"short":      (*exchange).short,     // half of the body, as if that were all
	"not-gzip":   (*exchange).notGzip,   // called gzip, and is not
	"half-gzip":  (*exchange).halfGzip,  // half of a gzip stream, as if that were all
	"status":     (*exchange).status,    // another status, with headers and body
	"reset":      (*exchange).reset,     // the connection is reset
	"goaway":     (*exchange).goaway,    // answers, and asks the client to use another connection from now on
	"goaway-now": (*exchange).goawayNow, // the same without an answer
	"endless":    (*exchange).endless,   // lines without an end, one in so many seconds
	"expire":     (*exchange).expire,    // resets the connection, and shows a certificate that is over from now on
	"set":        (*exchange).set,       // changes what is in the body
	"run":        (*exchange).runFirst,  // something happens in the cluster before the answer
}

func known(fault string) error {
	if faults[fault] == nil {
		return fmt.Errorf("there is no fault %q", fault)
	}
	return nil
}

// exchange is a request and its answer.
type exchange struct {
	proxy *proxy
	noted *Request
	rule  *Rule
	w     http.ResponseWriter
	r     *http.Request
}

func (e *exchange) run() { faults[e.rule.Fault](e) }

// ask gives the API server's answer with its whole body, not compressed.
func (e *exchange) ask() []byte {
	response, err := e.proxy.forward(e.r, true)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	e.copyHeaders(response)
	e.w.Header().Del("Content-Length")
	e.proxy.answered(e.noted, response.StatusCode)
	return body
}

func (e *exchange) copyHeaders(response *http.Response) {
	for name, values := range response.Header {
		e.w.Header()[name] = values
	}
}

func (e *exchange) pass() {
	response, err := e.proxy.forward(e.r, false)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer response.Body.Close()
	e.copyHeaders(response)
	e.proxy.answered(e.noted, response.StatusCode)
	e.w.WriteHeader(response.StatusCode)
	if _, err := io.Copy(e.w, response.Body); err != nil {
		panic(http.ErrAbortHandler)
	}
}

func (e *exchange) slow() {
	pause(e.r.Context(), e.rule.Seconds)
	e.pass()
}

func (e *exchange) half(body []byte) {
	e.w.Write(body[:len(body)/2])
	http.NewResponseController(e.w).Flush()
}

func (e *exchange) stall() {
	e.half(e.ask())
	pause(e.r.Context(), longest)
	panic(http.ErrAbortHandler)
}

func (e *exchange) truncate() {
	body := e.ask()
	e.w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	e.half(body)
	panic(http.ErrAbortHandler)
}

func (e *exchange) short() { e.half(e.ask()) }

func (e *exchange) notGzip() {
	body := e.ask()
	e.w.Header().Set("Content-Encoding", "gzip")
	e.w.Write(body)
}

func (e *exchange) halfGzip() {
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	writer.Write(e.ask())
	writer.Close()
	e.w.Header().Set("Content-Encoding", "gzip")
	e.half(packed.Bytes())
}

func (e *exchange) status() {
	e.w.Header().Set("Content-Type", "application/json")
	for name, value := range e.rule.Headers {
		e.w.Header().Set(name, value)
	}
	e.proxy.answered(e.noted, e.rule.Status)
	e.w.WriteHeader(e.rule.Status)
	io.WriteString(e.w, e.rule.Body)
}

func (e *exchange) reset() {
	_, connection := connectionOf(e.r)
	connection.SetLinger(0)
	connection.Close()
	panic(http.ErrAbortHandler)
}

// With HTTP/2 the header becomes a GOAWAY frame; the API server does the same.
func (e *exchange) goaway() {
	e.w.Header().Set("Connection", "close")
	e.pass()
}

func (e *exchange) goawayNow() {
	if e.r.ProtoMajor == 2 {
		encrypted, _ := connectionOf(e.r)
		http2.NewFramer(encrypted, nil).WriteGoAway(0, http2.ErrCodeNo, nil)
	}
	encrypted, _ := connectionOf(e.r)
	encrypted.Close()
	panic(http.ErrAbortHandler)
}

func (e *exchange) endless() {
	e.w.Header().Set("Content-Type", "text/plain")
	e.proxy.answered(e.noted, http.StatusOK)
	control := http.NewResponseController(e.w)
	for end := time.Now().Add(longest * time.Second); time.Now().Before(end) && e.r.Context().Err() == nil; {
		fmt.Fprintf(e.w, "%s still counting sheep\n", time.Now().UTC().Format(time.RFC3339Nano))
		if e.rule.Seconds > 0 {
			control.Flush()
			pause(e.r.Context(), e.rule.Seconds)
		}
	}
}

func (e *exchange) expire() {
	e.proxy.expire()
	e.reset()
}

func (e *exchange) set() {
	body, err := changed(e.ask(), e.rule.Set)
	if err != nil {
		http.Error(e.w, err.Error(), http.StatusTeapot)
		return
	}
	e.w.Write(body)
}

func (e *exchange) runFirst() {
	if out, err := exec.CommandContext(e.r.Context(), e.rule.Run[0], e.rule.Run[1:]...).CombinedOutput(); err != nil {
		http.Error(e.w, fmt.Sprint(err, ": ", string(out)), http.StatusTeapot)
		return
	}
	e.pass()
}
