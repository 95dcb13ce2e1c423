# SPDX-License-Identifier: Apache-2.0
"""The servers that the cases talk to: small API servers on 127.0.0.1 that answer discovery and empty lists, and write
down what arrived. They are the servers of tests/client (fault_server.py) with routes of their own.

`Servers` keeps those that one worker has started, by kind, and hands them out to one case after the other."""
import os
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import fault_server  # noqa: E402

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
    """`routes` of a case come first, then the empty cluster."""

    def __init__(self, certificates=None, **options):
        super().__init__(certificates, **options)
        if self.context:
            self.context.sni_callback = self._saw_name

    @staticmethod
    def _saw_name(connection, name, context):
        connection.asked_name = name

    def route(self, path, query):
        if path in self.routes or self.routes.get("*"):
            return super().route(path if path in self.routes else "*", query)
        found = answer(path)
        return found if found is not None else super().route(path, query)

    def reset(self, routes):
        with self.lock:
            self.requests.clear()
        self.routes = routes


class Servers:
    """The servers of one worker. `take(("tls", "plain"))` gives a clean server for each word:

    tls     signed by the case's authority for 127.0.0.1, ::1, localhost and kube.example; asks for client certificates
    named   the same, made out for kube.example only
    expired the same, its certificate is over
    plain   HTTP
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
            pool[n].reset(dict(routes.get(i, {})))
            taken.append(pool[n])
        return taken

    def _start(self, kind):
        made = self.certificates
        if kind == "plain":
            return ApiServer()
        pair = {"tls": (made.server, made.server_key), "named": (made.named, made.named_key),
                "expired": (made.expired, made.expired_key)}[kind]
        return ApiServer(made, cert=pair[0], key=pair[1], client_ca=made.ca)

    def stop(self):
        for pool in self.by_kind.values():
            for server in pool:
                server.stop()


def closed_port():
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

