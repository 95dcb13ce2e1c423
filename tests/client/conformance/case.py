# SPDX-License-Identifier: Apache-2.0
"""What a case is, and the words to write kubeconfigs with.

A case is data. Texts in it may contain @NAME@, replaced for each run: @url0@ @host0@ @port0@ of the first server (1, 2:
further ones), @refused@ (a port that nobody listens on), @ca@ @other-ca@ (base64), @ca.crt@ @other-ca.crt@ @client.crt@
@client.key@ @client@ @client-key@ (paths; base64), @root@ @home@ @work@ (folders of this run)."""
from dataclasses import dataclass, field


@dataclass
class Case:
    name: str
    source: object = ""  # "file_test.go:Function[entry]" of client-go, or a tuple of them; "" for what it has no test for
    config: object = None  # home/.kube/config
    files: dict = field(default_factory=dict)  # path below the run's folder -> content; see oracle.write_file
    env: dict = field(default_factory=dict)  # beside HOME and PATH
    args: tuple = ()
    servers: tuple = ("tls",)
    routes: dict = field(default_factory=dict)  # index of a server -> {path: route of fault_server}
    in_cluster: dict = None  # files of /var/run/secrets/kubernetes.io/serviceaccount
    nobody: bool = False  # run as a user to whom permission bits apply
    want: str = "ok"  # the class of outcome that kubectl must show, so that a case cannot pass by failing twice
    sees: dict = field(default_factory=dict)  # further fields of kubectl's observation that make the case what it is
    says: tuple = ()  # words that our message must contain: names, places, the way out
    since: str = ""  # the first kubectl that behaves so; an older one is not asked, ours is held against want and sees
    deviates: str = ""  # a section of docs/conformance.md: ours differs on purpose, as `ours` says
    ours: dict = field(default_factory=dict)  # fields of our observation where it deviates; "outcome" is the class
    proves: str = ""  # what the case is about, where the name does not say it


@dataclass
class Inapplicable:
    """A test of client-go that has nothing a client's user could see: counted, with the reason."""
    source: object
    why: str


def kubeconfig(clusters, users, contexts, current="", **more):
    config = {"apiVersion": "v1", "kind": "Config",
              "clusters": [{"name": name, "cluster": body} for name, body in clusters.items()],
              "users": [{"name": name, "user": body} for name, body in users.items()],
              "contexts": [{"name": name, "context": body} for name, body in contexts.items()], **more}
    if current:
        config["current-context"] = current
    return config


def cluster(server="@url0@", **more):
    body = {"server": server, "certificate-authority-data": "@ca@"}
    body.update({key.replace("_", "-"): value for key, value in more.items()})
    return {key: value for key, value in body.items() if value is not None}


def one(user=None, clu=None, context=None, **more):
    """The usual kubeconfig: context test of cluster clu and user usr, namespace ai, token secret."""
    return kubeconfig({"clu": cluster() if clu is None else clu},
                      {"usr": {"token": "secret"} if user is None else user},
                      {"test": {"cluster": "clu", "user": "usr", "namespace": "ai", **(context or {})}}, "test", **more)
