# SPDX-License-Identifier: Apache-2.0
"""Proxies on 127.0.0.1 that record who wants to go where. Whatever is asked for, they lead to one server of the test, so
that a made-up name or address can be the destination without anything leaving the machine."""
import base64
import http.client
import select
import socket
import socketserver
import ssl
import struct
import threading


class Proxy(socketserver.ThreadingTCPServer):
    """`kind` is http, https or socks5. `login` ("user:password") is asked for if it is given. `status` is what every
    CONNECT is answered with; "stall" and "close" are no answer at all. What came is in `seen`: a dict of how (CONNECT, GET or socks5), target, login, and for
    socks5 whether the target was a name or an address."""
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, upstream, kind="http", login=None, status=200, context=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.upstream, self.kind, self.login, self.status, self.context = upstream, kind, login, status, context
        self.seen = []
        self.closing = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    @property
    def url(self):
        login = self.login + "@" if self.login else ""
        return "%s://%s127.0.0.1:%d" % (self.kind, login, self.port)

    def handle_error(self, request, address):
        pass

    def stop(self):
        self.closing.set()
        self.shutdown()
        self.server_close()


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        sock = self.request
        if self.server.context:
            sock = self.server.context.wrap_socket(sock, server_side=True)
        sock.settimeout(10)
        try:
            (self.socks if self.server.kind == "socks5" else self.http)(sock)
        finally:
            sock.close()

    def http(self, sock):
        head = read_until(sock, b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        how, target = lines[0].split(" ")[:2]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
        login = headers.get("proxy-authorization", "")
        login = base64.b64decode(login[6:]).decode() if login.startswith("Basic ") else login
        self.server.seen.append({"how": how, "target": target, "login": login, "headers": headers})
        if self.server.login and login != self.server.login:
            sock.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n"
                         b"Content-Length: 0\r\n\r\n")
        elif self.server.status == "stall":
            self.server.closing.wait(300)
        elif self.server.status == "close":
            pass
        elif self.server.status != 200:
            reason = http.client.responses[self.server.status]
            sock.sendall(b"HTTP/1.1 %d %s\r\nContent-Length: 0\r\n\r\n" % (self.server.status, reason.encode()))
        elif how == "CONNECT":
            sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            self.lead(sock, b"")
        else:
            path = "/" + target.split("://", 1)[1].partition("/")[2]
            first = head.replace(target.encode(), path.encode(), 1).replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
            self.lead(sock, first)

    def socks(self, sock):
        _, count = read(sock, 2)
        methods = read(sock, count)
        wanted = 2 if self.server.login else 0
        sock.sendall(bytes([5, wanted if wanted in methods else 255]))
        if wanted not in methods:
            return self.server.seen.append({"how": "socks5", "target": "", "login": ""})
        login = ""
        if wanted == 2:
            _, size = read(sock, 2)
            user = read(sock, size).decode()
            login = user + ":" + read(sock, read(sock, 1)[0]).decode()
            sock.sendall(bytes([1, 0 if login == self.server.login else 1]))
        _, _, _, kind = read(sock, 4)
        if kind == 3:
            host = read(sock, read(sock, 1)[0]).decode()
        else:
            family, size = (socket.AF_INET, 4) if kind == 1 else (socket.AF_INET6, 16)
            host = socket.inet_ntop(family, read(sock, size))
        port = struct.unpack("!H", read(sock, 2))[0]
        self.server.seen.append({"how": "socks5", "target": "%s:%d" % (host, port), "login": login,
                                 "by": "name" if kind == 3 else "address"})
        sock.sendall(bytes([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]))
        self.lead(sock, b"")

    def lead(self, sock, first):
        server = self.server.upstream
        with socket.create_connection((server.server_address[0], server.port), 10) as other:
            other.sendall(first)
            while not self.server.closing.is_set():
                waiting = isinstance(sock, ssl.SSLSocket) and sock.pending()
                ready = [sock] if waiting else select.select([sock, other], [], [], 0.05)[0]
                for one in ready:
                    data = one.recv(65536)
                    if not data:
                        return
                    (other if one is sock else sock).sendall(data)


def read(sock, size):
    data = b""
    while len(data) < size:
        piece = sock.recv(size - len(data))
        if not piece:
            raise ConnectionError("closed")
        data += piece
    return data


def read_until(sock, mark):
    data = b""
    while mark not in data:
        piece = sock.recv(65536)
        if not piece or len(data) > 1 << 20:
            raise ConnectionError("closed")
        data += piece
    return data
