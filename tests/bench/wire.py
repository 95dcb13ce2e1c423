#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: wire.py PROGRAM FOLDER-OF-BENCHES
HTTP/2 or HTTP/1.1, compressed or not, and objects in a page: the namespace of 3,000 pods, on loopback and through a link
of 100 megabits a second and 20 ms there and back."""
from measure import NotMeasured, alternately, each, missing, replay, row


def main():
    with replay(pods=3000, events=3000, nodes=100, gpu_nodes=0, failing=50, rtt="20ms", megabits=100) as server:
        for link, where in (("", "loopback"), ("-link", "100 Mbit/s, 20 ms")):
            ports = [protocol + link + plain for protocol in ("http2", "http1") for plain in ("", "-plain")]
            commands = [server.program("namespace", "ns-0", "--timeout", "60s", port=port) for port in ports]
            for port, runs in zip(ports, alternately(*commands, runs=5)):
                protocol = "HTTP/2" if port.startswith("http2") else "HTTP/1.1"
                row(f"{protocol}, {'plain' if port.endswith('-plain') else 'gzip'}, {where}", each(runs, "wall"), "ms")
            sizes = (100, 250, 500, 1000, 100_000)
            commands = [server.program("namespace", "ns-0", "--limit", f"page-size={size}", port="http2" + link) for size in sizes]
            for command in commands:
                alternately(command, runs=1)  # the server packs these pages
            for size, runs in zip(sizes, alternately(*commands, runs=5)):
                row(f"{'all' if size > 3000 else size} objects in a page, {where}", each(runs, "wall"), "ms")


try:
    main()
except NotMeasured as why:
    missing("protocols and pages", why)
