#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: figures.py PROGRAM FOLDER-OF-BENCHES
What needs no server: the start, a dump, and the parts of the program that carry the most."""
import copy
import json
import os
import re
import subprocess
import tempfile

from measure import BENCHES, PROGRAM, TREE, alternately, each, row


def hundred_pods(folder):
    """A dump of 100 pods with their logs, five of them failing: the pods of an example, copied under other names."""
    source = os.path.join(TREE, "examples", "crash-cuda-oom", "dump")
    ns = "inference"
    with open(os.path.join(source, ns, "pods.json"), encoding="utf-8") as file:
        sick = json.load(file)
    with open(os.path.join(TREE, "examples", "healthy-noisy", "dump", "serving", "pods.json"), encoding="utf-8") as file:
        well = json.load(file)["items"][0]
    items = []
    for index in range(100):
        pod = copy.deepcopy(sick["items"][0] if index % 20 == 0 else well)
        pod["metadata"].update(name=f"pod-{index}", namespace=ns, uid=f"uid-{index}")
        items.append(pod)
    os.makedirs(os.path.join(folder, ns))
    with open(os.path.join(folder, ns, "pods.json"), "w", encoding="utf-8") as file:
        json.dump({**sick, "items": items}, file)
    log = next(os.path.join(base, "logs.txt") for base, _, names in os.walk(os.path.join(source, ns)) if "logs.txt" in names)
    with open(log, encoding="utf-8") as file:
        lines = file.read().splitlines()[1:-1]
    for pod in items:
        name, container = pod["metadata"]["name"], pod["spec"]["containers"][0]["name"]
        os.makedirs(os.path.join(folder, ns, name))
        with open(os.path.join(folder, ns, name, "logs.txt"), "w", encoding="utf-8") as file:
            mark = f"logs for container {container} of pod {ns}/{name} ===="
            file.write("\n".join([f"==== START {mark}", *lines, f"==== END {mark}", ""]))
    with open(os.path.join(folder, "nodes.json"), "wb") as out, open(os.path.join(source, "nodes.json"), "rb") as file:
        out.write(file.read())


def bench(name, pattern):
    shown = subprocess.run([os.path.join(BENCHES, name)], capture_output=True, text=True, check=True).stdout
    return float(re.search(pattern, shown).group(1))


def main():
    with tempfile.TemporaryDirectory() as scratch:
        dump = os.path.join(scratch, "dump")
        hundred_pods(dump)
        version, pods = alternately([PROGRAM, "version"], [PROGRAM, "namespace", "-A", "--from", dump], runs=15)
        row("start (version)", each(version, "wall"), "ms", "< 10 ms", digits=1)
        row("start (version): CPU time", each(version, "cpu"), "ms", digits=1)
        row("a dump of 100 pods with logs", each(pods, "wall"), "ms", "<= 50 ms")
        row("a dump of 100 pods with logs: CPU time", each(pods, "cpu"), "ms")
        row("a dump of 100 pods with logs: peak memory", each(pods, "megabytes"), "MB", "< 40 MB")
    row("a PodList of 3,000 pods decoded, one core", bench("decode-bench", r"median: (\d+) MB/s"), "MB/s", ">= 300 MB/s")
    row("64 MB of log text through all patterns, one core", bench("logs-bench", r": (\d+) MB/s"), "MB/s", ">= 60 MB/s")
    row("one waiting pod against 5,000 nodes and 150,000 pods", bench("fit-bench", r": ([\d.]+) ms"), "ms", "<= 50 ms", digits=1)


main()
