# SPDX-License-Identifier: Apache-2.0
"""Completion of names: what the kubeconfig, a server and a dump offer, and what kubectl makes of it in real shells.

Needs kubectl (1.26 or newer), bash with bash-completion, zsh and fish: without one of them its tests fail.
"""
import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from program import PROGRAM, SOURCE

sys.path.insert(0, os.path.join(SOURCE, "tests", "client"))
from fault_server import Certificates, FaultServer, status  # noqa: E402

NO_FILES, NO_SPACE = 4, 2
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"
BASH_COMPLETION = "/usr/share/bash-completion/bash_completion"


def table(rows, columns=("Name", "Ready", "Status"), token=""):
    return {"kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": {"resourceVersion": "7", "continue": token},
            "columnDefinitions": [{"name": name, "type": "string"} for name in columns],
            "rows": [{"cells": list(row)} for row in rows]}


class NamesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        cls.certificates = Certificates(cls.folder)
        for name in ("kubectl-ai_diag", "kubectl_complete-ai_diag"):
            os.symlink(PROGRAM, os.path.join(cls.folder, name))

    def setUp(self):
        self.server = FaultServer(self.certificates)
        self.addCleanup(self.server.stop)
        self.server.routes = {
            "/api/v1/namespaces/ai/pods": table([("ollama-0", "1/1", "Running"), ("vllm-a", "0/1", "CrashLoopBackOff"),
                                                 ("vllm-b", "0/1", "Pending")]),
            "/api/v1/namespaces/lab/pods": table([("notebook-7", "1/1", "Running")]),
            "/api/v1/namespaces": table([("ai", "Active"), ("lab", "Terminating")], ("Name", "Status")),
            "/apis/apps/v1/namespaces/ai/deployments": table([("vllm", "0/2")], ("Name", "Ready")),
        }
        self.config = os.path.join(self.folder, "config")
        self.write_config(self.server.url)

    def write_config(self, server, user=None):
        cluster = {"server": server, "certificate-authority-data": self.certificates.data(self.certificates.ca)}
        contexts = {"prod": "ai", "staging": "lab"}
        config = {"apiVersion": "v1", "kind": "Config", "current-context": "prod",
                  "clusters": [{"name": "east", "cluster": cluster}],
                  "users": [{"name": "me", "user": user or {"token": "secret-token"}}],
                  "contexts": [{"name": name, "context": {"cluster": "east", "user": "me", "namespace": namespace}}
                               for name, namespace in contexts.items()]}
        with open(self.config, "w", encoding="utf-8") as file:
            json.dump(config, file)

    def environment(self):
        return {"HOME": self.folder, "KUBECONFIG": self.config, "LC_ALL": "C.UTF-8", "TERM": "xterm",
                "PATH": f"{self.folder}:{os.environ['PATH']}"}

    def ask(self, *words):
        """(candidates with their descriptions, directive); nothing else may be printed."""
        result = subprocess.run([os.path.join(self.folder, "kubectl_complete-ai_diag"), *words], text=True, timeout=60,
                                capture_output=True, env=self.environment(), stdin=subprocess.DEVNULL, check=False)
        self.assertEqual((result.stderr, result.returncode), ("", 0))
        *lines, directive = result.stdout.splitlines()
        return lines, int(directive.removeprefix(":"))


