# SPDX-License-Identifier: Apache-2.0
"""A small server that answers like an API server, or misbehaves as a test asks, and records what arrives.

Routes are found by path, without the query. A route is a dict, a JSON value to send, or a list of routes that are
taken one per request, the last one for all further ones; or a function from the query to one of these. Keys of a dict
that is a route:

  status (200), headers ({}), body (bytes, str or JSON value), or fault:
    reset      closes the connection with a reset before an answer
    close      closes it in good order before an answer
    stall      never answers, but keeps the connection
    slow       sends the head of the answer, then nothing more
    cut        announces the whole body, sends half and closes
    endless    sends a body that never ends
"""
import http.server
import json
import socket
import ssl
import struct
import threading
import time
import urllib.parse

from certificates import Certificates  # noqa: F401

PLAIN_ON_TLS = (b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n")


LONG = 300  # seconds; whoever waits for the end of a fault has hung


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        with self.server.lock:
            self.server.requests.append({"path": url.path, "query": query, **self._record()})
            route = self.server.route(url.path, query)
        fault = route.get("fault")
        if fault:
            self.close_connection = True
            getattr(self, "fault_" + fault)(route)
        else:
            self._send(route)

    def __getattr__(self, name):
        if name.startswith("do_"):  # any other method is a mistake that a test looks for
            return self._refuse
        raise AttributeError(name)

    def _refuse(self):
        with self.server.lock:
            self.server.requests.append({"path": self.path, "query": {}, **self._record()})
        self._send({"status": 405, "body": b""})

    def _record(self):
        """A header may stand several times: all_headers has it as often."""
        sock = self.connection
        tls = isinstance(sock, ssl.SSLSocket)
        return {"line": self.requestline, "came": time.monotonic(), "headers": dict(self.headers.items()),
                "all_headers": [(name.lower(), value) for name, value in self.headers.items()],
                "certificate": subject_of(sock.getpeercert()) if tls else None,
                "sni": getattr(sock, "asked_name", None), "tls": sock.version() if tls else None}

    def _send(self, route):
        body = body_of(route)
        self.send_response(route.get("status", 200))
        headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        headers.update(route.get("headers", {}))
        for name, value in headers.items():
            for one in value if isinstance(value, list) else [value]:
                self.send_header(name, one)
        self.end_headers()
        self.wfile.write(body)

    def fault_reset(self, route):
        sock = self.connection
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if isinstance(sock, ssl.SSLSocket):
            sock = socket.socket(fileno=sock.detach())
        sock.close()

    def fault_close(self, route):
        pass

    def fault_stall(self, route):
        self.server.closing.wait(LONG)

    def fault_slow(self, route):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"kind"')
        self.wfile.flush()
        self.server.closing.wait(LONG)

    def fault_cut(self, route):
        body = body_of(route)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:len(body) // 2])

    def fault_endless(self, route):
        self.send_response(200)
        self.end_headers()
        try:
            while not self.server.closing.is_set():
                self.wfile.write(b" " * 65536)
        except OSError:
            pass

    def log_message(self, *words):
        pass


def body_of(route):
    body = route.get("body", b"")
    if isinstance(body, str):
        return body.encode()
    return body if isinstance(body, bytes) else json.dumps(body, separators=(",", ":")).encode()


def subject_of(certificate):
    return dict(pair for rdn in certificate["subject"] for pair in rdn) if certificate else None


class FaultServer(http.server.ThreadingHTTPServer):
    """Listens on 127.0.0.1, or on [::1] with ipv6. Without certificates it speaks plain HTTP. `cert` and `key` stand
    in place of the run's own; with `client_ca` it asks for a certificate of the client."""
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, certificates=None, cert=None, key=None, client_ca=None, ipv6=False, newest_tls=None):
        if ipv6:
            self.address_family = socket.AF_INET6
        super().__init__(("::1" if ipv6 else "127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self.requests = []
        self.routes = {}
        self.fallback = None  # the route of every path that has none
        self.context = certificates and tls_context(cert or certificates.server, key or certificates.server_key,
                                                    client_ca, newest_tls)
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    @property
    def url(self):
        host = "[::1]" if self.address_family == socket.AF_INET6 else "127.0.0.1"
        return "%s://%s:%d" % ("https" if self.context else "http", host, self.port)

    def finish_request(self, request, address):
        # The handshake belongs to the connection's own thread: one that fails must not hold up the others.
        if self.context:
            if request.recv(1, socket.MSG_PEEK) not in (b"\x16", b""):
                return answer_plainly(request)
            request = self.context.wrap_socket(request, server_side=True)
        try:
            super().finish_request(request, address)
        finally:
            request.close()

    def handle_error(self, request, address):
        pass

    def route(self, path, query):
        route = self.routes.get(path, self.fallback)
        if callable(route):
            route = route(query)
        if isinstance(route, list):
            route = route.pop(0) if len(route) > 1 else route[0]
        if route is None:
            return {"status": 404, "body": "404 page not found\n", "headers": {"Content-Type": "text/plain"}}
        return route if is_route(route) else {"body": route}

    def stop(self):
        self.closing.set()
        self.shutdown()
        self.server_close()


def tls_context(cert, key, client_ca=None, newest_tls=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    if client_ca:
        context.load_verify_locations(client_ca)
        context.verify_mode = ssl.CERT_OPTIONAL
    if newest_tls:
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = newest_tls
        context.set_ciphers("ALL:@SECLEVEL=0")
    context.sni_callback = lambda sock, name, _: setattr(sock, "asked_name", name)
    return context


def answer_plainly(request):
    """What Go's server says to somebody who speaks no TLS."""
    request.recv(65536)
    request.sendall(PLAIN_ON_TLS)
    request.close()


def is_route(route):
    return isinstance(route, dict) and bool({"status", "body", "fault", "headers"} & route.keys()) and "kind" not in route


def status(code, reason, message, **more):
    """A Status object and the answer that carries it."""
    body = {"kind": "Status", "apiVersion": "v1", "metadata": more.pop("metadata", {}), "status": "Failure",
            "message": message, "reason": reason, "details": more.pop("details", {}), "code": code}
    return {"status": code, "body": body, **more}


def item_list(kind, items, token="", version="v1"):
    metadata = {"resourceVersion": "100"}
    if token:
        metadata["continue"] = token
    return {"kind": kind + "List", "apiVersion": version, "metadata": metadata, "items": items}


def pod(name, namespace="ai"):
    return {"metadata": {"name": name, "namespace": namespace, "uid": "uid-" + name, "resourceVersion": "7",
                         "creationTimestamp": "2026-11-21T03:00:00Z"},
            "spec": {"nodeName": "node-1", "containers": [{"name": "main", "image": "img"}]},
            "status": {"phase": "Running"}}
