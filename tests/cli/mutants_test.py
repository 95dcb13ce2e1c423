# SPDX-License-Identifier: Apache-2.0
"""The same failure in other clothes: the logs of every example are cut, framed, coloured, wrapped in JSON and given other
prefixes and numbers, and no mutant may be blamed on another cause. A log that is cut may hold no cause any more, so
silence and an effect are allowed of it; of an example that lost nothing, only the same finding is.

AIDIAG_CASES=DIR takes the dumps of another folder too: DIR/<case>/dump, and beside it perhaps expected.json with `cause`
and `also_ok`, ids that are right as well. Of these silence and an effect are allowed of every mutant.
"""
import json
import os
import re
import shutil
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor

from program import SOURCE, run

BLOCKS = re.compile(r"(==== START logs for container .*? ====\n)(.*?)(\n?==== END logs for container .*? ====)", re.DOTALL)
STAMP = "2026-11-21T12:00:%02d.%09dZ "


def stamped(lines, before="", after=""):
    return [before + STAMP % (n // 1000 % 60, n) + after + line for n, line in enumerate(lines)]


def shifted_times(lines):
    def other(match):
        return f"{(int(match[1]) + 7) % 24:02d}:{match[2]}"
    return [re.sub(r"\b([01]\d|2[0-3]):([0-5]\d:[0-5]\d)\b", other, line) for line in lines]


def without_times(lines):
    """Only where every line of a kind loses it: a prefix of digits, dashes and colons that ends in a blank."""
    return [re.sub(r"^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\d]*Z?\]? ", "", line) for line in lines]


def other_numbers(lines):
    """Process ids, addresses and sizes are renamed, each to the same everywhere."""
    def turned(digits):
        return "".join(d if d in "0." else str(int(d) % 9 + 1) for d in digits)
    changed = []
    for line in lines:
        line = re.sub(r"(?i)\b(pid[ =:]+|process )(\d+)", lambda m: m[1] + turned(m[2]), line)
        line = re.sub(r"\b0x[0-9a-f]{6,}\b", lambda m: "0x" + turned(re.sub("[a-f]", "7", m[0][2:])), line)
        line = re.sub(r"\b(\d+\.\d+) ?(GiB|MiB|GB|MB)\b", lambda m: turned(m[1]) + m[0][len(m[1]):], line)
        line = re.sub(r"\b10\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\b", lambda m: f"10.77.{m[2]}.{m[3]}", line)
        changed.append(line)
    return changed


def records(lines):
    """What a logger would write as one message: indented lines and tracebacks stay with what they belong to."""
    grouped = []
    inside = False
    for line in lines:
        if grouped and (line.startswith((" ", "\t")) or inside and line):
            grouped[-1] += "\n" + line
        else:
            grouped.append(line)
        if line.startswith("Traceback (most recent call last)"):
            inside = True
        elif not line.startswith((" ", "\t")):
            inside = False
    return grouped


def as_json(messages, shape):
    return [json.dumps(shape(message, n)) for n, message in enumerate(messages)]


CUTS = {
    "the first half": lambda lines: lines[:(len(lines) + 1) // 2],
    "the second half": lambda lines: lines[len(lines) // 2:],
    "the first third": lambda lines: lines[:(len(lines) + 2) // 3],
    "the last third": lambda lines: lines[len(lines) * 2 // 3:],
}
MUTANTS = {
    **CUTS,
    "without time stamps": without_times,
    "other times of day": shifted_times,
    "stamps of the kubelet": stamped,
    "stamps in brackets": lambda lines: [f"[2026-11-21 12:00:00,{n % 1000:03d}] {line}" for n, line in enumerate(lines)],
    "a logger in front": lambda lines: [f"INFO:root:{line}" for line in lines],
    "a worker of TorchServe": lambda lines: [
        f"2026-11-21T12:00:00,{n % 1000:03d} [INFO ] W-9000-m_1.0-stdout MODEL_LOG - {line}" for n, line in enumerate(lines)],
    "klog": lambda lines: [f"I1121 12:00:00.{n % 1000000:06d}       1 main.go:42] {line}" for n, line in enumerate(lines)],
    "logfmt": lambda lines: [
        f"time=2026-11-21T12:00:00Z level=INFO msg={json.dumps(record)}" for record in records(lines)],
    "torchrun's tee": lambda lines: [f"[default3]:{line}" for line in lines],
    "level, time and place in front": lambda lines: [f"ERROR 11-21 12:00:00 [core.py:700] {line}" for line in lines],
    "a process tag": lambda lines: [f"(EngineCore_DP0 pid=4711) {line}" for line in lines],
    "a worker of Ray": lambda lines: [f"\x1b[36m(RayWorkerWrapper pid=815, ip=10.9.8.7)\x1b[0m {line}" for line in lines],
    "a rank tag": lambda lines: [f"[rank3]: {line}" for line in lines],
    "a tag of mpirun": lambda lines: [f"[1,3]<stderr>:{line}" for line in lines],
    "other numbers": other_numbers,
    "colours": lambda lines: [f"\x1b[31;1m{line}\x1b[0m" for line in lines],
    "coloured words": lambda lines: [re.sub(r"\b(INFO|ERROR|WARNING)\b", "\x1b[32m\\1\x1b[0m", line) for line in lines],
    "ends of CR LF": lambda lines: [line + "\r" for line in lines],
    "Docker's files": lambda lines: as_json(lines, lambda m, n: {
        "log": m + "\n", "stream": "stderr", "time": (STAMP % (n // 1000 % 60, n)).strip()}),
    "a runtime's files": lambda lines: stamped(lines, after="stderr F "),
    "JSON, a message a line": lambda lines: as_json(lines, lambda m, n: {"message": m, "level": "error"}),
    "JSON, a message a record": lambda lines: as_json(records(lines), lambda m, n: {
        "asctime": "2026-11-21 12:00:00,000", "levelname": "INFO", "name": "server", "message": m}),
    "JSON, fields of TGI": lambda lines: as_json(records(lines), lambda m, n: {
        "timestamp": (STAMP % (n // 1000 % 60, n)).strip(), "level": "ERROR", "fields": {"message": m}, "target": "launcher"}),
}


def log_files(dump):
    found = []
    for folder, _, names in os.walk(dump):
        found += [os.path.join(folder, name) for name in names if name == "logs.txt"]
    return sorted(found)


def mutated(text, mutant):
    def block(match):
        lines = match[2].split("\n") if match[2] else []
        return match[1] + "\n".join(mutant(lines)) + match[3]
    return BLOCKS.sub(block, text)


def findings(dump):
    result = run("namespace", "-A", "--from", dump, "-o", "json")
    if not result.stdout:
        raise AssertionError(f"no report of {dump}: {result.stderr}")
    return json.loads(result.stdout)["findings"]


def is_failure(finding):
    return finding["severity"] in ("error", "warning") and finding["verdict"] in ("blocked", "degraded")


def effects():
    lines = run("rules", "list").stdout.splitlines()
    return {line.split()[0] for line in lines if line.split()[1] == "effect"}


def allowed(case, before, effect_ids):
    """The ids that may come first in a mutant; none: it must stay clean."""
    ids = {before[0]["rule"]} if before else set()
    path = os.path.join(case, "expected.json")
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            expected = json.load(file)
        ids |= {cause.lstrip("+") for cause in [expected["cause"], *expected.get("also_ok", [])]}
        healthy = expected["cause"] == "none"
    else:
        healthy = not before
    return set() if healthy else ids | effect_ids


def is_wrong(case, name, before, now, may_be):
    first = now[0]["rule"] if now else None
    if name in CUTS or os.path.exists(os.path.join(case, "expected.json")):
        return first is not None and first not in may_be
    return first != (before[0]["rule"] if before else None)


def complaints(case, effect_ids):
    """What is wrong with the mutants of a case, a line each."""
    found = []
    original = os.path.join(case, "dump")
    before = [f for f in findings(original) if is_failure(f)]
    may_be = allowed(case, before, effect_ids)
    with tempfile.TemporaryDirectory() as scratch:
        dump = os.path.join(scratch, "dump")
        shutil.copytree(original, dump)
        texts = {}
        for path in log_files(dump):
            with open(path, encoding="utf-8", errors="replace", newline="") as file:
                texts[path] = file.read()
        seen = {tuple(texts.values())}
        for name, mutant in MUTANTS.items():
            changed = {path: mutated(text, mutant) for path, text in texts.items()}
            if tuple(changed.values()) in seen:
                continue
            seen.add(tuple(changed.values()))
            for path, text in changed.items():
                with open(path, "w", encoding="utf-8", newline="") as file:
                    file.write(text)
            now = [f for f in findings(dump) if is_failure(f)]
            if is_wrong(case, name, before, now, may_be):
                what = f"{now[0]['rule']}: {now[0]['title']}" if now else "nothing is found"
                found.append(f"{os.path.basename(case)}, {name}: {what}")
    return found


def cases():
    folders = [os.path.join(SOURCE, "examples"), *os.environ.get("AIDIAG_CASES", "").split(":")]
    found = []
    for folder in filter(None, folders):
        found += [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    return [case for case in found if log_files(os.path.join(case, "dump"))]


class Mutants(unittest.TestCase):
    def test_no_mutant_of_a_log_is_blamed_on_another_cause(self):
        effect_ids = effects()
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            found = [line for lines in pool.map(lambda case: complaints(case, effect_ids), cases()) for line in lines]
        self.assertEqual(found, [], "\n" + "\n".join(found))


if __name__ == "__main__":
    unittest.main()
