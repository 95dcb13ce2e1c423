#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: served.py PROGRAM FOLDER-OF-BENCHES
The namespace of 3,000 pods and 3,000 events in a true kube-apiserver, which encodes and compresses each answer anew, beside
curl and kubectl. curl is given the addresses of all pages beforehand, which no client can know: each stands in the page
before. Unpaged, it has what a client has. No kubelet runs, so no logs are read."""
import contextlib
import json
import multiprocessing
import os
import re
import signal
import subprocess
import time

import fill
from measure import NotMeasured, Run, alternately, cluster, each, median, missing, replay, row

PODS, EVENTS, FAILING = 3000, 3000, 50
NAMESPACE = "ns-0"
ASK = ("namespace", NAMESPACE, "--no-logs", "--timeout", "60s")


def until(seconds, command):
    end = time.monotonic() + seconds
    while subprocess.run(command, capture_output=True, check=False).returncode != 0:
        if time.monotonic() > end:
            raise NotMeasured("waited in vain for " + " ".join(command[:4]))
        time.sleep(0.2)


def process(server, name):
    with open(os.path.join(server.folder, "cluster", "pid", name), encoding="utf-8") as file:
        return int(file.read().split()[0])


def nobody_tidies_up(server):
    """Without kubelets the node controller would evict the pods, and the collector delete what has lost its owner."""
    for name in ("controller-manager", "scheduler"):
        os.kill(process(server, name), signal.SIGKILL)


def address(server, port="http2"):
    with open(server.kubeconfigs[port], encoding="utf-8") as file:
        return re.search(r'server: "https://([^"]+)"', file.read()).group(1)


@contextlib.contextmanager
def filled():
    """A true API server with the objects of the replayed namespace."""
    with cluster() as server:
        subprocess.run(server.kubectl("create", "namespace", NAMESPACE), check=True, capture_output=True)
        until(30, server.kubectl("get", "serviceaccount", "default", "-n", NAMESPACE))
        nobody_tidies_up(server)
        begin = time.monotonic()
        with replay(pods=PODS, events=EVENTS, nodes=100, gpu_nodes=0, failing=FAILING) as source:
            api = fill.Api(address(server), server.ca, *server.certificate)
            # In a process of its own: what this one needs at its peak the kernel would count for all that it starts.
            child = multiprocessing.Process(target=fill.fill, args=(api, source, NAMESPACE))
            child.start()
            child.join()
            if child.exitcode != 0:
                raise AssertionError("the API server could not be filled")
        row("filling the API server", (time.monotonic() - begin) * 1e3, "ms")
        yield server


@contextlib.contextmanager
def of_http1(server):
    """A second API server on the same etcd that speaks HTTP/1.1 alone, at the port of the kubelet that is not there."""
    first = address(server)
    host, port = first.split(":")
    second = f"{host}:{int(port) + 6}"
    running = f"/proc/{process(server, 'apiserver')}"
    with open(running + "/cmdline", encoding="utf-8") as file:
        command = [os.readlink(running + "/exe"), *file.read().rstrip("\0").split("\0")[1:]]
    command[command.index("--secure-port") + 1] = second.split(":")[1]
    with open(server.kubeconfigs["http2"], encoding="utf-8") as file:
        text = file.read().replace(first, second)
    server.kubeconfigs["http1"] = os.path.join(server.folder, "http1")
    with open(server.kubeconfigs["http1"], "w", encoding="utf-8") as file:
        file.write(text)
    with open(os.path.join(server.folder, "http1.log"), "wb") as log, \
            subprocess.Popen([*command, "--disable-http2-serving"], stdout=log, stderr=log) as child:
        try:
            until(60, server.kubectl("get", "--raw", "/readyz", port="http1"))
            yield
        finally:
            child.kill()


def check_report(server, *arguments, port="http2"):
    """Nothing is measured that did not happen."""
    report = json.loads(Run(server.program(*ASK, "-o", "json", *arguments, port=port), capture=True).output)
    pods, findings = report["summary"]["pods"], len(report["findings"])
    if (pods["total"], pods["blocked"], findings) != (PODS, FAILING, FAILING):
        raise AssertionError(f"{pods}, {findings} findings; expected {PODS} pods, {FAILING} blocked, {FAILING} findings")


def check_pages(server, urls):
    """How many bytes all pages are; each must have been answered, and a continuation may have become too old."""
    read = Run([*server.curl(urls), "-w", "%{http_code} %{size_download}\\n"], capture=True).output.splitlines()
    sizes = [int(line.split()[1]) for line in read if line.startswith("200 ")]
    if len(sizes) != len(urls):
        raise AssertionError(f"{len(sizes)} of {len(urls)} pages were answered")
    return sum(sizes)


def cost_of_both(server, *commands, runs=7):
    """CPU time of each command and, apart, of the API server meanwhile; run in turn. What garbage collection does
    for one may be counted for the next."""
    def used():
        with open(f"/proc/{process(server, 'apiserver')}/stat", encoding="utf-8") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1e3 / os.sysconf("SC_CLK_TCK")
    taken = [([], []) for _ in commands]
    for _ in range(runs):
        for (own, of_server), command in zip(taken, commands):
            before = used()
            own.append(Run(command).cpu)
            of_server.append(used() - before)
    return taken


def beside_others(server):
    lists = server.requests(*ASK)
    us, curl, curl_whole = alternately(server.program(*ASK), server.curl(lists), server.curl(whole(lists)), runs=15)
    (cpu, of_server), (curl_cpu, of_server_by_curl) = cost_of_both(server, server.program(*ASK), server.curl(lists))
    kilobytes = check_pages(server, lists) / 1e3
    check_report(server)
    kubectl = [Run(server.kubectl("get", "pods", "-n", NAMESPACE, "-o", "json")) for _ in range(3)]
    row("namespace, 3,000 pods", each(us, "wall"), "ms")
    row("namespace, 3,000 pods: CPU time", cpu, "ms")
    row("namespace, 3,000 pods: CPU time of the API server", of_server, "ms")
    row("namespace, 3,000 pods: peak memory", each(us, "megabytes"), "MB", "<= 80 MB")
    row(f"curl, the same {len(lists)} pages at once ({kilobytes:.0f} kB)", each(curl, "wall"), "ms")
    row("curl, the same pages: CPU time", curl_cpu, "ms")
    row("curl, the same pages: CPU time of the API server", of_server_by_curl, "ms")
    row("curl, the same lists unpaged", each(curl_whole, "wall"), "ms")
    row("kubectl get pods -o json", each(kubectl, "wall"), "ms")
    row("kubectl get pods -o json: CPU time", each(kubectl, "cpu"), "ms")
    row("kubectl get pods -o json: peak memory", each(kubectl, "megabytes"), "MB")
    row("namespace by curl of the same pages", median(us, "wall") / median(curl, "wall"), "x", "<= 1.5 x", digits=2)
    row("namespace by curl of the lists, unpaged", median(us, "wall") / median(curl_whole, "wall"), "x", "<= 1.5 x", digits=2)
    row("namespace by kubectl get pods -o json", median(us, "wall") / median(kubectl, "wall"), "x", digits=2)


def whole(urls):
    """The lists of these pages, each in one."""
    return [re.sub(r"\?.*", "", url) for url in urls if "continue=" not in url]


def compared(server, what):
    """Runs in turn of the program with these arguments, by what they show."""
    for arguments, port in what.values():
        check_report(server, *arguments, port=port)
    runs = alternately(*(server.program(*ASK, *arguments, port=port) for arguments, port in what.values()), runs=5)
    for name, taken in zip(what, runs):
        row(name, each(taken, "wall"), "ms")


def main():
    with filled() as server:
        beside_others(server)
        compared(server, {f"{'all' if size > PODS else size} objects in a page": (("--limit", f"page-size={size}"), "http2")
                          for size in (100, 500, 1000, 100_000)})
        with of_http1(server):
            compared(server, {"HTTP/2, gzip": ((), "http2"), "HTTP/2, plain": (("--disable-compression",), "http2"),
                              "HTTP/1.1, gzip": ((), "http1"), "HTTP/1.1, plain": (("--disable-compression",), "http1")})


try:
    main()
except NotMeasured as why:
    missing("a true API server", why)