class Names(NamesTest):
    def test_pods_of_the_contexts_namespace_with_their_state(self):
        self.assertEqual(self.ask("pod", ""), (["ollama-0\t1/1 Running", "vllm-a\t0/1 CrashLoopBackOff",
                                                "vllm-b\t0/1 Pending"], NO_FILES))
        request, = self.server.requests
        self.assertEqual(request["headers"]["Accept"], TABLE)
        self.assertEqual(request["query"], {"limit": "500", "includeObject": "None"})
        self.assertEqual(request["headers"]["Authorization"], "Bearer secret-token")

    def test_flags_before_say_where(self):
        for words in (["pod", "-n", "lab"], ["pod", "--namespace=lab"], ["--context", "staging", "pod"]):
            with self.subTest(words):
                self.assertEqual(self.ask(*words, "no"), (["notebook-7\t1/1 Running"], NO_FILES))

    def test_a_pod_that_is_named_already_is_not_offered_again(self):
        self.assertEqual(self.ask("pod", "vllm-a", "vllm"), (["vllm-b\t0/1 Pending"], NO_FILES))

    def test_workloads_by_kind(self):
        self.assertEqual(self.ask("pod", "deployment/"), (["deployment/vllm\t0/2"], NO_FILES))
        self.assertEqual(self.ask("deploy/v"), (["deploy/vllm\t0/2"], NO_FILES))
        self.assertEqual(self.ask("pod", "dep"), (["deployment/"], NO_FILES | NO_SPACE))

    def test_namespaces(self):
        every = ["ai\tActive", "lab\tTerminating"]
        for words in (["namespace", ""], ["pod", "-n", ""], ["namespace", "ai", "-n", ""]):
            with self.subTest(words):
                self.assertEqual(self.ask(*words), (every, NO_FILES))
        self.write_config("https://127.0.0.1:9")  # which the file named before any command does not lead to
        other = os.path.join(self.folder, "other")
        os.rename(self.config, other)
        self.write_config(self.server.url)
        os.rename(self.config, os.path.join(self.folder, "good"))
        os.rename(other, self.config)
        self.assertEqual(self.ask("--kubeconfig", os.path.join(self.folder, "good"), "-n", ""), (every, NO_FILES))
        self.write_config(self.server.url)
        self.assertEqual(self.ask("pod", "--namespace=l"), (["lab\tTerminating"], NO_FILES))
        self.assertEqual(self.ask("namespace", "ai", ""), ([], NO_FILES))

    def test_the_kubeconfigs_names_need_no_server(self):
        self.assertEqual(self.ask("pod", "--context", ""),
                         (["prod\tthe current one, cluster east", "staging\tcluster east"], NO_FILES))
        self.assertEqual(self.ask("gpus", "--cluster", ""), (["east\t" + self.server.url], NO_FILES))
        self.assertEqual(self.ask("namespace", "--user="), (["me"], NO_FILES))
        self.assertEqual(self.server.requests, [])

    def test_names_of_a_dump(self):
        dump = os.path.join(SOURCE, "examples", "probe-readiness-port", "dump")
        pods, directive = self.ask("--from", dump, "pod", "vllm")
        self.assertEqual(len(pods), 1)
        self.assertTrue(pods[0].startswith("vllm-llama3-"), pods)
        self.assertEqual(directive, NO_FILES)
        self.assertEqual(self.server.requests, [])

    def test_pages_are_followed(self):
        pages = {None: table([("a", "1/1", "Running")], token="more"), "more": table([("b", "1/1", "Running")])}
        self.server.routes["/api/v1/namespaces/ai/pods"] = lambda query: pages[query.get("continue")]
        self.assertEqual(self.ask("pod", "")[0], ["a\t1/1 Running", "b\t1/1 Running"])

    def test_what_came_before_a_page_that_hangs_is_offered(self):
        self.server.routes["/api/v1/namespaces/ai/pods"] = (
            lambda query: {"fault": "stall"} if "continue" in query else table([("a", "1/1", "Running")], token="more"))
        self.assertEqual(self.ask("pod", "")[0], ["a\t1/1 Running"])

    def test_hostile_names_do_not_reach_the_terminal(self):
        self.server.routes["/api/v1/namespaces/ai/pods"] = table([("a\x1b[2J", "1/1", "x"), ("b\nc", "", ""),
                                                                  ("good", "1/1", "Run\x1b[31m\nning")])
        lines, _ = self.ask("pod", "")
        self.assertEqual([line.split("\t")[0] for line in lines], ["good"])
        self.assertFalse(re.search(r"[\x00-\x08\x0a-\x1f]", "".join(lines)), lines)


