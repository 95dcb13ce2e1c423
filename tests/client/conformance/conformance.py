# SPDX-License-Identifier: Apache-2.0
"""Every case once through kubectl and once through this program, compared: which server, namespace and credentials
arrived, and which class of error. docs/conformance.md explains it.

    conformance.py [--verbose] [NAME...]    only the cases whose name contains one of the words
"""
import collections
import concurrent.futures
import glob
import importlib
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from case import Case, Inapplicable  # noqa: E402
from clientgo_tests import INVENTORY  # noqa: E402
from oracle import observe  # noqa: E402
from servers import Servers  # noqa: E402
from fault_server import Certificates  # noqa: E402

DOCUMENT = os.path.join(HERE, "..", "..", "..", "docs", "conformance.md")
WORKERS = 2


class Program:
    def __init__(self, path, words, ours):
        self.command, self.ours = [path, *words], ours


def newest(path):
    """Beside some kubectls lie those of several versions, kubectl.1.NN; the plain name then only chooses among them."""
    versions = glob.glob(os.path.realpath(path) + ".1.*")
    return max(versions, key=lambda name: int(name.rsplit(".", 1)[1]), default=path)


def find_kubectl():
    if os.environ.get("KUBECTL"):
        return os.environ["KUBECTL"]
    if shutil.which("kubectl"):
        return newest(shutil.which("kubectl"))
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    built = os.path.join(cache, "aidiag-cluster", "bin", "kubectl")
    if os.access(built, os.X_OK):
        return built
    sys.exit("conformance: there is no kubectl to compare with. Install one, name it in $KUBECTL, or build the test "
             "cluster's with ./dev test-cluster.")


