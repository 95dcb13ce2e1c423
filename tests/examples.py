#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the examples: each folder of examples/ with a file `cmd`, whose one line is the arguments of the program.

The program runs in the example's folder, and what it prints is compared with expected.txt, its exit code with
expected.exit (`# exit N`). --update writes both files instead; read the difference before committing it. --crlf runs
copies of them whose logs have line ends of Windows, of which the same is expected.
"""
import argparse
import difflib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile

EXAMPLES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "examples")
TIMEOUT = 60


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="the program to run")
    parser.add_argument("names", nargs="*", help="examples to run; all of them if none is named")
    parser.add_argument("--update", action="store_true", help="write what the program prints as what is expected")
    parser.add_argument("--crlf", action="store_true", help="give the logs line ends of Windows")
    return parser.parse_intermixed_args()


def example_names():
    return sorted(name for name in os.listdir(EXAMPLES) if os.path.isfile(os.path.join(EXAMPLES, name, "cmd")))


def environment(home):
    """The same on every machine: no cluster, no rules of the user, a terminal of 100 columns that knows UTF-8."""
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": home, "LC_ALL": "C.UTF-8", "TZ": "UTC", "COLUMNS": "100"}


def with_crlf(folder, home):
    """A copy of the example in which each line of a log ends in CR LF."""
    copy = os.path.join(home, os.path.basename(folder))
    shutil.copytree(folder, copy)
    for where, _, files in os.walk(copy):
        for name in files:
            if not name.endswith(("logs.txt", ".log")):
                continue
            with open(os.path.join(where, name), "rb") as file:
                log = file.read()
            with open(os.path.join(where, name), "wb") as file:
                file.write(log.replace(b"\n", b"\r\n"))
    return copy


def run(program, folder, home):
    """Exit code, standard output, standard error."""
    with open(os.path.join(folder, "cmd"), encoding="utf-8") as file:
        command = [program, *shlex.split(file.readline()), "--color", "never"]
    try:
        done = subprocess.run(command, cwd=folder, env=environment(home), stdin=subprocess.DEVNULL, capture_output=True,
                              encoding="utf-8", errors="replace", timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        return "none, it ran for too long", "", ""
    except OSError as error:
        sys.exit(f"examples.py: cannot run {program}: {error.strerror}")
    return done.returncode, done.stdout, done.stderr


def read(path):
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def differences(folder, code, output):
    """A unified diff of what is expected and what came, empty if they are the same."""
    lines = []
    for name, now in (("expected.exit", f"# exit {code}\n"), ("expected.txt", output)):
        before = read(os.path.join(folder, name))
        if not before.startswith(now) if name == "expected.exit" else before != now:
            label = os.path.join("examples", os.path.basename(folder), name)
            lines += difflib.unified_diff(before.splitlines(), now.splitlines(), label, "now", lineterm="")
            if before and before.splitlines() == now.splitlines():
                lines.append(f"{label}: differs in line ends only")
    return "\n".join(lines)


def main():
    args = arguments()
    program = os.path.abspath(args.program)
    failed = 0
    names = args.names or example_names()
    with tempfile.TemporaryDirectory() as home:
        for name in names:
            folder = os.path.join(EXAMPLES, name)
            if not os.path.isfile(os.path.join(folder, "cmd")):
                sys.exit(f"examples.py: there is no example {name}")
            code, output, errors = run(program, with_crlf(folder, home) if args.crlf else folder, home)
            if args.update:
                write(os.path.join(folder, "expected.txt"), output)
                write(os.path.join(folder, "expected.exit"), f"# exit {code}\n")
                continue
            text = differences(folder, code, output)
            if "Nothing to report." in output and not name.startswith("healthy-"):
                text += f"\nexamples/{name}: nothing is found in it, and its name does not begin with healthy-"
            if text:
                failed += 1
                print(text)
                print(f"FAIL {name}" + (f"; standard error: {errors.strip()}" if errors.strip() else ""))
            else:
                print(f"ok {name}")
    if args.update:
        print(f"{len(names)} examples written")
    else:
        print(f"{len(names) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
