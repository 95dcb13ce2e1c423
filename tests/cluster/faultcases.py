# SPDX-License-Identifier: Apache-2.0
"""What can go wrong between a client and an API server, as rules of faultproxy; and what has to come of it."""
import json


def status(code, reason, message, **headers):
    body = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message, "reason": reason,
            "code": code}
    return {"fault": "status", "status": code, "headers": headers, "body": json.dumps(body)}


BUSY = ("TooManyRequests", "too many requests")

# Gone after one try: nothing may be missing in the report.
PASSING = {
    "a slow first byte": {"fault": "slow", "seconds": 0.5},
    "429 that names a second": status(429, *BUSY, **{"Retry-After": "1"}),
    "503 that names a second": status(503, "ServiceUnavailable", "starting", **{"Retry-After": "1"}),
    "a connection that is reset": {"fault": "reset"},
    "an answer that is broken off": {"fault": "truncate"},
    "GOAWAY after an answer": {"fault": "goaway"},
    "GOAWAY instead of an answer": {"fault": "goaway-now"},
}

# Here to stay: what it hides is a gap, and all else is in the report.
LASTING = {
    "no first byte": {"fault": "slow", "seconds": 60},
    "a body that stops": {"fault": "stall"},
    "an answer that is broken off": {"fault": "truncate"},
    "half a body that looks whole": {"fault": "short"},
    "gzip that is none": {"fault": "not-gzip"},
    "half a gzip stream": {"fault": "half-gzip"},
    "429 for half a minute": status(429, *BUSY, **{"Retry-After": "30"}),
    "429 without a time": status(429, *BUSY),
    "429 again and again": status(429, *BUSY, **{"Retry-After": "0"}),
    "500": status(500, "InternalError", "etcdserver: leader changed"),
    "503": {"fault": "status", "status": 503, "body": "upstream connect error"},
    "502 of a proxy": {"fault": "status", "status": 502, "body": "<html><body>Bad Gateway</body></html>"},
    "200 with a log-in page": {"fault": "status", "status": 200, "body": "<html><body>Log in</body></html>"},
    "an empty 200": {"fault": "status", "status": 200, "body": ""},
    "a redirect": {"fault": "status", "status": 302, "headers": {"Location": "https://127.0.0.1:9/"}},
    "401 in the middle": status(401, "Unauthorized", "Unauthorized"),
    "a connection that is reset": {"fault": "reset"},
    "GOAWAY instead of an answer": {"fault": "goaway-now"},
    "a certificate that is over": {"fault": "expire"},
}

# An API server compresses no logs, so nobody asks for that or decompresses one; half of a log that ends in order is a log; and an empty one
# is one too. A certificate that runs out hides all that comes later, and has a test of its own.
NOT_TO_BE_KNOWN = {("gzip that is none", "logs"), ("half a body that looks whole", "logs"), ("an empty 200", "logs"),
                   *(("a certificate that is over", place) for place in ("pods", "events", "deployments", "nodes", "logs"))}


def change(*at, **value):
    """Puts value= there, or takes away what is there."""
    return {"fault": "set", "set": [{"at": list(at), **value}]}


ITEM = ("items", "*")
STATUS = (*ITEM, "status", "containerStatuses")

# Objects as no API server should send them, and aggregated or broken ones do.
DAMAGED = {
    "items that are null": change(*ITEM, value=None),
    "items that are numbers": change(*ITEM, value=7),
    "items that are texts": change(*ITEM, value="x"),
    "an object in place of items": change("items", value={"a": 1}),
    "no items": change("items"),
    "another kind of list": change("kind", value="ConfigMapList"),
    "no kind": change("kind"),
    "no metadata": change(*ITEM, "metadata"),
    "metadata that is null": change(*ITEM, "metadata", value=None),
    "no names": change(*ITEM, "metadata", "name"),
    "names that are numbers": change(*ITEM, "metadata", "name", value=12),
    "labels that are a list": change(*ITEM, "metadata", "labels", value=[1, 2]),
    "labels that are numbers": change(*ITEM, "metadata", "labels", value={"app": 3}),
    "no spec": change(*ITEM, "spec"),
    "a spec that is null": change(*ITEM, "spec", value=None),
    "a spec that is a text": change(*ITEM, "spec", value="x"),
    "no status": change(*ITEM, "status"),
    "a status that is null": change(*ITEM, "status", value=None),
    "a status that is a list": change(*ITEM, "status", value=[]),
    "owners that are a text": change(*ITEM, "metadata", "ownerReferences", value="x"),
    "times that are numbers": change(*ITEM, "metadata", "creationTimestamp", value=5),
    "very deep nesting": change(*ITEM, "spec", value=json.loads("[" * 500 + "]" * 500)),
}
DAMAGED_PODS = {
    "containers that are a text": change(*ITEM, "spec", "containers", value="x"),
    "containers that are null": change(*ITEM, "spec", "containers", value=None),
    "containers without a name": change(*ITEM, "spec", "containers", "*", "name"),
    "requests that are no amounts": change(*ITEM, "spec", "containers", "*", "resources", value={"limits": {"memory": "lots"}}),
    "statuses that are a number": change(*STATUS, value=7),
    "statuses of null": change(*STATUS, "*", value=None),
    "a state that is a list": change(*STATUS, "*", "state", value=[]),
    "exit codes that are texts": change(*STATUS, "*", "lastState", value={"terminated": {"exitCode": "one"}}),
    "a phase that is a number": change(*ITEM, "status", "phase", value=5),
    "conditions that are an object": change(*ITEM, "status", "conditions", value={"a": 1}),
    "a node name that is a list": change(*ITEM, "spec", "nodeName", value=["node-1"]),
}
DAMAGED_NODES = {
    "a capacity that is a text": change(*ITEM, "status", "capacity", value="lots"),
    "an allocatable that is a list": change(*ITEM, "status", "allocatable", value=[]),
    "an allocatable that is null": change(*ITEM, "status", "allocatable", value=None),
    "amounts that are no amounts": change(*ITEM, "status", "allocatable", value={"cpu": "many", "memory": {}, "pods": None}),
    "taints that are a text": change(*ITEM, "spec", "taints", value="x"),
    "taints of null": change(*ITEM, "spec", "taints", value=[None]),
    "conditions of numbers": change(*ITEM, "status", "conditions", value=[1, 2]),
}

# To Kubernetes what is absent is empty, so nobody can tell.
MEANS_EMPTY = {"containers that are null", "no spec", "no status", "a spec that is null", "a status that is null",
               "an allocatable that is null", "requests that are no amounts"}
