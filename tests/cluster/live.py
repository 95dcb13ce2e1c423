# SPDX-License-Identifier: Apache-2.0
"""The real cluster that the test programs of a run share. ctest starts it before them and ends it after them (this
file as a program: `live.py up`, `live.py down`); a test program that is started alone brings up its own and ends it."""
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CANNOT_RUN = 77  # exit code: no cluster can be started on this machine, which says nothing of the program

os.environ.setdefault("AIDIAG_CLUSTER_PORT", "21443")
os.environ.setdefault("AIDIAG_CLUSTER_DIR", os.path.join(tempfile.gettempdir(), "aidiag-live-test"))
DIR = os.environ["AIDIAG_CLUSTER_DIR"]
PROGRAMS = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "aidiag-cluster", "bin")
KUBECONFIG = os.path.join(DIR, "admin.kubeconfig")
os.environ["PATH"] = PROGRAMS + ":" + os.environ["PATH"]  # kubectl among them
os.environ["KUBECONFIG"] = KUBECONFIG
os.environ["KUBECACHEDIR"] = os.path.join(DIR, "kubectl-cache")


def cluster(*words):
    """Runs `cluster WORD...`; an error if that fails."""
    return run(os.path.join(HERE, "cluster"), *words)


def kubectl(*words, stdin=None):
    return run("kubectl", *words, stdin=stdin)


def run(*words, stdin=None):
    done = subprocess.run(words, input=stdin, capture_output=True, text=True, timeout=900)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: exit code {done.returncode}: {done.stderr.strip()[-2000:]}")
    return done.stdout


def is_up():
    return os.path.isdir(os.path.join(DIR, "pid"))


def up():
    """Starts a cluster with a real and four simulated nodes unless one is up. True if this call has started it."""
    if is_up():
        return False
    try:
        cluster("up", "node", "kwok=4")
    except RuntimeError as problem:
        sys.exit(cannot_run(problem))
    return True


def cannot_run(problem):
    """Says so aloud. The exit code of a test that is skipped for it, or fails where it may not be skipped."""
    print(f"NOT TESTED: the program against a real cluster, since none could be started here: {problem}", flush=True)
    return 1 if os.environ.get("CI") == "true" or os.environ.get("AIDIAG_CLUSTER") == "required" else CANNOT_RUN


def down():
    cluster("down")


class Answer:
    """What the program said: its exit code, what it printed, and the report if that was JSON."""

    def __init__(self, done, seconds):
        self.code, self.out, self.err, self.seconds = done.returncode, done.stdout, done.stderr, seconds
        try:
            self.report = json.loads(self.out)
        except ValueError:
            self.report = None

    def rules(self):
        return [finding["rule"] for finding in (self.report or {}).get("findings", [])]

    def gaps(self):
        return {gap["kind"]: gap["reason"] for gap in (self.report or {}).get("gaps", [])}


def ask(program, *words, env=None, patience=60, output=("-o", "json")):
    """Runs the program, for its report as JSON unless told otherwise."""
    begin = time.monotonic()
    done = subprocess.run([program, *words, *output], capture_output=True, text=True, errors="replace",
                          stdin=subprocess.DEVNULL, timeout=patience, env={**os.environ, **(env or {})})
    return Answer(done, time.monotonic() - begin)


def until(what, check, patience=60):
    """Waits until check() is true."""
    end = time.monotonic() + patience
    while not check():
        if time.monotonic() > end:
            raise RuntimeError(f"waited in vain for {what}")
        time.sleep(0.3)


if __name__ == "__main__":
    up() if sys.argv[1:] == ["up"] else down()
