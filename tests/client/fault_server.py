# SPDX-License-Identifier: Apache-2.0
"""A small HTTPS server that answers like an API server, or misbehaves as a test asks.

Routes are found by path, without the query. A route is a dict, a JSON value to send, or a list of routes that are
taken one per request, the last one for all further ones. Keys of a dict that is a route:

  status (200), headers ({}), body (bytes, str or JSON value), or fault:
    reset      closes the connection with a reset before an answer
    close      closes it in good order before an answer
    stall      never answers, but keeps the connection
    slow       sends the head of the answer, then nothing more
    cut        announces the whole body, sends half and closes
    endless    sends a body that never ends
"""
import base64
import http.server
import json
import os
import socket
import ssl
import struct
import subprocess
import threading
import urllib.parse


def openssl(*words, **options):
    subprocess.run(["openssl", *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)


class Certificates:
    """A certificate authority made for this run, a server certificate of it and one for a client."""

    def __init__(self, folder):
        self.folder = folder
        self.ca, self.ca_key = self._self_signed("ca", "/CN=test-ca")
        self.other_ca, _ = self._self_signed("other-ca", "/CN=other-ca")
        self.server, self.server_key = self._signed(
            "server", "/CN=server", "subjectAltName=IP:127.0.0.1,IP:::1,DNS:localhost,DNS:kube.example")
        self.named, self.named_key = self._signed("named", "/CN=named", "subjectAltName=DNS:kube.example")
        self.client, self.client_key = self._signed("client", "/O=group/CN=cert-user", "extendedKeyUsage=clientAuth")
        self.expired, self.expired_key = self._signed("expired", "/CN=expired", "subjectAltName=IP:127.0.0.1", days="-1")

    def path(self, name):
        return os.path.join(self.folder, name)

    def data(self, path):
        with open(path, "rb") as file:
            return base64.b64encode(file.read()).decode()

    def _self_signed(self, name, subject):
        cert, key = self.path(name + ".crt"), self.path(name + ".key")
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", subject, "-keyout", key, "-out", cert)
        return cert, key

    def _signed(self, name, subject, extension, days="2"):
        cert, key, request, extensions = (self.path(name + end) for end in (".crt", ".key", ".csr", ".ext"))
        with open(extensions, "w") as file:
            file.write(extension + "\n")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", subject,
                "-keyout", key, "-out", request)
        openssl("x509", "-req", "-in", request, "-CA", self.ca, "-CAkey", self.ca_key, "-CAcreateserial",
                "-days", days, "-extfile", extensions, "-out", cert)
        return cert, key


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        with self.server.lock:
            self.server.requests.append({"path": url.path, "query": query, "headers": dict(self.headers.items()),
                                         "all_headers": [(k.lower(), v) for k, v in self.headers.items()],
                                         "line": self.requestline, "certificate": self._subject(),
                                         "sni": getattr(self.connection, "asked_name", None)})
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
            self.server.requests.append({"path": self.path, "line": self.requestline, "query": {}, "headers": {},
                                         "all_headers": []})
        self._send({"status": 405, "body": b""})

    def _subject(self):
        certificate = self.connection.getpeercert() if isinstance(self.connection, ssl.SSLSocket) else None
        return dict(pair for rdn in certificate["subject"] for pair in rdn) if certificate else None

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
        self.server.closing.wait(30)

    def fault_slow(self, route):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"kind"')
        self.wfile.flush()
        self.server.closing.wait(30)

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


class FaultServer(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, certificates=None, cert=None, key=None, client_ca=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self.requests = []
        self.routes = {}
        self.context = None
        if certificates:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(cert or certificates.server, key or certificates.server_key)
            if client_ca:
                self.context.load_verify_locations(client_ca)
                self.context.verify_mode = ssl.CERT_OPTIONAL
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    @property
    def url(self):
        return ("https" if self.context else "http") + "://127.0.0.1:%d" % self.port

    def finish_request(self, request, address):
        # The handshake belongs to the connection's own thread: one that fails must not hold up the others.
        if self.context:
            request = self.context.wrap_socket(request, server_side=True)
        try:
            super().finish_request(request, address)
        finally:
            request.close()

    def handle_error(self, request, address):
        pass

    def route(self, path, query):
        route = self.routes.get(path)
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
