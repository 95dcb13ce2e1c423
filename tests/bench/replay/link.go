// SPDX-License-Identifier: Apache-2.0

// A link between client and server that takes its time: every byte arrives half a round trip later, and what the
// server sends, over all connections together, not faster than so many bytes a second. TCP's own slow start is not
// part of it.
package main

import (
	"io"
	"net"
	"sync"
	"time"
)

type link struct {
	delay          time.Duration
	bytesPerSecond float64

	mu   sync.Mutex
	free time.Time // when the line has sent all that was put on it
}

type piece struct {
	bytes []byte
	due   time.Time
}

const (
	pieceSize = 16 << 10
	onTheWay  = 64 // pieces between the two ends of one connection: more than any round trip here holds
)

// inFrontOf listens, and leads every connection to the server at that address.
func (l *link) inFrontOf(server string) (net.Addr, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go l.carry(client, server)
		}
	}()
	return listener.Addr(), nil
}

func (l *link) carry(client net.Conn, server string) {
	time.Sleep(2 * l.delay) // the handshake of TCP
	there, err := net.Dial("tcp", server)
	if err != nil {
		client.Close()
		return
	}
	go l.pump(client, there, func(int) time.Time { return time.Now() })
	l.pump(there, client, l.send)
}

// send puts bytes on the line and says when the last of them is on it.
func (l *link) send(count int) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := time.Now(); l.free.Before(now) {
		l.free = now
	}
	l.free = l.free.Add(time.Duration(float64(count) / l.bytesPerSecond * float64(time.Second)))
	return l.free
}

func (l *link) pump(from, to net.Conn, sent func(int) time.Time) {
	pieces := make(chan piece, onTheWay)
	go func() {
		defer close(pieces)
		for {
			buffer := make([]byte, pieceSize)
			n, err := from.Read(buffer)
			if n > 0 {
				done := sent(n)
				time.Sleep(time.Until(done))
				pieces <- piece{buffer[:n], done.Add(l.delay)}
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range pieces {
		time.Sleep(time.Until(p.due))
		if _, err := to.Write(p.bytes); err != nil {
			break
		}
	}
	to.Close()
	from.Close()
	for range pieces {
		continue
	}
	io.Copy(io.Discard, from)
}
