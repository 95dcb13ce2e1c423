#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: large.py PROGRAM FOLDER-OF-BENCHES
5,000 nodes, 150,000 pods and 30,000 events in 50 namespaces, replayed: all of them, and one pod that waits for GPUs."""
import collections
import re

from measure import NotMeasured, Run, alternately, each, median, missing, replay, row

ALL = ("namespace", "-A", "--timeout", "100s")


def waiting_pod(server):
    """Its name: the one of the first namespace that has no node."""
    url = next(url for url in server.requests("namespace", "ns-0", "--no-logs") if "/namespaces/ns-0/pods" in url)
    listing = Run([*server.curl([])[:-1], "--compressed", re.sub(r"\?.*", "", url)], capture=True).output
    return re.findall(r'"name":"(model-[a-z0-9-]+)","generateName"', listing)[-1]


def main():
    with replay(namespaces=50, pods=150_000, events=30_000, nodes=5000, gpu_nodes=1000, failing=60) as server:
        urls = server.requests(*ALL)  # makes the server pack all pages once
        lists = [url for url in urls if "/log?" not in url]
        us, curl = alternately(server.program(*ALL), server.curl(lists), runs=5)
        row("-A, 150,000 pods and 5,000 nodes", each(us, "wall"), "ms", "<= 15000 ms")
        row("-A, 150,000 pods: CPU time", each(us, "cpu"), "ms")
        row("-A, 150,000 pods: peak memory", each(us, "megabytes"), "MB", "<= 300 MB")
        row(f"curl, the same {len(lists)} pages at once", each(curl, "wall"), "ms")
        row("-A, 150,000 pods, by curl of the same pages", median(us, "wall") / median(curl, "wall"), "x", digits=2)

        pod = ("pod", waiting_pod(server), "-n", "ns-0")
        asked = server.requests(*pod)
        runs, = alternately(server.program(*pod), runs=5)
        row("pod NAME that waits for GPUs there", each(runs, "wall"), "ms")
        row("pod NAME that waits for GPUs there: CPU time", each(runs, "cpu"), "ms", "<= 2000 ms")
        row("pod NAME that waits for GPUs there: peak memory", each(runs, "megabytes"), "MB")
        kinds = collections.Counter(re.sub(r"\?.*", "", url).rsplit("/", 1)[1] for url in asked)
        row("pod NAME that waits for GPUs there: requests (" + ", ".join(f"{n} {k}" for k, n in sorted(kinds.items())) + ")",
            len(asked), "")


try:
    main()
except NotMeasured as why:
    missing("150,000 pods", why)
