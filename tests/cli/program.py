# SPDX-License-Identifier: Apache-2.0
"""The built program, as the tests call it, and what its help says."""
import os
import re
import subprocess
import unittest

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("AIDIAG_PROGRAM", os.path.join(SOURCE, "build/dev/kubectl-ai-diag"))


def run(*arguments, program=None, **options):
    """Runs the program in an environment with no cluster and no terminal."""
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "KUBECONFIG": "/nonexistent", "LC_ALL": "C.UTF-8"}
    # The sanitizers' own settings must survive.
    environment.update({key: value for key, value in os.environ.items() if key.endswith("SAN_OPTIONS")})
    options.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.run([program or PROGRAM, *arguments], text=True, capture_output=True, timeout=60,
                          env=environment, check=False, **options)


def commands():
    """The commands that --help lists: "pod", "rules show", ..."""
    lines = section(run("--help").stdout, "Commands")
    return [re.match(r"(rules )?\S+", line.strip())[0] for line in lines]


def flags(command):
    """The flags of a command's help: {"--namespace": "-n", "--from": None}."""
    found = {}
    for line in run(*command.split(), "--help").stdout.splitlines():
        match = re.match(r"  (?:(-\w), |    )(--[\w-]+)", line)
        if match:
            found[match[2]] = match[1]
    return found


def section(text, title):
    """The lines between "TITLE:" and the next empty line."""
    lines = text.split(f"{title}:\n", 1)[1].splitlines()
    return lines[:lines.index("")] if "" in lines else lines


class ProgramTest(unittest.TestCase):
    def assert_usage_error(self, arguments, sentence):
        result = run(*arguments)
        self.assertEqual((result.stderr, result.stdout, result.returncode),
                         (f"kubectl-ai-diag: {sentence}\n", "", 2), f"arguments: {arguments}")
