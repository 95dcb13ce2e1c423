# SPDX-License-Identifier: Apache-2.0
"""Files that are no kubeconfigs, cannot be read, or are too much: what a user's disk may hold where a kubeconfig should
be. Beyond kubectl's class of error, each message must name the file."""
from case import NOWHERE, Case, cluster, kubeconfig, one

CONFIG = "home/.kube/config"
SHOWN = "@root@/home/.kube/config"


def there(name, content, want, *words, **more):
    """`content` where the kubeconfig should be."""
    more.setdefault("sees", NOWHERE)
    return Case("files/" + name, files={CONFIG: content, **more.pop("files", {})}, want=want, says=(SHOWN, *words), **more)


def needs(name, field, content, want, *words, **more):
    """A kubeconfig that names the file home/.kube/f, which is `content`."""
    config = (one(clu=cluster(certificate_authority_data=None, certificate_authority="f")) if field == "certificate-authority"
              else one(user={"client-certificate": "@client.crt@", "client-key": "f"}) if field == "client-key"
              else one(user={field: "f"}))
    files = {"home/.kube/f": content} if content is not None else {}
    return Case("files/%s-%s" % (field.lower(), name), config=config, files={**files, **more.pop("files", {})}, want=want,
                sees=NOWHERE, says=("@root@/home/.kube/f", SHOWN, *words), **more)


def many(n):
    """`n` contexts with clusters and users of their own around the one in use."""
    names = ["entry-%06d" % i for i in range(n)]
    whole = one()
    filler = kubeconfig({name: {"server": "https://%s.invalid" % name} for name in names},
                        {name: {"token": name} for name in names},
                        {name: {"cluster": name, "user": name} for name in names})
    for part in ("clusters", "users", "contexts"):
        whole[part] = filler[part] + whole[part]
    return whole


def yaml_of(config):
    """As kubectl writes it: block style."""
    lines = ["apiVersion: v1", "kind: Config", "current-context: test"]
    for part, inner in (("clusters", "cluster"), ("users", "user"), ("contexts", "context")):
        lines.append(part + ":")
        for item in config[part]:
            lines += ["- name: " + item["name"], "  " + inner + ":"]
            lines += ["    %s: %s" % pair for pair in item[inner].items()]
    return "\n".join(lines) + "\n"


LAUGHS = "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n" + "".join(
    "%s: &%s [%s]\n" % (name, name, ", ".join(["*" + before] * 9)) for before, name in zip("abcdefgh", "bcdefghi"))
DEEP = "x: " + "[" * 20000 + "]" * 20000 + "\n"
NESTED = "".join("%sx:\n" % (" " * i) for i in range(3000))  # its first 4,000 characters: 87 levels

