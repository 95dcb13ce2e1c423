# SPDX-License-Identifier: Apache-2.0
"""Where the output goes: names, pipes, full disks, signals."""
import os
import signal
import subprocess
import tempfile
import unittest

from program import PROGRAM, ProgramTest, run


class Names(ProgramTest):
    def test_version_is_one_line(self):
        self.assertRegex(run("version").stdout, r"\Akubectl-ai-diag \d+\.\d+\.\d+\n\Z")

    def test_usage_begins_with_the_name_that_was_called(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, shown in (("kubectl-ai_diag", "kubectl ai-diag"), ("kubectl-ai-diag", "kubectl ai-diag"),
                                ("diag", "diag")):
                link = os.path.join(folder, name)
                os.symlink(PROGRAM, link)
                self.assertIn(f"\nUsage:\n  {shown} pod ", run("pod", "--help", program=link).stdout)


class Dumps(ProgramTest):
    """What the report says of a dump that lacks things."""
    def report(self, *flags, pods="[]", log=None):
        with tempfile.TemporaryDirectory() as folder:
            os.makedirs(os.path.join(folder, "ai", "app-0"))
            for name in ("a", "b", "ai"):
                os.makedirs(os.path.join(folder, name), exist_ok=True)
                with open(os.path.join(folder, name, "pods.json"), "w", encoding="utf-8") as file:
                    file.write('{"kind": "PodList", "apiVersion": "v1", "items": %s}' % (pods if name == "ai" else "[]"))
            if log is not None:
                with open(os.path.join(folder, "ai", "app-0", "logs.txt"), "w", encoding="utf-8") as file:
                    file.write(f"==== START logs for container main of pod ai/app-0 ====\n{log}\n"
                               "==== END logs for container main of pod ai/app-0 ====\n")
            return run("namespace", "-A", "--from", folder, *flags).stdout

    def test_without_any_time_none_is_made_up(self):
        self.assertIn("as of no known time", self.report())
        self.assertNotIn("1970", self.report())

    def test_a_kind_that_was_not_seen_is_named_once(self):
        kinds = self.report().split("Not seen", 1)[1].split(":", 1)[0].replace("\n", " ").split(",")
        self.assertEqual(sorted({kind.strip() for kind in kinds}), sorted(kind.strip() for kind in kinds))

    def test_no_logs_leaves_those_of_a_dump_alone(self):
        pods = """[{"metadata": {"name": "app-0", "namespace": "ai", "creationTimestamp": "2026-11-21T03:00:00Z"},
            "spec": {"nodeName": "n", "containers": [{"name": "main", "image": "x"}]},
            "status": {"phase": "Running", "containerStatuses": [{"name": "main", "restartCount": 3, "ready": false,
                "state": {"waiting": {"reason": "CrashLoopBackOff"}},
                "lastState": {"terminated": {"exitCode": 1, "finishedAt": "2026-11-21T04:00:00Z"}}}]}}]"""
        self.assertIn("out of memory", self.report(pods=pods, log="RuntimeError: CUDA out of memory. Tried"))
        self.assertNotIn("out of memory", self.report("--no-logs", pods=pods, log="RuntimeError: CUDA out of memory. Tried"))


class Pipes(ProgramTest):
    def test_a_reader_who_goes_away_is_no_error(self):
        script = f'"{PROGRAM}" pod --help | head -n 1; echo "${{PIPESTATUS[0]}}"'
        result = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
        self.assertEqual((result.stderr, result.stdout.splitlines()[-1]), ("", "0"))

    def test_a_closed_pipe_is_no_error(self):
        read_end, write_end = os.pipe()
        os.close(read_end)
        result = subprocess.run([PROGRAM, "pod", "--help"], stdout=write_end, stderr=subprocess.PIPE, check=False)
        os.close(write_end)
        self.assertEqual((result.returncode, result.stderr), (0, b""))

    @unittest.skipUnless(os.path.exists("/dev/full"), "needs /dev/full")
    def test_a_full_disk_is_one_sentence(self):
        with open("/dev/full", "wb") as full:
            result = subprocess.run([PROGRAM, "version"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual((result.returncode, result.stderr),
                         (2, "kubectl-ai-diag: cannot write to standard output: No space left on device.\n"))

    def test_ctrl_c_ends_it_with_130(self):
        read_end, write_end = os.pipe()
        os.set_blocking(write_end, False)
        try:  # fill the pipe, so that the program waits in its first write
            while os.write(write_end, b"x" * 65536):
                pass
        except BlockingIOError:
            pass
        os.set_blocking(write_end, True)
        with subprocess.Popen([PROGRAM, "version"], stdout=write_end, stderr=subprocess.PIPE) as process:
            with self.assertRaises(subprocess.TimeoutExpired):
                process.wait(timeout=0.3)
            process.send_signal(signal.SIGINT)
            self.assertEqual((process.wait(timeout=10), process.stderr.read()), (130, b""))
        os.close(read_end)
        os.close(write_end)

    def test_errors_go_to_standard_error_only(self):
        result = run("nonsense-command")
        self.assertEqual(result.stdout, "")
        self.assertTrue(result.stderr.startswith("kubectl-ai-diag: "))


if __name__ == "__main__":
    unittest.main()