def version_of(kubectl):
    text = subprocess.run([kubectl, "version", "--client"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in re.search(r"v(\d+)\.(\d+)", text).groups())


def no_namespaces():
    """Why no process may have mounts of its own here, or "". Ubuntu refuses them to ordinary users."""
    try:
        tried = subprocess.run(["unshare", "--mount", "--map-root-user", "true"], capture_output=True, text=True)
    except OSError as error:
        return str(error)
    return "" if tried.returncode == 0 else tried.stderr.strip() or "unshare ends with %d" % tried.returncode


def load_tables():
    cases, inapplicable = [], []
    for path in sorted(glob.glob(os.path.join(HERE, "cases_*.py"))):
        module = importlib.import_module(os.path.basename(path)[:-3])
        for case in module.CASES:
            case.group = os.path.basename(path)[6:-3]
        cases += [item for item in module.CASES if isinstance(item, Case)]
        inapplicable += [item for item in module.CASES if isinstance(item, Inapplicable)]
    twice = [name for name, n in collections.Counter(case.name for case in cases).items() if n > 1]
    if twice:
        sys.exit("conformance: two cases have one name: " + ", ".join(twice))
    return cases, inapplicable


def compared(seen):
    """How often a plugin is run depends on how often something is asked for: compared only where a case names it."""
    return {name: value for name, value in seen.items() if name not in ("text", "exit", "out", "runs")}


def mismatches(what, seen, expected):
    return ["%s: %s is %r, not %r" % (what, name, seen.get(name), value) for name, value in expected.items()
            if seen.get(name) != value]


def differences(case, kubectl, ours):
    names = [name for name in sorted(set(kubectl) | set(ours)) if not name.startswith(case.ignore or "-")]
    return {name: (kubectl.get(name), ours.get(name)) for name in names if kubectl.get(name) != ours.get(name)}


def check_deviation(case, kubectl, ours, sections):
    problems = mismatches("ours", ours, case.ours)
    if case.deviates not in sections:
        problems.append("docs/conformance.md has no section %r" % case.deviates)
    differing = differences(case, kubectl, ours)
    if not differing:
        problems.append("it is said to deviate (%s) and does not" % case.deviates)
    asked = {name[0] for name in case.ours if name[0].isdigit()}
    for name in differing:
        if name not in case.ours and not (name[0] in asked and kubectl.get(name[0] + ".method") == "nothing arrived"):
            problems.append("%s: kubectl %r, ours %r, which no deviation explains" % (name, *differing[name]))
    return problems


def check_texts(case, who, seen):
    printed = seen["text"] + seen["out"]
    return (["%s prints %r" % (who, word) for word in case.hides if word in printed] +
            ["%s does not print %r" % (who, word) for word in case.shows if word not in printed])


def check(case, kubectl, ours, sections):
    """Sentences on what is wrong; none when all is well. `kubectl` is None where it is too old for the case."""
    expected = {"outcome": case.want, **case.sees}
    problems = []
    if kubectl is None:
        problems += mismatches("ours", ours, {**expected, **case.ours})
    else:
        problems += mismatches("kubectl", kubectl, expected)
        problems += mismatches("ours", ours, {name: case.sees[name] for name in case.sees if name == "runs"})
        if case.early:
            problems += mismatches("ours", ours, {"outcome": case.want, "0.method": "nothing arrived"})
        elif case.deviates:
            problems += check_deviation(case, compared(kubectl), compared(ours), sections)
        else:
            problems += ["%s: kubectl %r, ours %r" % (name, *both)
                         for name, both in differences(case, compared(kubectl), compared(ours)).items()]
    problems += check_texts(case, "ours", ours) + (check_texts(case, "kubectl", kubectl) if kubectl else [])
    problems += ["ours does not say %r: %s" % (word, " ".join(ours["text"].split())) for word in case.says
                 if word not in ours["text"] + ours["out"]]
    problems += ["ours says %r: %s" % (word, ours["text"]) for word in case.never if word in ours["text"]]
    return problems


def sources(item):
    return (item.source,) if isinstance(item.source, str) else item.source


def count_sources(cases, inapplicable):
    counts = collections.defaultdict(lambda: [set(), set()])
    for index, items in enumerate((cases, inapplicable)):
        for item in items:
            for source in sources(item):
                if source:
                    counts[source.split(":")[0]][index].add(source)
    return counts


def claimed_entries(items):
    """{(file, function): set of entries}. An entry "*" stands for all of a function's table."""
    claimed = collections.defaultdict(set)
    for item in items:
        for source in filter(None, sources(item)):
            file, function, entry = re.fullmatch(r"([^:]+):([^\[]+)(?:\[(.*)\])?", source).groups()
            claimed[file, function].add(entry or "")
    return claimed


def unclaimed(cases, inapplicable):
    """Sentences on tests of client-go that no case is taken from, and on cases that name one that there is not."""
    claimed = claimed_entries(cases + inapplicable)
    problems = ["%s has no %s" % key for key in claimed if key[1] not in INVENTORY.get(key[0], {})]
    for file, functions in INVENTORY.items():
        for function, entries in functions.items():
            taken = claimed.get((file, function), set())
            if "*" not in taken and len(taken) != entries:
                problems.append("%s: %s has %d entries, and cases name %d" % (file, function, entries, len(taken)))
    return problems


def sections_of_document():
    with open(DOCUMENT) as file:
        return set(re.findall(r"^### `([^`]+)`", file.read(), re.MULTILINE))


def main(arguments):
    verbose = "--verbose" in arguments
    words = [word for word in arguments if not word.startswith("--")]
    every, inapplicable = load_tables()
    cases = [case for case in every if not words or any(word in case.name for word in words)]
    refused = no_namespaces()
    left_out = [case.name for case in cases if case.in_cluster is not None] if refused else []
    cases = [case for case in cases if case.name not in left_out]
    path = find_kubectl()
    version = version_of(path)
    programs = (Program(path, ("get", "pods", "-o", "name"), False),
                Program(os.environ["KUBECTL_AI_DIAG"], ("namespace", "--color=never"), True))
    sections = sections_of_document()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        certificates = Certificates(folder)
        pools = queue.Queue()
        for _ in range(WORKERS):
            pools.put(Servers(certificates))

        def perform(case):
            servers = pools.get()
            try:
                asked = not case.since or version >= tuple(int(part) for part in case.since.split("."))
                kubectl = observe(programs[0], case, servers, certificates) if asked else None
                return kubectl, observe(programs[1], case, servers, certificates)
            finally:
                pools.put(servers)

        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            results = list(pool.map(perform, cases))
        while not pools.empty():
            pools.get().stop()
    code = report(cases, inapplicable, results, sections, verbose, (path, version), bool(words or left_out))
    return tell_left_out(left_out, refused) or code


def tell_left_out(names, why):
    """1 for root, who must be able to run every case."""
    if not names:
        return 0
    print("\nNOT RUN: %d cases within a pod, since this machine gives no mount namespace (%s). Run the test as root.\n  %s"
          % (len(names), why, "\n  ".join(names)))
    return 1 if os.geteuid() == 0 else 0


def report(cases, inapplicable, results, sections, verbose, kubectl, partly):
    groups, failed, described, deviations = collections.defaultdict(lambda: [0, 0]), 0, 0, collections.Counter()
    for case, (theirs, ours) in zip(cases, results):
        problems = check(case, theirs, ours, sections)
        groups[case.group][0] += not problems
        groups[case.group][1] += 1
        failed += bool(problems)
        described += theirs is None
        deviations[case.deviates] += 1
        if problems:
            print("FAIL %s (%s): %s" % (case.name, ", ".join(sources(case)) or "no test of client-go", "; ".join(problems)))
        if verbose:
            print("%s\n  kubectl %r\n  ours    %r" % (case.name, theirs, ours))
    del deviations[""]
    print("\nkubectl %d.%d at %s" % (*kubectl[1], kubectl[0]))
    for group, (well, all_of_it) in sorted(groups.items()):
        print("  %-12s %d of %d" % (group, well, all_of_it))
    if not partly:
        for problem in unclaimed([case for case, _ in zip(cases, results)], inapplicable):
            failed += 1
            print("FAIL " + problem)
        print("tests of client-go: entries that cases are taken from, and those that no user of a client could see")
        for file, (taken, left) in sorted(count_sources(cases, inapplicable).items()):
            print("  %-52s %3d  %3d" % (file, len(taken), len(left - taken)))
    for key, n in sorted(deviations.items()):
        print("  deviates on purpose: %-30s %d" % (key, n))
    ran = len(cases) - described
    print("conformance: %d of %d agree (%d of them ran through kubectl, %d are described for a newer one)" % (
        len(cases) - failed, len(cases), ran, described))
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
