# SPDX-License-Identifier: Apache-2.0
"""What the program says of command lines that make no sense: one sentence, exit code 2."""
import os
import tempfile
import unittest

from program import ProgramTest, commands, run

NAMES_HINT = "Names consist of lower case letters, digits, '-' and '.'."


class Suggestions(ProgramTest):
    def test_a_misspelt_command_gets_a_suggestion(self):
        self.assert_usage_error(["pdo", "llm-0"], 'unknown command "pdo", did you mean pod?')
        self.assert_usage_error(["namespcae"], 'unknown command "namespcae", did you mean namespace?')
        self.assert_usage_error(["rules", "lst"], 'unknown command "rules lst", did you mean rules list?')
        self.assert_usage_error(["help", "pdo"], 'unknown command "pdo", did you mean pod?')

    def test_a_misspelt_flag_gets_a_suggestion(self):
        self.assert_usage_error(["pod", "x", "--namspace", "ai"], "unknown flag --namspace, did you mean --namespace?")
        self.assert_usage_error(["pod", "x", "--form=dump"], "unknown flag --form, did you mean --from?")
        self.assert_usage_error(["--version"], "unknown flag --version, did you mean the command version?")

    def test_a_misspelt_kind_gets_a_suggestion(self):
        self.assert_usage_error(["deploymnet/llm"], 'unknown kind "deploymnet", did you mean deployment?')
        self.assert_usage_error(["pod", "Inferenceservise/llm"],
                                'unknown kind "Inferenceservise", did you mean inferenceservice?')

    def test_a_misspelt_limit_gets_a_suggestion(self):
        self.assert_usage_error(["namespace", "--limit", "detials=3"],
                                '--limit has no name "detials", did you mean details?')

    def test_what_is_like_nothing_gets_none(self):
        self.assert_usage_error(["llm-0"], 'unknown command "llm-0". A pod is named as in kubectl ai-diag pod/llm-0; '
                                           "all commands: kubectl ai-diag --help")
        self.assert_usage_error(["pod", "x", "--zzzzzz"], "unknown flag --zzzzzz. All flags: kubectl ai-diag pod --help")
        self.assert_usage_error(["widget/x"], 'unknown kind "widget". Name a pod or what owns it, as in '
                                              "deployment/llm, or choose pods by -l LABELS.")


class Words(ProgramTest):
    def test_a_command_says_what_it_needs(self):
        self.assert_usage_error(["-n", "ai"], "no command is given. A whole namespace: kubectl ai-diag namespace; all "
                                              "commands: kubectl ai-diag --help")
        self.assert_usage_error(["pod"], "pod needs a NAME, or -l LABELS. A whole namespace: kubectl ai-diag namespace")
        self.assert_usage_error(["rules"], "rules needs one of list, show, check or coverage after it.")
        self.assert_usage_error(["rules", "show"],
                                "rules show takes one ID. As in kubectl ai-diag rules show memory/oom-killed")
        self.assert_usage_error(["completion"],
                                "completion takes one of bash, zsh or fish. As in kubectl ai-diag completion bash")
        self.assert_usage_error(["completion", "tcsh"], 'completion takes one of bash, zsh or fish, not "tcsh". As in '
                                                        "kubectl ai-diag completion bash")
        self.assert_usage_error(["namespace", "a", "b"], "namespace takes one NAME, not 2. -A takes all namespaces.")
        self.assert_usage_error(["version", "x"], '"version" takes nothing after it, not "x".')
        self.assert_usage_error(["gpus", "node-1"], '"gpus" takes nothing after it, not "node-1".')

    def test_impossible_names_are_refused_before_anything_is_read(self):
        self.assert_usage_error(["pod", "LLM"], '"LLM" cannot be the name of a Pod. ' + NAMES_HINT)
        self.assert_usage_error(["deployment/"], '"" cannot be the name of a Deployment. ' + NAMES_HINT)
        self.assert_usage_error(["pod", "x", "-n", "a b"], '"a b" cannot be the name of a namespace. Names consist '
                                                              "of lower case letters, digits and '-'.")

    def test_escape_sequences_of_the_command_line_do_not_reach_the_terminal(self):
        self.assertNotIn("\x1b", run("pod", "\x1b[31mx").stderr)

    def test_what_does_not_go_together_is_said(self):
        self.assert_usage_error(["namespace", "ai", "-A"], "-A means all namespaces, so it goes without a NAME.")
        self.assert_usage_error(["namespace", "ai", "-n", "b"], 'two namespaces are named, "ai" and by -n "b".')
        self.assert_usage_error(["pod", "x", "-A"], "a name stands for something in one namespace, so -A goes without "
                                                    "a NAME. Name it with -n NAMESPACE.")
        self.assert_usage_error(["pod", "x", "-l", "a=b"], "-l chooses pods by their labels, so it goes without a NAME.")
        self.assert_usage_error(["namespace", "--from", "d", "--context", "c"],
                                "--from reads files and --context asks a cluster: give one of them.")
        self.assert_usage_error(["version", "--from", "d"], '--from does not go with the command "version".')
        self.assert_usage_error(["gpus", "-n", "ai"], '--namespace does not go with the command "gpus".')
        self.assert_usage_error(["gpus", "--fail-on", "error"], '--fail-on does not go with the command "gpus".')


    def test_flags_that_lack_another_flag_are_named(self):
        self.assert_usage_error(["pod", "x", "-s", "https://localhost:1", "--as-group", "g"],
                                "--as-group goes with --as, which is missing.")
        self.assert_usage_error(["pod", "x", "-s", "https://localhost:1", "--client-certificate", "c.pem"],
                                "--client-certificate goes with --client-key, which is missing.")


