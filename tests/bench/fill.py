# SPDX-License-Identifier: Apache-2.0
"""Puts the objects of one API server into another: those of a replayed namespace into a true API server, which then has
managedFields and identifiers of its own. Pods are made as if by a controller and reported on as if by a kubelet; owners
and events name the new identifiers."""
import concurrent.futures
import http.client
import json
import re
import ssl
import threading
import urllib.request

WRITERS = 8
CONTROLLER, KUBELET = "kube-controller-manager/v1.34", "kubelet/v1.34"  # who managedFields then name


class Refused(Exception):
    """What the API server would not take, and why."""


class Api:
    """Writes to one API server; each thread on a connection of its own that stays open."""

    def __init__(self, address, ca, certificate, key):
        self.address = address
        self.context = ssl.create_default_context(cafile=ca)
        self.context.load_cert_chain(certificate, key)
        self.of_thread = threading.local()

    def send(self, method, path, body, agent=CONTROLLER, kind="application/json"):
        if not hasattr(self.of_thread, "connection"):
            self.of_thread.connection = http.client.HTTPSConnection(self.address, context=self.context, timeout=30)
        self.of_thread.connection.request(method, path, json.dumps(body), {"Content-Type": kind, "User-Agent": agent})
        response = self.of_thread.connection.getresponse()
        answer = json.loads(response.read())
        if response.status >= 300:
            raise Refused(f"{method} {path}: {answer.get('message', response.status)}")
        return answer


def items(source, path):
    """The objects of a list of the replay server, in full."""
    with open(source.kubeconfigs["http1"], encoding="utf-8") as file:
        server = re.search(r'server: "([^"]+)"', file.read()).group(1)
    trusting = ssl.create_default_context(cafile=source.ca)
    with urllib.request.urlopen(server + path, context=trusting, timeout=60) as response:
        return json.load(response)["items"]


def without_past(item):
    """The object without what the server gives it anew."""
    for field in ("uid", "resourceVersion", "creationTimestamp", "managedFields", "generation"):
        item["metadata"].pop(field, None)
    return item


def make(api, path, item, uids, reporter=None):
    """Makes it, and a reporter adds its status, which the server drops at first. Notes the new identifier."""
    old = item["metadata"]["uid"]
    for owner in item["metadata"].get("ownerReferences", ()):
        owner["uid"] = uids[owner["uid"]]
    if "involvedObject" in item:
        item["involvedObject"].pop("resourceVersion", None)
        item["involvedObject"]["uid"] = uids[item["involvedObject"]["uid"]]
    uids[old] = api.send("POST", path, without_past(item))["metadata"]["uid"]
    if reporter:
        api.send("PUT", f"{path}/{item['metadata']['name']}/status", item, reporter)


def make_node(api, path, item, uids):
    """A new node counts as not ready and is tainted; nobody is there to take the taint away."""
    make(api, path, item, uids)
    api.send("PATCH", f"{path}/{item['metadata']['name']}", {"spec": {"taints": None}}, kind="application/merge-patch+json")


def fill(api, source, namespace):
    """Copies nodes, workloads, pods and events, and says how many of each kind."""
    core, apps = f"/api/v1/namespaces/{namespace}", f"/apis/apps/v1/namespaces/{namespace}"
    uids, counts = {}, {}
    with concurrent.futures.ThreadPoolExecutor(WRITERS) as writers:
        for path, how in (("/api/v1/nodes", make_node),
                          (apps + "/deployments", lambda *what: make(*what, CONTROLLER)),
                          (apps + "/replicasets", lambda *what: make(*what, CONTROLLER)),
                          (core + "/pods", lambda *what: make(*what, KUBELET)),
                          (core + "/events", make)):
            objects = items(source, path)
            for _ in writers.map(lambda item, path=path, how=how: how(api, path, item, uids), objects):
                pass
            counts[path.rsplit("/", 1)[1]] = len(objects)
    return counts
