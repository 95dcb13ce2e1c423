# SPDX-License-Identifier: Apache-2.0
"""The servers that the cases talk to: small API servers on 127.0.0.1 that answer discovery and empty lists, and write
down what arrived. They are the servers of tests/client (fault_server.py) with routes of their own.

`Servers` keeps those that one worker has started, by kind, and hands them out to one case after the other."""
import copy
import os
import socket
import ssl
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import fault_server  # noqa: E402
import proxies  # noqa: E402

LOGIN = "joe:p@ss%word"  # of proxies, as they see it
DISCOVERY = {
    "/api": {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []},
    "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": []},
    "/api/v1": {"kind": "APIResourceList", "groupVersion": "v1", "resources": [
        {"name": "pods", "singularName": "pod", "namespaced": True, "kind": "Pod", "verbs": ["get", "list"],
         "shortNames": ["po"]}]},
}

KINDS = {"persistentvolumeclaims": "PersistentVolumeClaim", "resourcequotas": "ResourceQuota", "configmaps": "ConfigMap",
         "serviceaccounts": "ServiceAccount", "replicationcontrollers": "ReplicationController",
         "persistentvolumes": "PersistentVolume", "limitranges": "LimitRange", "endpoints": "Endpoints"}


def split_prefix(path):
    """('/a/b', '/api/v1/pods') of '/a/b/api/v1/pods'."""
    places = [place for place in (path.find("/api/"), path.find("/apis/")) if place >= 0]
    for whole in ("/api", "/apis"):
        if path.endswith(whole):
            places.append(len(path) - len(whole))
    cut = min(places, default=0)
    return path[:cut], path[cut:]


def answer(path):
    """What an empty cluster answers, below any prefix."""
    rest = split_prefix(path)[1]
    if rest in DISCOVERY:
        return {"body": DISCOVERY[rest]}
    if rest.startswith("/api/v1/"):
        plural = rest.rsplit("/", 1)[1]
        kind = KINDS.get(plural, plural.removesuffix("s").capitalize())
        return {"body": fault_server.item_list(kind, [])}
    return None


class ApiServer(fault_server.FaultServer):
    """`routes` of a case come first, then the empty cluster. Beside paths there are "*", everything, and "lists",
    everything but discovery."""

    def route(self, path, query):
        if path in self.routes or self.routes.get("*"):
            return super().route(path if path in self.routes else "*", query)
        if "lists" in self.routes and split_prefix(path)[1] not in DISCOVERY:
            return super().route("lists", query)
        found = answer(path)
        return found if found is not None else super().route(path, query)

    def reset(self, routes):
        with self.lock:
            self.requests.clear()
        self.routes = routes


class Proxy(proxies.Proxy):
    def reset(self, routes):
        self.seen.clear()

    def arrived(self):
        """Of all connections together, as of requests."""
        names = sorted({name for one in self.seen for name in one if name != "headers"})
        values = {name: sorted({one.get(name, "") for one in self.seen}) for name in names}
        return {name: all_of[0] if len(all_of) == 1 else all_of for name, all_of in values.items()}


class Servers:
    """The servers of one worker. `take(("tls", "plain"))` gives a clean server for each word:

    tls      signed by the case's authority for 127.0.0.1, ::1, 0.0.0.0, 10.1.2.3, localhost, kube.example and
             *.kube.invalid; asks for client certificates
    NAME     the same with the certificate of that name in certificates.py: named, expired, not_yet_valid, other_server, ...
    plain    HTTP
    ipv6     as tls on [::1]
    old-tls  as tls, but speaks TLS 1.1 at most
    proxy socks5 https-proxy    proxies of proxies.py to the first server; https-proxy-other of the other authority; proxy-login socks5-login ask for joe:p@ss%word,
             proxy-403 proxy-502 refuse every CONNECT so
    """

    def __init__(self, certificates):
        self.certificates = certificates
        self.by_kind = {}

    def take(self, kinds, routes):
        taken, counts = [], {}
        for i, kind in enumerate(kinds):
            pool = self.by_kind.setdefault(kind, [])
            n = counts.get(kind, 0)
            counts[kind] = n + 1
            if n == len(pool):
                pool.append(self._start(kind))
            taken.append(pool[n])
        for i, server in enumerate(taken):
            server.reset(filled(copy.deepcopy(routes.get(i, {})), taken))
            server.upstream = taken[0]
        return taken

    def _start(self, kind):
        made = self.certificates
        if "proxy" in kind or "socks5" in kind:
            return self._start_proxy(kind)
        if kind == "plain":
            return ApiServer()
        options = {"ipv6": {"ipv6": True}, "old-tls": {"newest_tls": ssl.TLSVersion.TLSv1_1}}.get(kind)
        if options is None and kind != "tls":
            options = {"cert": getattr(made, kind), "key": getattr(made, kind + "_key")}
        return ApiServer(made, client_ca=made.ca, **(options or {}))

    def _start_proxy(self, kind):
        base, _, extra = kind.partition("-")
        if kind.startswith("https-proxy"):
            name = "other_server" if kind.endswith("other") else "server"
            context = fault_server.tls_context(getattr(self.certificates, name), getattr(self.certificates, name + "_key"))
            return Proxy(None, kind="https", context=context)
        return Proxy(None, kind="socks5" if base == "socks5" else "http", login=LOGIN if extra == "login" else None,
                     status=int(extra) if extra.isdigit() else 200)

    def stop(self):
        for pool in self.by_kind.values():
            for server in pool:
                server.stop()


def filled(route, servers):
    """With the addresses of the servers in place of @url0@, @url1@, ..."""
    if isinstance(route, dict):
        return {name: filled(value, servers) for name, value in route.items()}
    if isinstance(route, list):
        return [filled(value, servers) for value in route]
    if isinstance(route, str):
        for i, server in enumerate(servers):
            route = route.replace("@url%d@" % i, server.url)
    return route


def closed_port():
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