class OwnRules(ProgramTest):
    def test_a_mistake_names_the_file_as_it_was_given(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "gpu", "ours.yaml")
            os.mkdir(os.path.dirname(path))
            with open(path, "w", encoding="utf-8") as file:
                file.write("id: gpu/ours\nseverity: error\nverdict: blocked\ntitle: Ours\nwhy: Because.\n"
                           "check: [{say: Look., run: kubectl get pods}]\nabout: pod\n")
            mistake = f"{path}:1: the rule has neither `when` nor `seen`"
            checked = run("rules", "check", path)
            self.assertEqual((checked.stdout, checked.returncode), (f"{mistake}\n1 error, so no example was run\n", 2))
            listed = run("rules", "list", "--rules", folder)
            self.assertEqual((listed.stderr, listed.returncode), (f"kubectl-ai-diag: {mistake}.\n", 2))


class Values(ProgramTest):
    def test_a_flag_without_its_value_names_it(self):
        self.assert_usage_error(["pod", "x", "-n"], "--namespace needs NAME after it.")
        self.assert_usage_error(["namespace", "--from"], "--from needs PATH after it.")

    def test_a_bad_value_names_the_flag_and_what_it_accepts(self):
        rows = [
            (["-o", "xml"], '--output takes text, json or yaml, not "xml".'),
            (["--color=yes"], '--color takes auto, always or never, not "yes".'),
            (["--fail-on", "info"], '--fail-on takes error, warning, advice or never, not "info".'),
            (["-v=loud"], '--verbose takes a whole number such as 8, not "loud".'),
            (["-v=-1"], '--verbose takes a whole number such as 8, not "-1".'),
            (["--no-logs=maybe"], '--no-logs takes true or false, not "maybe".'),
            (["--now", "yesterday"], '--now takes a time such as 2026-11-21T04:00:00Z, not "yesterday".'),
            (["--timeout", "soon"], '--timeout takes a duration above 0 such as 10s or 1m30s, not "soon".'),
            (["--timeout=-3s"], '--timeout takes a duration above 0 such as 10s or 1m30s, not "-3s".'),
            (["--limit", "logs"], '--limit logs takes a whole number above 0, as in logs=100, not "".'),
            (["--limit", "logs=-1"], '--limit logs takes a whole number above 0, as in logs=100, not "-1".'),
            (["--limit", "x=1"], "--limit takes NAME=VALUE with NAME one of details, healthy-details, logs, "
                                 'log-lines, log-bytes, pages or page-size, not "x=1".'),
            (["--from="], '--from takes a folder, a file or -, not "".'),
        ]
        for arguments, sentence in rows:
            with self.subTest(arguments):
                self.assert_usage_error(["namespace", *arguments], sentence)

    def test_how_much_is_told_is_given_as_to_kubectl(self):
        quiet = run("namespace")
        for words in (["-v8"], ["-v", "8"], ["-v=8"], ["--v=8"], ["--v", "8"], ["--verbose=8"], ["-v=3"], ["-v", "0"],
                      ["-v=11"], ["-v=99999999999"], ["-v"]):
            with self.subTest(words):
                result = run("namespace", *words)
                self.assertEqual((result.stderr, result.returncode), (quiet.stderr, quiet.returncode))

    def test_request_timeout_is_named_too(self):
        result = run("namespace", "--request-timeout", "soon")
        self.assertEqual(result.returncode, 2)
        self.assertIn("--request-timeout", result.stderr)
        self.assertEqual(result.stderr.count("\n"), 1)


class Help(ProgramTest):
    def test_every_command_explains_itself_with_examples(self):
        self.assertGreaterEqual(len(commands()), 8)
        for command in commands():
            with self.subTest(command):
                result = run(*command.split(), "--help")
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertIn("Examples:\n", result.stdout)
                self.assertIn("kubectl ai-diag", result.stdout)
                self.assertLessEqual(max(map(len, result.stdout.splitlines())), 100)

    def test_help_comes_in_three_spellings(self):
        expected = run("pod", "--help").stdout
        for arguments in (["pod", "-h"], ["help", "pod"], ["-h", "pods"], ["deployment/llm", "--help"]):
            with self.subTest(arguments):
                self.assertEqual(run(*arguments).stdout, expected)

    def test_without_arguments_the_commands_are_listed(self):
        result = run()
        self.assertEqual((result.returncode, result.stdout), (0, run("--help").stdout))

    def test_rules_as_a_whole_lists_its_commands(self):
        self.assertIn("rules check", run("rules", "--help").stdout)

    def test_every_example_of_the_help_is_a_command_line_that_is_understood(self):
        for command in [*commands(), ""]:
            for line in run(*command.split(), "--help").stdout.splitlines():
                if not line.startswith("  kubectl ai-diag ") or "COMMAND" in line or "[flags]" in line:
                    continue
                with self.subTest(line):
                    words = line.split(">")[0].split()[2:]
                    self.assertNotIn("unknown", run(*words, "--help").stderr)
                    self.assertEqual(run(*words, "--help").returncode, 0)


if __name__ == "__main__":
    unittest.main()
