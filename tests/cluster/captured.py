# SPDX-License-Identifier: Apache-2.0
"""What `capture` has written must give the report that the cluster gives, times aside."""

import re
import shutil
import tempfile

# When it was taken and from where; how long ago something was; what goes on counting meanwhile.
MOVING = {"takenAt", "takenFrom", "context", "since", "time", "deadline", "restarts", "eventsSince", "line"}
QUOTING = {"quote", "lastWords"}  # a server that works prints a line like the one before, with other numbers and ids
MOMENTS = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z|\d\d:\d\d(:\d\d)?|\d+ (ms|s|min|h|d)\b( \d+ (s|min|h)\b)?| --context \S+")
TRIES = 3  # a container may end between the two


def essence(value, numbers=True):
    """A report without what moves; `numbers` says whether those in texts are kept."""
    if isinstance(value, dict):
        return {key: essence(part, numbers and key not in QUOTING) for key, part in value.items() if key not in MOVING}
    if isinstance(value, list):
        return [essence(part, numbers) for part in value]
    if not isinstance(value, str):
        return value
    return MOMENTS.sub("", value) if numbers else re.sub(r"\b[0-9a-f]{12,}\b|[\d.]+", "", MOMENTS.sub("", value))


def difference(live, back, path="report"):
    """Where the two differ first, in words; empty if they do not."""
    if isinstance(live, dict) and isinstance(back, dict) and live.keys() == back.keys():
        return next(filter(None, (difference(live[key], back[key], f"{path}.{key}") for key in live)), "")
    if isinstance(live, list) and isinstance(back, list) and len(live) == len(back):
        return next(filter(None, (difference(a, b, f"{path}[{i}]") for i, (a, b) in enumerate(zip(live, back)))), "")
    return "" if live == back else f"{path} is {str(live)[:150]!r} live and {str(back)[:150]!r} from the capture"


def differs(bench, namespace):
    """Why the capture of a namespace gives another report than the namespace; empty if it gives the same."""
    trouble = ""
    for _ in range(TRIES):
        folder = tempfile.mkdtemp(prefix="captured-")
        try:
            live, _ = bench.ask("namespace", namespace)
            bench.run("capture", f"{folder}/capture", "-n", namespace)
            back, _ = bench.ask("namespace", namespace, "--from", f"{folder}/capture")
        finally:
            shutil.rmtree(folder)
        trouble = difference(essence(live), essence(back))
        if not trouble:
            return ""
    return trouble
