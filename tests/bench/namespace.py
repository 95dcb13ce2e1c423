#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: namespace.py PROGRAM FOLDER-OF-BENCHES
A namespace of 3,000 pods of 10 kB and 3,000 events, 50 of the pods crashing with a log of 1,000 lines, beside curl for
the bytes of the same requests and kubectl for the pods alone."""
from measure import NotMeasured, Run, alternately, each, median, missing, replay, row


def main():
    with replay(pods=3000, events=3000, nodes=100, gpu_nodes=0, failing=50) as server:
        asked = server.requests("namespace", "ns-0")
        lists = [url for url in asked if "/log?" not in url]
        whole = [url for url in server.requests("namespace", "ns-0", "--limit", "page-size=100000") if "/log?" not in url]
        us, without_logs, curl, curl_whole, curl_all = alternately(
            server.program("namespace", "ns-0"), server.program("namespace", "ns-0", "--no-logs"), server.curl(lists),
            server.curl(whole), server.curl(asked))
        row("namespace, 3,000 pods", each(us, "wall"), "ms")
        row("namespace, 3,000 pods: CPU time", each(us, "cpu"), "ms")
        row("namespace, 3,000 pods: peak memory", each(us, "megabytes"), "MB", "<= 80 MB")
        row("namespace, 3,000 pods, without logs", each(without_logs, "wall"), "ms")
        row("namespace, 3,000 pods, without logs: CPU time", each(without_logs, "cpu"), "ms")
        row(f"curl, the same {len(lists)} pages of lists at once", each(curl, "wall"), "ms")
        row(f"curl, the same {len(lists)} pages of lists at once: CPU time", each(curl, "cpu"), "ms")
        row(f"curl, the same lists unpaged, {len(whole)} requests", each(curl_whole, "wall"), "ms")
        row(f"curl, all {len(asked)} requests at once, logs too", each(curl_all, "wall"), "ms")
        row("namespace by curl of the same pages", median(us, "wall") / median(curl, "wall"), "x", "<= 1.5 x", digits=2)
        row("namespace by curl of all requests", median(us, "wall") / median(curl_all, "wall"), "x", digits=2)
        row("namespace without logs by curl of the same pages", median(without_logs, "wall") / median(curl, "wall"), "x", digits=2)
        try:
            kubectl = [Run(server.kubectl("get", "pods", "-n", "ns-0", "-o", "json")) for _ in range(3)]
            row("kubectl get pods -o json, the same namespace", each(kubectl, "wall"), "ms")
            row("kubectl get pods -o json, the same namespace: peak memory", each(kubectl, "megabytes"), "MB")
            row("namespace by kubectl get pods -o json", median(us, "wall") / median(kubectl, "wall"), "x", digits=2)
        except NotMeasured as why:
            missing("kubectl get pods -o json", why)


try:
    main()
except NotMeasured as why:
    missing("namespace, 3,000 pods", why)
