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