class Silence(NamesTest):
    def assert_nothing(self, *words):
        self.assertEqual(self.ask(*words), ([], NO_FILES))

    def test_a_server_that_hangs_refuses_or_is_none(self):
        faults = [{"fault": "stall"}, {"fault": "reset"}, {"body": "<html>log in</html>"},
                  status(403, "Forbidden", "pods is forbidden"), status(401, "Unauthorized", "Unauthorized")]
        for fault in faults:
            with self.subTest(fault):
                self.server.routes["/api/v1/namespaces/ai/pods"] = lambda query, fault=fault: fault
                self.assert_nothing("pod", "ol")

    def test_no_server_and_no_kubeconfig(self):
        self.write_config("https://127.0.0.1:1")
        self.assert_nothing("pod", "ol")
        os.remove(self.config)
        self.assert_nothing("pod", "ol")
        self.assert_nothing("pod", "--context", "")
        with open(self.config, "w", encoding="utf-8") as file:
            file.write("{nonsense")
        self.assert_nothing("pod", "ol")

    def test_a_plugin_that_hangs_or_complains(self):
        plugin = os.path.join(self.folder, "login")
        for script in ("sleep 60", "echo 'please log in' >&2; exit 1", "read answer; echo $answer"):
            with self.subTest(script):
                with open(plugin, "w", encoding="utf-8") as file:
                    file.write("#!/bin/sh\n" + script + "\n")
                os.chmod(plugin, 0o755)
                self.write_config(self.server.url, {"exec": {
                    "command": plugin, "apiVersion": "client.authentication.k8s.io/v1", "interactiveMode": "IfAvailable"}})
                self.assert_nothing("pod", "ol")


class Shells(NamesTest):
    """What a user sees: the line is typed into a terminal, TAB is pressed, and the line is asked for."""

    def line_after_tab(self, shell, settings, typed):
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.folder)
            os.execvpe(shell[0], shell, self.environment())
        try:
            for line in settings:
                os.write(terminal, line.encode() + b"\n")
            self.read_until(terminal, "READY")
            os.write(terminal, typed.encode() + b"\t")
            # Ctrl-A and a word in front, so that the shell prints the line as it has it now.
            os.write(terminal, b"\x01echo LINE=\n")
            os.write(terminal, b"echo E''ND\n")
            seen = self.read_until(terminal, "END")
        finally:
            os.close(terminal)
            os.waitpid(child, 0)
        return seen

    def read_until(self, terminal, mark):
        text, end = "", time.monotonic() + 40
        while mark not in text:
            ready, _, _ = select.select([terminal], [], [], max(0, end - time.monotonic()))
            if not ready:
                self.fail(f"the shell did not answer: {text!r}")
            try:
                text += os.read(terminal, 65536).decode(errors="replace")
            except OSError:
                self.fail(f"the shell ended: {text!r}")
        return re.sub(r"\x1b(\[[0-9;?>=]*[a-zA-Z]|[=>]|\][^\x07]*\x07|\([A-Z])", "", text)

    def assert_completes(self, shell, settings):
        for program in ("bash", "zsh", "fish", "kubectl"):
            self.assertIsNotNone(shutil.which(program), f"these tests need {program}")
        lines = {"kubectl ai-diag na": "kubectl ai-diag namespace",
                 "kubectl ai-diag pod oll": "kubectl ai-diag pod ollama-0",
                 "kubectl ai-diag pod -n lab note": "kubectl ai-diag pod -n lab notebook-7",
                 "kubectl ai-diag namespace --context stag": "kubectl ai-diag namespace --context staging",
                 "kubectl ai-diag pod --no-l": "kubectl ai-diag pod --no-logs",
                 "kubectl ai-diag rules show memory/oom-kille": "kubectl ai-diag rules show memory/oom-killed"}
        for typed, completed in lines.items():
            with self.subTest(typed):
                self.assertIn("LINE=" + completed, self.line_after_tab(shell, settings, typed))

    def test_bash(self):
        self.assertTrue(os.path.exists(BASH_COMPLETION), "these tests need bash-completion")
        self.assert_completes(["bash", "--norc", "--noprofile", "-i"],
                              ["PS1=''", f"source {BASH_COMPLETION}", "source <(kubectl completion bash)", "echo REA''DY"])

    def test_zsh(self):
        self.assert_completes(["zsh", "-f", "-i"],
                              ["PS1=''; bindkey -e; unsetopt zle_bracketed_paste", "autoload -Uz compinit",
                               f"compinit -u -d {self.folder}/compdump", "source <(kubectl completion zsh)", "echo REA''DY"])

    def test_fish(self):
        self.assert_completes(["fish", "--no-config", "-i"],
                              ["function fish_prompt; end", "kubectl completion fish | source", "echo REA''DY"])


if __name__ == "__main__":
    unittest.main()
