#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: small.py PROGRAM FOLDER-OF-BENCHES
How long one pod of a small cluster takes, beside kubectl on the same server."""
from measure import NotMeasured, alternately, cluster, each, median, missing, replay, row

POD = """{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "llm-0"}, "spec": {"nodeName": "gpu-1",
"tolerations": [{"operator": "Exists"}], "containers": [{"name": "model", "image": "vllm/vllm-openai:v0.11.0"}]}}"""


def beside_kubectl(server, where, name, namespace):
    pod, get, raw = alternately(server.program("pod", name, "-n", namespace),
                                server.kubectl("get", "pod", name, "-n", namespace),
                                server.kubectl("get", "--raw", f"/api/v1/namespaces/{namespace}/pods/{name}"), runs=15)
    row(f"pod NAME, {where}", each(pod, "wall"), "ms", digits=1)
    row(f"pod NAME, {where}: CPU time", each(pod, "cpu"), "ms", digits=1)
    row(f"pod NAME, {where}: peak memory", each(pod, "megabytes"), "MB")
    row(f"kubectl get pod NAME, {where}", each(get, "wall"), "ms", digits=1)
    row(f"kubectl get --raw, {where}", each(raw, "wall"), "ms", digits=1)
    row(f"pod NAME, {where}: by kubectl get pod", median(pod, "wall") / median(get, "wall"), "x", "< 1 x", digits=2)


def replayed():
    with replay(pods=10, events=10, nodes=4, gpu_nodes=2, failing=1) as server:
        names = [url.rsplit("/", 2)[1] for url in server.requests("namespace") if "/log?" in url]
        beside_kubectl(server, "replayed, a crashing pod with its log", names[0], "ns-0")


def real():
    with cluster("kwok=2") as server:
        import subprocess  # the pod is made with kubectl, as by a user
        subprocess.run(server.kubectl("apply", "-f", "-", "-n", "default"), input=POD.encode(), check=True, capture_output=True)
        subprocess.run(server.kubectl("wait", "pod/llm-0", "--for=condition=Ready", "-n", "default", "--timeout=60s"), check=True,
                       capture_output=True)
        beside_kubectl(server, "a true API server, a pod that is well", "llm-0", "default")


for measure, what in ((replayed, "pod NAME, replayed"), (real, "pod NAME, a true API server")):
    try:
        measure()
    except NotMeasured as why:
        missing(what, why)
