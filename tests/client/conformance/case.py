# SPDX-License-Identifier: Apache-2.0
"""What a case is, and the words to write kubeconfigs with.

A case is data. Texts in it may contain @NAME@, replaced for each run: @url0@ @host0@ @port0@ of the first server (1, 2:
further ones), @refused@ (a port that nobody listens on), @root@ @home@ @work@ (folders of this run), and of what
certificates.py makes @NAME.crt@ @NAME.key@ (paths), @NAME@ @NAME-key@ (base64) and @NAME-pem@ @NAME-key-pem@ (text), with
NAME one of ca, other-ca, server, client; also @encrypted-key@ @encrypted-old-key@. Of every NAME of certificates.py there
are @NAME.crt@ @NAME.key@ @NAME@ @NAME-key@ too, and @NAME.pem@ @NAME_key.pem@, the text as it stands in a JSON string."""
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
    terminal: bool = False  # standard input is a terminal
    strict_modes: bool = False  # permission bits bind, also for root
    seconds: int = 40  # after which kubectl hangs
    want: str = "ok"  # the class of outcome that kubectl must show, so that a case cannot pass by failing twice
    sees: dict = field(default_factory=dict)  # further fields of kubectl's observation that make the case what it is
    says: tuple = ()  # words that our message or report must contain: names, places, the way out
    never: tuple = ()  # what our message must not contain
    hides: tuple = ()  # words that neither program may print
    shows: tuple = ()  # words that both must print
    ignore: tuple = ()  # beginnings of fields that do not compare here
    since: str = ""  # the first kubectl that behaves so; an older one is not asked, ours is held against want and sees
    deviates: str = ""  # a section of docs/conformance.md: ours differs on purpose, as `ours` says
    ours: dict = field(default_factory=dict)  # fields of our observation where it deviates; "outcome" is the class
    early: bool = False  # ours finds the mistake before it asks any server, kubectl only after
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


def plugin(command, **more):
    """A user whose credentials come from a plugin."""
    return {"exec": {"command": command, "apiVersion": "client.authentication.k8s.io/v1", "interactiveMode": "Never", **more}}


def script(token, version="v1", before=""):
    """A credential plugin that gives this token; the shell fills in what it holds of $."""
    return ("script", before + """cat <<END
{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/%s", "status": {"token": "%s"}}
END
""" % (version, token))


CERTIFICATE = {"0.certificate": "commonName=cert-user,organizationName=group"}
NOWHERE = {"0.method": "nothing arrived"}
ANONYMOUS = {"0.authorization": "", "0.certificate": ""}
