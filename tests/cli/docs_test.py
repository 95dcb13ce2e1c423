# SPDX-License-Identifier: Apache-2.0
"""Help, man page, completion and README name the same commands, flags, limits and exit codes, in both directions."""
import os
import re
import unittest

from program import SOURCE, commands, flags, run, section


def read(path):
    with open(os.path.join(SOURCE, path), encoding="utf-8") as file:
        return file.read()


def part(text, start, end):
    """What stands between two marks."""
    return text.split(start, 1)[1].split(end, 1)[0]


def all_flags():
    """Of all commands: {"--namespace": "-n", "--from": None}."""
    found = {}
    for command in commands():
        found.update(flags(command))
    return found


class ManPage(unittest.TestCase):
    def setUp(self):
        self.text = read("man/kubectl-ai-diag.1")

    def test_flags(self):
        items = re.findall(r"^\.It (?:Fl (\w) , )?Fl -([\w-]+)", self.text, re.MULTILINE)
        self.assertEqual({f"--{name}": f"-{letter}" if letter else None for letter, name in items}, all_flags())
        self.assertEqual(len(items), len(all_flags()))

    def test_flags_that_take_a_value_are_shown_with_it(self):
        with_value = set(re.findall(r"^\.It .*Fl -([\w-]+) Ar", self.text, re.MULTILINE))
        expected = set()
        for command in commands():
            expected |= set(re.findall(r"--([\w-]+) [A-Z]+(?:=VALUE)?$|--([\w-]+) [A-Z]+(?:=VALUE)?  ",
                                       run(*command.split(), "--help").stdout, re.MULTILINE))
        self.assertEqual(with_value, {first or second for first, second in expected})

    def test_commands(self):
        listed = re.findall(r"^\.It Cm ((?:rules )?\w+)", part(self.text, ".Sh COMMANDS", ".Sh FLAGS"), re.MULTILINE)
        self.assertEqual(sorted(listed), sorted(commands()))

    def test_exit_codes(self):
        codes = re.findall(r"^\.It (\d+)$", part(self.text, ".Sh EXIT STATUS", ".Sh EXAMPLES"), re.MULTILINE)
        self.assertEqual(codes, exit_codes_of_help())

    def test_limits(self):
        names = re.findall(r"^\.Cm ([\w-]+)$", part(self.text, "The names are", ".It Fl -timeout"), re.MULTILINE)
        self.assertEqual(sorted(names), limits())


class Readme(unittest.TestCase):
    def setUp(self):
        self.text = read("README.md")

    def test_flags(self):
        table = part(self.text, "| flags | |", "\n\n")
        spans = re.findall(r"`(?:(-\w)`, `)?(--[\w-]+)", table)
        self.assertEqual({name: letter or None for letter, name in spans}, all_flags())
        self.assertEqual(len(spans), len(all_flags()))

    def test_no_flag_is_made_up_elsewhere(self):
        # Lines of other programs (kubectl, cmake, ./dev) have flags of their own.
        for line in self.text.splitlines():
            if "./dev" in line or "kubectl " in line and "ai-diag" not in line:
                continue
            for name in re.findall(r"`(--[a-z][\w-]*)", line):
                self.assertIn(name, all_flags(), line)

    def test_commands(self):
        rows = re.findall(r"^\| `kubectl ai-diag ((?:rules )?\w+)", self.text, re.MULTILINE)
        self.assertEqual(sorted(rows), sorted(commands()))

    def test_exit_codes(self):
        codes = re.findall(r"^\| (\d+) \|", part(self.text, "## Exit codes", "\n## "), re.MULTILINE)
        self.assertEqual(codes, exit_codes_of_help())

    def test_the_habits_that_it_and_contributing_name_exist(self):
        habits = set(re.findall(r"^  (\w+)", part(read("dev"), "usage: ./dev HABIT", "CXX chooses"), re.MULTILINE))
        for document in ("README.md", "CONTRIBUTING.md"):
            named = set(re.findall(r"\./dev (\w+)", read(document)))
            self.assertLessEqual(named, habits, document)

    def test_links_lead_somewhere(self):
        for document in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"):
            for link in re.findall(r"\]\(([^)#:]+)\)", read(document)):
                self.assertTrue(os.path.exists(os.path.join(SOURCE, link)), f"{document}: {link}")

    def test_the_readme_shows_what_the_example_prints(self):
        with open(os.path.join(SOURCE, "examples", "probe-readiness-port", "expected.txt"), encoding="utf-8") as file:
            printed = file.read().strip("\n")
        with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as file:
            shown = part(file.read(), "# in examples/probe-readiness-port\n", "\n```")
        self.assertEqual(shown, printed)


class Help(unittest.TestCase):
    def test_every_command_that_diagnoses_lists_the_same_exit_codes(self):
        for command in ("pod", "namespace"):
            self.assertEqual(exit_codes_of_help(command), exit_codes_of_help())

    def test_limits_are_those_that_the_program_completes(self):
        text = " ".join(run("namespace", "--help").stdout.split())
        named = part(text, "Bound what is read: ", ";").replace(" or ", ", ").split(", ")
        self.assertEqual(sorted(named), limits())

    def test_completion_offers_every_command(self):
        for command in commands():
            *before, word = command.split()
            self.assertIn(f"{word}\t", run("__complete", *before, "").stdout)


def exit_codes_of_help(*command):
    return [line.split()[0] for line in section(run(*command, "--help").stdout, "Exit codes")]


def limits():
    lines = run("__complete", "namespace", "--limit", "").stdout.splitlines()
    return sorted(line.rstrip("=") for line in lines if line.endswith("="))


if __name__ == "__main__":
    unittest.main()