CASES = [
    # ---- not a file ----
    there("folder", ("folder",), "config/folder"),
    there("link-to-itself", ("link", "config"), "config/link"),
    there("links-in-a-circle", ("link", "a"), "config/link",
          files={"home/.kube/a": ("link", "b"), "home/.kube/b": ("link", "config")}),
    Case("files/link-to-nothing", files={CONFIG: ("link", "gone")}, args=("--context", "test"), want="config/context",
         sees=NOWHERE, proves="it counts as missing"),
    Case("files/link-to-a-file", files={CONFIG: ("link", "@work@/c"), "work/c": one()},
         sees={"0.authorization": "Bearer secret"}),
    Case("files/device-null", env={"KUBECONFIG": "/dev/null"}, args=("--context", "test"), want="config/context",
         sees=NOWHERE),
    Case("files/pipe-that-nobody-writes", files={CONFIG: ("fifo",)}, want="hang", sees=NOWHERE, deviates="no-endless-files",
         ours={"outcome": "config/no-regular-file"}, says=(SHOWN,), seconds=3),
    Case("files/standard-input", env={"KUBECONFIG": "/dev/stdin"}, args=("--context", "test"), want="config/context",
         sees=NOWHERE),
    Case("files/below-a-file", files={"home/.kube": "a file"}, want="config/not-a-folder", sees=NOWHERE, says=(SHOWN,)),
    Case("files/home-is-a-device", env={"HOME": "/dev/null"}, want="config/not-a-folder", sees=NOWHERE,
         says=("/dev/null/.kube/config",)),
    Case("files/no-home-and-nothing-else", env={"HOME": None}, args=("--context", "test"), want="config/context", sees=NOWHERE),
    Case("files/name-too-long", env={"KUBECONFIG": "x" * 5000}, want="config/name-too-long", sees=NOWHERE),

    # ---- not readable ----
    there("no-permission", ("mode", 0, "a: b"), "config/permission", strict_modes=True),
    Case("files/no-permission-for-the-folder", strict_modes=True,
         files={"home/.kube/config": one(), "home/.kube": ("mode", 0, None)},
         want="config/permission", sees=NOWHERE, says=(SHOWN,)),
    there("no-permission-for-the-file-of-a-link", ("link", "@home@/secret"), "config/permission", strict_modes=True,
          files={"home/secret": ("mode", 0, "x")}),

    # ---- files that it names ----
    needs("missing", "certificate-authority", None, "config/ca-file"),
    needs("folder", "certificate-authority", ("folder",), "config/folder"),
    needs("circle", "certificate-authority", ("link", "f"), "config/ca-file"),
    needs("no-permission", "certificate-authority", ("mode", 0, "x"), "config/ca-file", strict_modes=True),
    needs("missing", "client-key", None, "config/cert-file"),
    needs("folder", "client-key", ("folder",), "config/folder"),
    needs("no-permission", "client-key", ("mode", 0, "x"), "config/cert-file", strict_modes=True),
    needs("missing", "tokenFile", None, "config/no-file"),
    needs("folder", "tokenFile", ("folder",), "config/folder"),
    needs("no-permission", "tokenFile", ("mode", 0, "x"), "config/permission", strict_modes=True),
    needs("circle", "tokenFile", ("link", "f"), "config/link"),

    # ---- large ones ----
    Case("files/five-megabytes-of-json", config=many(20000), sees={"0.authorization": "Bearer secret"}),
    Case("files/five-megabytes-of-yaml", config=yaml_of(many(14000)), sees={"0.authorization": "Bearer secret"}),
    Case("files/one-long-line", config={**one(), "extensions": [{"name": "e", "extension": {"a": "x" * 4000000}}]},
         sees={"0.authorization": "Bearer secret"}),
    Case("files/many-comments", config="# %s\n" % ("x" * 70) * 60000 + yaml_of(one()), sees={"0.authorization": "Bearer secret"}),
    Case("files/many-files", env={"KUBECONFIG": ":".join("c%d" % i for i in range(500))},
         files={"work/c%d" % i: one() if i == 499 else kubeconfig({"n%d" % i: cluster()}, {}, {}) for i in range(500)},
         sees={"0.authorization": "Bearer secret"}),
    there("billion-laughs", LAUGHS, "config/yaml", "aliases"),
    there("deep-lists", DEEP, "config/yaml"),
    Case("files/deep-mappings", config=NESTED, servers=(), want="connect/refused", deviates="deep-yaml",
         ours={"outcome": "config/yaml"}, says=(SHOWN,)),
    Case("files/nested-mappings", config=NESTED[:4000], args=("--context", "x"), want="config/context", sees=NOWHERE),
    there("random-bytes", bytes((i * 7919 + i // 256 * 104729) % 256 for i in range(5000)), "config/yaml"),
    there("a-program", b"\x7fELF\x02\x01\x01\x00" + bytes(1000), "config/yaml"),
    there("a-certificate", "@ca-pem@", "config/content"),
    there("a-web-page",
          "<!DOCTYPE html>\n<html><head><title>Log in</title></head>\n<body>hello</body></html>\n", "config/content"),
    there("a-shell-script", "#!/bin/sh\nexport KUBECONFIG=/x\n", "config/content"),
    there("a-pod", {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}}, "config/kind"),
    there("a-list-of-kubeconfigs", [one()], "config/content"),
]
