# SPDX-License-Identifier: Apache-2.0
"""Runs one program on one case, in a fresh home and working directory with exactly the case's files and environment,
and says what a user and the servers saw of it."""
import base64
import functools
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import tempfile

from outcome import outcome_of_kubectl, outcome_of_ours
from servers import Proxy, closed_port, split_prefix

SECONDS = 40  # for one run; a program that takes longer hangs
ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
PODS = re.compile(r"^/api/v1/namespaces/([^/]+)/pods$")


def replace(value, words):
    if isinstance(value, bytes):
        return value
    if not isinstance(value, str):
        value = json.dumps(value)
    return re.sub(r"@([a-z0-9._-]+)@", lambda found: words[found[1]] if found[1] in words else found[0], value)


def write_file(path, content, words):
    """str, bytes; dict or list: as JSON; ("link", target), ("folder",), ("fifo",), ("script", text),
    ("mode", bits, content), ("join", part...) and ("crlf", part...): texts, or the contents of files they name."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if isinstance(content, tuple):
        kind = content[0]
        if kind == "link":
            os.symlink(replace(content[1], words), path)
        elif kind == "folder":
            os.makedirs(path, exist_ok=True)
        elif kind == "fifo":
            os.mkfifo(path)
        elif kind == "script":
            write_file(path, "#!/bin/sh\n" + content[1], words)
            os.chmod(path, 0o755)
        elif kind in ("join", "crlf"):
            write_file(path, joined(content[1:], words, b"\r\n" if kind == "crlf" else b"\n"), words)
        elif kind == "mode":
            if content[2] is not None:
                write_file(path, content[2], words)
            os.chmod(path, content[1])
        return
    text = replace(content, words)
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())


def joined(parts, words, line_end):
    whole = b""
    for part in (replace(part, words) for part in parts):
        if os.path.isabs(part):
            with open(part, "rb") as file:
                whole += file.read()
        else:
            whole += part.encode()
    return whole.replace(b"\n", line_end)


class Words(dict):
    """The fixed words, and those of certificates, which are made when a case first names them."""

    def __init__(self, certificates):
        super().__init__(certificate_words(certificates))
        self.certificates = certificates

    def __contains__(self, word):
        return super().__contains__(word) or self.look_up(word)

    def look_up(self, word):
        name = re.sub(r"\.(crt|key|pem)$", "", word).replace("-", "_") + ("_key" if word.endswith(".key") else "")
        try:
            path = getattr(self.certificates, name)
        except AttributeError:
            return False
        with open(path) as file:
            text = json.dumps(file.read())[1:-1]
        self[word] = (path if word.endswith((".crt", ".key")) else text if word.endswith(".pem")
                      else self.certificates.data(path))
        return True


@functools.lru_cache
def certificate_words(certificates):
    words = {}
    for name in ("ca", "other-ca", "server", "client"):
        words[name + ".crt"] = getattr(certificates, name.replace("-", "_"))
        words[name + ".key"] = getattr(certificates, name.replace("-", "_") + "_key")
    words["encrypted.key"], words["encrypted-old.key"] = certificates.encrypted_key, certificates.encrypted_old_key
    for word, path in list(words.items()):
        name = word.removesuffix(".crt").replace(".key", "-key")
        with open(path, "rb") as file:
            words[name + "-pem"] = file.read().decode()
        words[name] = base64.b64encode(words[name + "-pem"].encode()).decode()
    return words


def words_of(root, servers, certificates):
    words = Words(certificates)
    words.update({"root": root, "home": root + "/home", "work": root + "/work", "refused": str(closed_port())})
    for i, server in enumerate(servers):
        words.update({"url%d" % i: server.url, "host%d" % i: server.url.split("://")[1], "port%d" % i: str(server.port)})
    return words


def in_pod(command, folder):
    """The command with `folder` as the mounted service account, in a mount namespace of its own."""
    script = ('mount -t tmpfs none /run && mkdir -p "$(dirname "$0")" && ln -s "$1" "$0" && shift && exec "$@"')
    return ["unshare", "--mount", "--map-root-user", "sh", "-c", script, "/run" + ACCOUNT.removeprefix("/var/run"), folder,
            *command]


def run(command, case, servers, certificates, seconds):
    """(exit code or "hang", stdout, stderr, root, files that are new, what plugins were asked): of one program in a home of
    its own."""
    root = tempfile.mkdtemp(prefix="conformance-")
    try:
        words = words_of(root, servers, certificates)
        for folder in ("home", "work", "bin"):
            os.mkdir(os.path.join(root, folder))
        files = dict(case.files)
        if case.config is not None:
            files["home/.kube/config"] = case.config
        for name, content in files.items():
            write_file(os.path.join(root, name), content, words)
        env = {"HOME": root + "/home", "PATH": root + "/bin:/usr/bin:/bin"}
        env.update(case.env)
        env = {name: replace(value, words) for name, value in env.items() if value is not None}
        line = [*command, *(replace(word, words) for word in case.args)]
        if case.in_cluster is not None:
            os.mkdir(root + "/account")
            for name, content in case.in_cluster.items():
                write_file(root + "/account/" + name, content, words)
            line = in_pod(line, root + "/account")
        if case.strict_modes and os.geteuid() == 0:
            line = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *line]
        before = everything_below(root)
        done = execute(line, root + "/work", env, seconds, case.terminal)
        return (*done, root, sorted(everything_below(root) - before - {"asked"}), asked_of(root))
    finally:
        shutil.rmtree(root, ignore_errors=True)


def everything_below(root):
    """The files, but for kubectl's cache of discovery."""
    return {os.path.relpath(os.path.join(folder, name), root) for folder, _, names in os.walk(root) for name in names
            if "/.kube/cache" not in folder}


