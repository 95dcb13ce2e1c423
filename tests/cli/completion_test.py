# SPDX-License-Identifier: Apache-2.0
"""Completion: the protocol that kubectl speaks, and the scripts in real shells where these are installed."""
import os
import shutil
import subprocess
import tempfile
import unittest

from program import PROGRAM, SOURCE, ProgramTest, commands, flags, run

NO_FILES, NO_SPACE, FOLDERS = 4, 2, 16


def ask(*words):
    """(candidates without their descriptions, directive)"""
    *lines, directive = run("__complete", *words).stdout.splitlines()
    return [line.split("\t")[0] for line in lines], int(directive.removeprefix(":"))


class Protocol(ProgramTest):
    def test_the_first_word_is_a_command(self):
        candidates, directive = ask("")
        self.assertEqual(set(candidates), {command.split()[0] for command in commands()})
        self.assertEqual(directive, NO_FILES)

    def test_candidates_begin_with_what_is_typed_and_describe_themselves(self):
        self.assertEqual(run("__complete", "po").stdout, "pod\tDiagnose pods, or workloads and their pods.\n:4\n")

    def test_every_command_completes_exactly_its_flags(self):
        for command in commands():
            with self.subTest(command):
                names = flags(command)
                expected = set(names) | {letter for letter in names.values() if letter}
                self.assertEqual(set(ask(*command.split(), "-")[0]), expected)

    def test_values(self):
        rows = [
            (["pod", "-o", ""], ["text", "json", "yaml"], NO_FILES),
            (["pod", "-Ao", "j"], ["json"], NO_FILES),
            (["-n", "ai", "namespace", "--output=y"], ["yaml"], NO_FILES),
            (["namespace", "--fail-on", "w"], ["warning"], NO_FILES),
            (["namespace", "--color", "a"], ["auto", "always"], NO_FILES),
            (["namespace", "--limit", "log"], ["logs=", "log-lines=", "log-bytes="], NO_FILES | NO_SPACE),
            (["namespace", "--from", ""], [], 0),
            (["namespace", "--rules", ""], [], FOLDERS),
            (["namespace", "--now", ""], [], NO_FILES),
            (["completion", ""], ["bash", "zsh", "fish"], NO_FILES),
            (["rules", "c"], ["check", "coverage"], NO_FILES),
            (["rules", "coverage", "m"], ["memory", "model"], NO_FILES),
            (["rules", "check", ""], [], 0),
            (["help", "rules", "s"], ["show"], NO_FILES),
            (["deployment/llm", "--no"], ["--no-logs", "--now"], NO_FILES),
            (["pod", "--", "-"], [], NO_FILES),
            (["nonsense", ""], [], NO_FILES),
        ]
        for words, candidates, directive in rows:
            with self.subTest(words):
                found, bits = ask(*words)
                self.assertEqual((sorted(found), bits), (sorted(candidates), directive))

    def test_kubectl_asks_by_another_name(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("kubectl_complete-ai_diag", "kubectl_complete-ai-diag"):
                link = os.path.join(folder, name)
                os.symlink(PROGRAM, link)
                result = run("-n", "foo", "po", program=link)
                self.assertEqual((result.stdout, result.stderr, result.returncode),
                                 (run("__complete", "po").stdout, "", 0))


class Scripts(ProgramTest):
    FILES = {"bash": "kubectl-ai_diag.bash", "zsh": "_kubectl-ai_diag", "fish": "kubectl-ai_diag.fish"}

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        os.symlink(PROGRAM, os.path.join(self.folder, "kubectl-ai_diag"))

    def shell(self, *command):
        environment = {**os.environ, "PATH": f"{self.folder}:{os.environ['PATH']}", "HOME": self.folder}
        return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=self.folder,
                              stdin=subprocess.DEVNULL, timeout=60, check=False)

    def script(self, shell):
        return os.path.join(SOURCE, "completions", self.FILES[shell])

    def test_the_program_prints_the_files_that_are_installed(self):
        for shell in self.FILES:
            with open(self.script(shell), encoding="utf-8") as file:
                self.assertEqual(run("completion", shell).stdout, file.read())

    def bash(self, *words):
        quoted = " ".join(f"'{word}'" for word in words)
        return self.shell("bash", "-c", f"""
            source '{self.script("bash")}'
            compopt() {{ :; }}
            COMP_WORDS=({quoted}) COMP_CWORD={len(words) - 1}
            _kubectl_ai_diag
            printf '%s\\n' "${{COMPREPLY[@]}}" """).stdout.split()

    def test_bash(self):
        self.assertEqual(self.bash("kubectl-ai_diag", "na"), ["namespace"])
        self.assertEqual(self.bash("kubectl-ai_diag", "pod", "-o", "j"), ["json"])
        self.assertEqual(self.bash("kubectl-ai_diag", "pod", "--output", "=", "y"), ["yaml"])
        self.assertEqual(self.bash("kubectl-ai_diag", "pod", "--output", "="), ["text", "json", "yaml"])

    def test_bash_falls_back_to_files_where_a_file_is_due(self):
        os.mkdir(os.path.join(self.folder, "dump"))
        self.assertEqual(self.bash("kubectl-ai_diag", "namespace", "--from", "du"), ["dump"])
        self.assertEqual(self.bash("kubectl-ai_diag", "rules", "list", "--rules", "du"), ["dump"])
        self.assertEqual(self.bash("kubectl-ai_diag", "namespace", "du"), [])

    @unittest.skipUnless(shutil.which("fish"), "needs fish")
    def test_fish(self):
        def fish(line):
            result = self.shell("fish", "--no-config", "-c",
                                f"source '{self.script('fish')}'; complete -C '{line}'")
            return [line.split("\t")[0] for line in result.stdout.splitlines()]
        self.assertEqual(fish("kubectl-ai_diag na"), ["namespace"])
        self.assertEqual(fish("kubectl-ai_diag pod -o j"), ["json"])
        self.assertEqual(fish("kubectl-ai_diag pod --output=j"), ["--output=json"])

    @unittest.skipUnless(shutil.which("zsh"), "needs zsh")
    def test_zsh(self):
        # zsh completes only in a terminal of its own, so it gets one.
        script = f"""
            zmodload zsh/zpty
            zpty shell zsh -f
            zpty -w shell 'PS1=; unsetopt zle_bracketed_paste; fpath=({os.path.dirname(self.script("zsh"))} $fpath)'
            zpty -w shell 'autoload -Uz compinit; compinit -u -d {self.folder}/dump; echo R""EADY'
            zpty -r shell text '*READY*'
            zpty -w -n shell $'kubectl-ai_diag pod --output=js\\t'
            zpty -r -m shell text '*json*' && print FOUND
            zpty -d shell"""
        self.assertIn("FOUND", self.shell("timeout", "20", "zsh", "-f", "-c", script).stdout)


if __name__ == "__main__":
    unittest.main()
