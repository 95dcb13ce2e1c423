# SPDX-License-Identifier: Apache-2.0
"""What the scripts of this folder share: running programs and taking their time, CPU time and memory, the replay
server, and rows. A row is a line of JSON on stdout; table.py makes the table of them."""
import contextlib
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(sys.argv[1])
BENCHES = os.path.abspath(sys.argv[2])
HERE = os.path.dirname(os.path.abspath(__file__))
TREE = os.path.dirname(os.path.dirname(HERE))
RUNS = int(os.environ.get("BENCH_RUNS", "7"))


class NotMeasured(Exception):
    """Why a figure cannot be had on this machine: it stands in the table in its place."""


def row(what, value, unit, budget="", digits=0):
    """One figure. Several values are runs: their median counts, and what they spread over is kept."""
    runs = value if isinstance(value, list) else [value]
    print(json.dumps({"question": os.path.basename(sys.argv[0])[:-3], "what": what, "unit": unit, "budget": budget,
                      "value": round(statistics.median(runs), digits + 1), "digits": digits,
                      "least": round(min(runs), digits + 1), "most": round(max(runs), digits + 1),
                      "runs": len(runs)}), flush=True)


def missing(what, why):
    print(json.dumps({"question": os.path.basename(sys.argv[0])[:-3], "what": what, "why": str(why)}), flush=True)


class Run:
    """One run of a program: wall and CPU time in ms, peak memory in MB, exit code."""

    def __init__(self, command, environment=None, capture=False):
        out = subprocess.PIPE if capture else subprocess.DEVNULL
        begin = time.perf_counter()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT if capture else out,
                                 env={**os.environ, **(environment or {})})
        self.output = child.stdout.read().decode(errors="replace") if capture else ""
        _, status, usage = os.wait4(child.pid, 0)
        self.wall = (time.perf_counter() - begin) * 1e3
        child.returncode = self.code = os.waitstatus_to_exitcode(status)
        self.cpu = (usage.ru_utime + usage.ru_stime) * 1e3
        self.megabytes = usage.ru_maxrss / 1024


def alternately(*commands, runs=RUNS):
    """Runs of each command, one after the other in turn, so that a busy moment hits all of them."""
    taken = [[] for _ in commands]
    for _ in range(runs):
        for runs_of_one, command in zip(taken, commands):
            runs_of_one.append(Run(command))
    return taken


def median(runs, field):
    return statistics.median(getattr(run, field) for run in runs)


def each(runs, field):
    return [getattr(run, field) for run in runs]


def need(command):
    if shutil.which(command) is None:
        raise NotMeasured(f"{command} is missing")


class Server:
    """An API server that runs: kubeconfigs by the name of the port, and what they trust and sign in with, as files."""

    def __init__(self, folder, kubeconfigs, ca, certificate=()):
        self.folder, self.kubeconfigs, self.ca, self.certificate = folder, kubeconfigs, ca, certificate

    def program(self, *arguments, port="http2"):
        return [PROGRAM, *arguments, "--kubeconfig", self.kubeconfigs[port]]

    def kubectl(self, *arguments, port="http2"):
        need("kubectl")
        return ["kubectl", *arguments, "--kubeconfig", self.kubeconfigs[port], "--cache-dir",
                os.path.join(self.folder, "kubectl-cache")]

    def curl(self, urls, port="http2"):
        """curl for all of these at once: bytes, unpacked and thrown away. An API server indents what it sends to a client
        that calls itself curl: twice the bytes."""
        need("curl")
        command = ["curl", "-s", "-Z", "--parallel-max", "100", "-A", "bench", "--cacert", self.ca]
        for flag, file in zip(("--cert", "--key"), self.certificate):
            command += [flag, file]
        command += [] if port.endswith("-plain") else ["--compressed"]
        for url in urls:
            command += ["-o", "/dev/null", url]
        return command

    def requests(self, *arguments, port="http2"):
        """What the program asks for with these arguments."""
        shown = Run(self.program(*arguments, "-v", port=port), capture=True).output
        return re.findall(r"GET (https://\S+) 200 in", shown)


@contextlib.contextmanager
def replay(**flags):
    """The replay server with a cluster of that size."""
    need("go")
    with tempfile.TemporaryDirectory() as folder:
        binary = os.path.join(folder, "replay")
        built = subprocess.run(["go", "build", "-o", binary, "."], cwd=os.path.join(HERE, "replay"), check=False,
                               env={**os.environ, "GOFLAGS": "-mod=mod", "GOPROXY": "off"}, capture_output=True, text=True)
        if built.returncode != 0:
            raise NotMeasured("this Go cannot build the replay server: " + (built.stderr.strip().splitlines() or ["?"])[-1])
        arguments = [f"-{name.replace('_', '-')}={value}" for name, value in flags.items()]
        with subprocess.Popen([binary, folder, *arguments], stdout=subprocess.PIPE, text=True) as process:
            try:
                if process.stdout.readline() != "ready\n":
                    raise NotMeasured("the replay server does not start")
                ports = [protocol + link + plain for protocol in ("http2", "http1") for link in ("", "-link")
                         for plain in ("", "-plain")]
                yield Server(folder, {port: os.path.join(folder, port) for port in ports}, os.path.join(folder, "ca.pem"))
            finally:
                process.terminate()


@contextlib.contextmanager
def cluster(*what):
    """A true API server of tests/cluster, if its programs have been built."""
    for command in ("kubectl", "openssl", "curl", "go"):
        need(command)
    tool = os.path.join(TREE, "tests", "cluster", "cluster")
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if not os.path.isdir(os.path.join(cache, "aidiag-cluster", "bin")):
        raise NotMeasured("the cluster is not built (tests/cluster/cluster build)")
    with tempfile.TemporaryDirectory() as folder:
        state = os.path.join(folder, "cluster")
        port = os.environ.get("AIDIAG_CLUSTER_PORT", "27443")
        environment = {**os.environ, "AIDIAG_CLUSTER_DIR": state, "AIDIAG_CLUSTER_PORT": port}
        try:
            up = subprocess.run([tool, "up", *what], env=environment, capture_output=True, text=True, check=False)
            if up.returncode != 0:
                raise NotMeasured("the cluster does not start: " + (up.stderr.strip().splitlines() or ["?"])[-1])
            keys = os.path.join(state, "pki")
            yield Server(folder, {"http2": up.stdout.strip().splitlines()[-1]}, os.path.join(keys, "ca.crt"),
                         (os.path.join(keys, "admin.crt"), os.path.join(keys, "admin.key")))
        finally:
            subprocess.run([tool, "down"], env=environment, capture_output=True, check=False)
