#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: try_all.py PROGRAM [SCENARIO...]

Runs the program against a real cluster with a real node: ways to log in, and every scenario (or those named), whose
first finding must be the cause that its header names. Several scenarios run at once, each in a namespace of its own;
those that give the node GPUs follow one another, those that need simulated nodes wait for these, and what changes the
node itself runs alone. Exit code 77: this machine lacks what a cluster needs, which says nothing of the program. Where
CI=true or AIDIAG_CLUSTER=required this is a failure. AIDIAG_CLUSTER_JOBS says how many scenarios run at once (6).
"""

import concurrent.futures
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

import captured
import live
import logins
import scenario

HERE = pathlib.Path(__file__).resolve().parent
CLUSTER = str(HERE / "cluster")
# Not the cluster that the other tests share.
PORT = str(int(os.environ["AIDIAG_CLUSTER_PORT"]) + 20)
DIR = live.DIR + "-scenarios"
ASK_LIMIT_S = 90


class Bench:
    """The cluster, the program, and the count of what passed. Methods may be called from several threads."""

    def __init__(self, program):
        self.program = program
        self.environment = {**os.environ, "AIDIAG_CLUSTER_PORT": PORT, "AIDIAG_CLUSTER_DIR": DIR}
        self.folder = pathlib.Path(self.environment["AIDIAG_CLUSTER_DIR"])
        self.environment["KUBECONFIG"] = str(self.folder / "admin.kubeconfig")
        self.environment["KUBECACHEDIR"] = str(self.folder / "kubectl-cache")
        self.passed = self.failed = 0
        self.began = time.monotonic()
        self.lock = threading.Lock()

    def cluster(self, *arguments, check=True):
        """Runs `cluster`; its output is kept back unless it fails. Returns whether it succeeded, and what it said."""
        done = subprocess.run([CLUSTER, *arguments], env=self.environment, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        if check and done.returncode:
            raise RuntimeError(f"cluster {' '.join(arguments)}: {last_line(done.stdout)}")
        return done.returncode == 0, done.stdout

    def kubectl(self, *arguments):
        return subprocess.run(["kubectl", *arguments], env=self.environment, text=True, capture_output=True, check=True).stdout

    def run(self, *arguments):
        return subprocess.run([self.program, *arguments], env=self.environment, text=True, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=ASK_LIMIT_S)

    def ask(self, *arguments):
        """Runs the program. Returns its report, or None if it wrote none, and its exit code."""
        try:
            done = self.run(*arguments, "-o", "json")
        except subprocess.TimeoutExpired:
            return None, 124
        try:
            return json.loads(done.stdout), done.returncode
        except ValueError:
            return None, done.returncode

    def note(self, name, trouble, since):
        with self.lock:
            self.passed, self.failed = self.passed + (not trouble), self.failed + bool(trouble)
            print(f"FAIL {name}: {trouble}" if trouble else f"ok {name} ({time.monotonic() - since:.0f} s)", flush=True)


def last_line(text):
    """What `cluster` said last of its own, else what anybody did."""
    lines = text.strip().splitlines() or ["it said nothing"]
    return ([line for line in lines if line.startswith("cluster: ")] or lines)[-1]


def try_scenario(bench, one):
    """Makes the scenario's state and waits for its cause, then compares the capture. Returns why not; empty if all is so."""
    namespace = f"live-{one.name}"
    made, said = bench.cluster("try", one.name, namespace, check=False)
    if not made:
        return f"its state did not come about: {last_line(said)}"
    end = time.monotonic() + one.patience
    while True:
        trouble = one.disagrees(*bench.ask("namespace", namespace))
        if not trouble:
            return captured.differs(bench, namespace)
        if time.monotonic() > end:
            return trouble
        time.sleep(2 if one.patience <= 60 else 5)


def check_scenario(bench, one):
    since = time.monotonic()
    try:
        trouble = try_scenario(bench, one)
    except Exception as error:  # a thread's exception would go unseen
        trouble = f"{type(error).__name__}: {error}"
    bench.note(one.name, trouble, since)
    bench.cluster("undo", one.name, f"live-{one.name}", check=False)


def check_one_by_one(bench, scenarios):
    for one in scenarios:
        check_scenario(bench, one)


def finish(work):
    for each in work:
        each.result()


def check_all(bench, chosen):
    """In three parts: without simulated nodes, with them, and what nothing else may run beside. Those that take long do
    so because the program waits with its word; they cost little and do not keep others waiting."""
    plain = [one for one in chosen if one.modes == ["node"] and not one.alone]
    simulated = [one for one in chosen if one.modes != ["node"] and not one.alone]
    alone = [one for one in chosen if one.alone]
    quick = [one for one in plain if not one.gpus and one.patience <= 60]
    slow = [one for one in plain if not one.gpus and one.patience > 60]
    gpus = sorted((one for one in plain if one.gpus), key=lambda one: one.gpus != "none")  # first those without any plugin
    with (concurrent.futures.ThreadPoolExecutor(int(os.environ.get("AIDIAG_CLUSTER_JOBS", "6"))) as pool,
          concurrent.futures.ThreadPoolExecutor(len(slow) + 1) as patient):
        work = [patient.submit(check_scenario, bench, one) for one in slow]
        lane = patient.submit(check_one_by_one, bench, gpus)
        finish([pool.submit(check_scenario, bench, one) for one in quick] + [lane])
        if simulated:
            bench.cluster("join", "kwok=2")
        finish([pool.submit(check_scenario, bench, one) for one in simulated] + work)
    check_one_by_one(bench, alone)


def end_now(bench):
    """The cluster ends with us; what the threads were at is of no more use."""
    bench.cluster("down", check=False)
    os._exit(130)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    bench = Bench(os.path.realpath(sys.argv[1]))
    known = {one.name: one for one in scenario.all_scenarios()}
    unknown = [name for name in sys.argv[2:] if name not in known]
    if unknown:
        sys.exit(f"try_all: no scenario is called {', '.join(unknown)}")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        live.start("node", folder=DIR, env=bench.environment)
    except live.Failed as problem:
        sys.exit(f"try_all: {problem}")
    for wish in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wish, lambda *_: end_now(bench))
    try:
        if not sys.argv[2:]:
            logins.check_all(bench)
        check_all(bench, [known[name] for name in sys.argv[2:]] or list(known.values()))
    finally:
        bench.cluster("down", check=False)
    print(f"{bench.passed} passed, {bench.failed} failed, in {time.monotonic() - bench.began:.0f} s")
    return 1 if bench.failed else 0


if __name__ == "__main__":
    sys.exit(main())
