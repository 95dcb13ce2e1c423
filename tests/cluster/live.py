# SPDX-License-Identifier: Apache-2.0
"""The real cluster that the test programs of a run share. ctest starts it before them and ends it after them (this
file as a program: `live.py up`, `live.py down`); a test program that is started alone brings up its own and ends it."""
import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CANNOT_RUN = 77  # exit code, of `cluster` too: this machine lacks what a cluster needs, which says nothing of the program
BUILD_LIMIT_S = 3000  # the first build takes 6 to 19 minutes
MODES = ("node", "kwok=4")

# ctest runs in a folder of the build tree, so that no two clones share a cluster, or end each other's.
OF_FOLDER = hashlib.sha256(os.getcwd().encode()).digest()
os.environ.setdefault("AIDIAG_CLUSTER_PORT", str(20003 + 40 * (int.from_bytes(OF_FOLDER[:4], "big") % 300)))
os.environ.setdefault("AIDIAG_CLUSTER_DIR", os.path.join(tempfile.gettempdir(), "aidiag-live-" + OF_FOLDER.hex()[:8]))
DIR = os.environ["AIDIAG_CLUSTER_DIR"]
PROGRAMS = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "aidiag-cluster", "bin")
KUBECONFIG = os.path.join(DIR, "admin.kubeconfig")
os.environ["PATH"] = PROGRAMS + ":" + os.environ["PATH"]  # kubectl among them
os.environ["KUBECONFIG"] = KUBECONFIG
os.environ["KUBECACHEDIR"] = os.path.join(DIR, "kubectl-cache")


class Failed(RuntimeError):
    """A command that did not end well: its exit code, or None if it was ended since it took too long."""

    def __init__(self, said, code):
        super().__init__(said)
        self.code = code


def cluster(*words, **options):
    """Runs `cluster WORD...`; an error if that fails."""
    return run(os.path.join(HERE, "cluster"), *words, **options)


def kubectl(*words, stdin=None):
    return run("kubectl", *words, stdin=stdin)


def run(*words, stdin=None, patience=900, env=None):
    """What it printed. After `patience` seconds it is ended with all that it has started."""
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE, text=True, env=env,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    try:
        out, err = process.communicate(stdin, timeout=patience)
    except subprocess.TimeoutExpired:
        raise Failed(f"{' '.join(words)}: was not done after {patience} s", None) from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    if process.returncode != 0:
        raise Failed(f"{' '.join(words)}: exit code {process.returncode}: {err.strip()[-2000:]}", process.returncode)
    return out


def alive(file):
    """Whether the process of this file of pids runs: `cluster` writes down the pid and when it was born."""
    try:
        with open(file, encoding="ascii") as pid:
            number, born = pid.read().split()
        with open(f"/proc/{number}/stat", encoding="utf-8", errors="replace") as stat:
            state, *fields = stat.read().rpartition(")")[2].split()
        return state not in "ZX" and fields[18] == born
    except (OSError, ValueError):
        return False


def stands(modes, folder):
    """Whether all of a cluster with these modes runs there."""
    needed = ["etcd", "apiserver", "controller-manager", "scheduler", *(mode.partition("=")[0] for mode in modes)]
    return all(alive(os.path.join(folder, "pid", name)) for name in needed)


def start(*modes, folder=DIR, env=None):
    """Starts a cluster there, after what a dead one has left behind is removed. Where this machine lacks something for it
    the program ends here; any other trouble is an error."""
    if os.path.isdir(os.path.join(folder, "pid")) and not stands(modes, folder):
        cluster("down", env=env)
    try:
        cluster("can", *modes, env=env)
        cluster("build", patience=BUILD_LIMIT_S, env=env)
        cluster("up", *modes, env=env)
    except (Failed, KeyboardInterrupt) as problem:
        code = getattr(problem, "code", None)
        if code is None:  # it was ended half-way
            cluster("down", env=env)
        if code == CANNOT_RUN:
            sys.exit(cannot_run(problem))
        raise


def up():
    """Starts a cluster with a real and four simulated nodes unless one is up. True if this call has started it."""
    if stands(MODES, DIR):
        return False
    start(*MODES)
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
    try:
        up() if sys.argv[1:] == ["up"] else down()
    except Failed as trouble:
        sys.exit(f"live.py: {trouble}")