def execute(line, folder, env, seconds, terminal):
    master, slave = pty.openpty() if terminal else (None, subprocess.DEVNULL)
    process = subprocess.Popen(line, cwd=folder, env=env, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               start_new_session=True)
    try:
        out, err = process.communicate(timeout=seconds)
        return process.returncode, out.decode(errors="replace"), err.decode(errors="replace")
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
        return "hang", out.decode(errors="replace"), err.decode(errors="replace")
    finally:
        if terminal:
            os.close(master)
            os.close(slave)


def asked_of(root):
    """Each line that a plugin of logins.py has written, one for each of its runs: JSON, then words. The order of the
    JSON's fields is nobody's business."""
    if not os.path.exists(root + "/asked"):
        return []
    lines = []
    with open(root + "/asked") as file:
        for line in file.read().replace(root, "@root@").splitlines():
            info, end = json.JSONDecoder().raw_decode(line)
            lines.append(json.dumps(info, sort_keys=True) + line[end:].rstrip())
    return lines


def subject(certificate):
    return ",".join("%s=%s" % pair for pair in sorted(certificate.items())) if certificate else ""


def headers_of(request):
    """Fields by which a server tells who asks and how, of one request."""
    headers = {name.lower(): value for name, value in request["headers"].items()}
    seen = {"authorization": headers.get("authorization", "").rstrip(), "host": headers.get("host", ""),
            "gzip": "gzip" in headers.get("accept-encoding", ""), "certificate": subject(request.get("certificate")),
            "sni": (request.get("sni") or "").lower(), "via": request.get("via") or ""}
    as_whom = sorted((name.removeprefix("impersonate-"), value) for name, value in request["all_headers"]
                     if name.startswith("impersonate-"))
    seen["as"] = "; ".join("%s=%s" % pair for pair in as_whom)
    return seen


def arrived_at(server):
    """Of all requests together: every value that was seen of each field. Which paths discovery asks for, and which
    lists a program reads, is its own affair: only the namespace of the list of pods counts."""
    if isinstance(server, Proxy):
        return server.arrived()
    requests = list(server.requests)
    if not requests:
        return None
    seen = {}
    for request in requests:
        prefix, rest = split_prefix(request["path"])
        fields = {"method": request["line"].split(" ")[0], "prefix": prefix, **headers_of(request)}
        pods = PODS.match(rest)
        if pods:
            fields["namespace"] = pods[1]
        for name, value in fields.items():
            seen.setdefault(name, set()).add(value)
    found = {name: sorted(values)[0] if len(values) == 1 else sorted(values) for name, values in seen.items()}
    return {**found, "lists": sum(bool(PODS.match(split_prefix(request["path"])[1])) for request in requests)}


def observe(program, case, servers, certificates):
    """{"outcome": ..., "text": ..., "0.authorization": ..., ...}: flat, so that observations compare field by field."""
    taken = servers.take(case.servers, case.routes)
    code, out, err, root, wrote, asked = run(program.command, case, taken, certificates,
                                            SECONDS if program.ours else case.seconds)
    text = err.replace(root, "@root@")
    outcome = "hang" if code == "hang" else (outcome_of_ours if program.ours else outcome_of_kubectl)(code, text)
    seen = {"outcome": outcome, "text": replace_ports(text, taken), "exit": code, "out": out, "wrote": wrote}
    if asked:
        ca = certificates.data(certificates.ca)
        seen.update(asked=[line.replace(ca, "@ca@") for line in replace_ports(sorted(set(asked)), taken)], runs=len(asked))
    for i, server in enumerate(taken):
        for name, value in (arrived_at(server) or {"method": "nothing arrived"}).items():
            seen["%d.%s" % (i, name)] = replace_ports(value, taken)
    return seen


def replace_ports(value, servers):
    if isinstance(value, list):
        return [replace_ports(item, servers) for item in value]
    if not isinstance(value, str):
        return value
    for i, server in enumerate(servers):
        value = value.replace(":%d" % server.port, ":@port%d@" % i)
    return value
