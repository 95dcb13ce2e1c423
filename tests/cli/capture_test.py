# SPDX-License-Identifier: Apache-2.0
"""Captures: what they hold, what they do not hold, and that a diagnosis of one says what it said of the original."""
import ctypes
import json
import os
import resource
import shlex
import shutil
import signal
import stat
import subprocess
import tarfile
import tempfile
import time
import unittest

from program import PROGRAM, SOURCE, ProgramTest, run

EXAMPLES = os.path.join(SOURCE, "examples")


def files(folder):
    """{path: bytes} of everything below a folder."""
    found = {}
    for base, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(base, name)
            if os.path.islink(path):
                found[os.path.relpath(path, folder)] = os.readlink(path)
                continue
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found


def write(folder, name, value):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(value if isinstance(value, str) else json.dumps(value))


def without_override():
    """From here on the rights of files hold for root too."""
    drop_from_bounding_set, dac_override, dac_read_search = 24, 1, 2
    for capability in (dac_override, dac_read_search):
        ctypes.CDLL(None).prctl(drop_from_bounding_set, capability, 0, 0, 0)


def diagnosis_of(example):
    """The words of an example's command, without --from."""
    with open(os.path.join(EXAMPLES, example, "cmd"), encoding="utf-8") as file:
        words = shlex.split(file.readline())
    at = words.index("--from")
    return words[:at] + words[at + 2:], words[at + 1]


def capture_words(diagnosis):
    """The words that capture what such a diagnosis reads."""
    command, *words = diagnosis
    if command == "namespace" and words and not words[0].startswith("-"):
        return ["-n", *words]
    if command not in ("namespace", "pod", "gpus"):
        return [command, *words]
    return words


class CaptureTest(ProgramTest):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        self.dump = os.path.join(self.folder, "dump")

    def path(self, name):
        return os.path.join(self.folder, name)

    def small_dump(self, **pod_fields):
        """A dump of one pod that waits for its image."""
        pod = {"kind": "Pod", "apiVersion": "v1",
               "metadata": {"name": "llm-0", "namespace": "ai", "uid": "u1", **pod_fields.pop("metadata", {})},
               "spec": {"containers": [{"name": "main", "image": "x", **pod_fields}]},
               "status": {"phase": "Running"}}
        node = {"kind": "Node", "apiVersion": "v1", "metadata": {"name": "n1"}}
        write(self.dump, "nodes.json", {"kind": "NodeList", "apiVersion": "v1", "items": [node]})
        write(self.dump, "ai/pods.json", {"kind": "PodList", "apiVersion": "v1", "items": [pod]})
        write(self.dump, "ai/events.json", {"kind": "EventList", "apiVersion": "v1", "items": []})

    def captured(self, name="out", *words):
        path = self.path(name)
        result = run("capture", path, "--from", self.dump, *words)
        self.assertIn(result.returncode, (0, 4), result.stderr)
        return path


class RoundTrip(CaptureTest):
    def test_a_capture_of_an_example_gives_the_report_of_the_example(self):
        compared = 0
        for example in sorted(os.listdir(EXAMPLES)):
            if not os.path.exists(os.path.join(EXAMPLES, example, "cmd")):
                continue
            words, dump = diagnosis_of(example)
            if words[0] == "gpus":
                continue
            dump = os.path.join(EXAMPLES, example, dump)
            for name, form in (("folder", "text"), ("file.tar.gz", "json")):
                path = self.path(f"{example}-{name}")
                made = run("capture", path, *capture_words(words), "--from", dump)
                self.assertIn(made.returncode, (0, 4), f"{example}: {made.stderr}")
                before, after = (run(*words, "--from", source, "-o", form) for source in (dump, path))
                self.assertEqual(after.stdout, before.stdout, example)
                self.assertEqual(after.returncode, before.returncode, example)
            compared += 1
        self.assertGreater(compared, 30)

    def test_a_capture_of_a_capture_is_the_same(self):
        for example in ("crash-cuda-oom", "pending-gpu-taken"):
            words, dump = diagnosis_of(example)
            source, seen = os.path.join(EXAMPLES, example, dump), []
            for name in ("one", "two"):
                path = self.path(f"{example}-{name}")
                run("capture", path, *capture_words(words), "--from", source)
                seen.append(files(path))
                source = path
            self.assertGreater(len(seen[0]), 3)
            self.assertEqual(seen[0], seen[1])

    def test_the_same_input_gives_the_same_bytes(self):
        self.small_dump()
        bytes_of = []
        for place in ("a", "b"):
            os.mkdir(self.path(place))
            with open(self.captured(f"{place}/x.tar.gz"), "rb") as file:
                bytes_of.append(file.read())
        self.assertEqual(bytes_of[0], bytes_of[1])

    def test_what_somebody_took_out_is_missing_and_not_absent(self):
        self.small_dump()
        path = self.captured()
        before = run("namespace", "ai", "--from", path, "-o", "json")
        os.remove(os.path.join(path, "ai/events.json"))
        after = json.loads(run("namespace", "ai", "--from", path, "-o", "json").stdout)
        told = [gap for gap in after["gaps"] if gap["kind"] == "Event"]
        self.assertEqual([gap["reason"] for gap in told], ["ai/events.json, which capture.json names, is not there"])
        self.assertNotIn("capture.json", before.stdout)
        write(path, "nodes.json", {"kind": "NodeList", "apiVersion": "v1", "items": []})
        after = run("namespace", "ai", "--from", path, "-o", "json")
        self.assertIn("nodes.json, which capture.json names, holds 0 of 1", after.stdout)


class Content(CaptureTest):
    def test_it_has_the_layout_of_cluster_info_dump(self):
        self.small_dump()
        write(self.dump, "ai/llm-0/logs.txt", "==== START logs for container main of pod ai/llm-0 ====\nhello\n"
              "==== END logs for container main of pod ai/llm-0 ====\n")
        found = files(self.captured())
        self.assertEqual(set(found), {"capture.json", "nodes.json", "ai/pods.json", "ai/events.json",
                                      "ai/llm-0/logs.txt"})
        self.assertEqual(found["ai/llm-0/logs.txt"].decode(),
                         "==== START logs for container main of pod ai/llm-0 ====\nhello\n"
                         "==== END logs for container main of pod ai/llm-0 ====\n")
        self.assertEqual(json.loads(found["ai/pods.json"])["items"][0]["metadata"]["name"], "llm-0")

    def test_no_secret_is_in_it(self):
        secret = "hf_" + "Q7x" * 12
        copy = {"kubectl.kubernetes.io/last-applied-configuration": json.dumps({"token": secret})}
        self.small_dump(env=[{"name": "HF_TOKEN", "value": secret}, {"name": "DB_PASSWORD", "value": "hunter2"}],
                        args=["--api-key", "hunter2"],
                        metadata={"annotations": copy, "managedFields": [{"manager": "kubectl"}]})
        write(self.dump, "secrets.json", {"kind": "SecretList", "apiVersion": "v1", "items": [
            {"metadata": {"name": "s", "namespace": "ai"}, "data": {"a": "aHVudGVyMg=="}}]})
        write(self.dump, "ai/configmaps.json", {"kind": "ConfigMapList", "apiVersion": "v1", "items": [
            {"metadata": {"name": "c", "namespace": "ai"}, "data": {"a": "hunter2"}}]})
        write(self.dump, "ai/llm-0/logs.txt", "==== START logs for container main of pod ai/llm-0 ====\n"
              f"using {secret}\npassword=hunter2\n==== END logs for container main of pod ai/llm-0 ====\n")
        path = self.path("out")
        result = run("capture", path, "--from", self.dump)
        found = files(path)
        for name, content in found.items():
            for word in (secret, "hunter2", "aHVudGVyMg==", "managedFields", "last-applied"):
                self.assertNotIn(word, content.decode(), name)
        self.assertIn("ai/configmaps.json", found)
        self.assertNotIn("secrets.json", found)
        self.assertEqual(json.loads(found["capture.json"])["redacted"],
                         {"annotations": 1, "assignments": 2, "tokens": 1, "variables": 2})
        self.assertIn("Redacted     2 environment variables, 2 values named as secrets, 1 token or key known by its form "
                      "and", " ".join(result.stdout.split(" ")).replace("\n             ", " "))

    def test_a_variable_with_the_name_of_an_object_does_not_take_it_away(self):
        self.small_dump(env=[{"name": "RELEASE_KEY", "value": "llm-69cdccb69"}], metadata={"name": "llm-69cdccb69-x2k4q"})
        found = files(self.captured())
        pod = json.loads(found["ai/pods.json"])["items"][0]
        self.assertEqual(pod["metadata"]["name"], "llm-69cdccb69-x2k4q")
        self.assertEqual(pod["spec"]["containers"][0]["env"][0]["value"], "<redacted>")

    def test_what_only_this_reading_did_not_look_at_is_in_it(self):
        self.small_dump()
        result = run("capture", self.path("out"), "--from", self.dump, "--limit", "details=1", "-n", "ai")
        self.assertIn("Objects      2: 1 Node, 1 Pod\n", result.stdout)
        self.assertNotIn("beyond the limit", result.stdout)
        self.assertNotIn("beyond the limit", files(self.path("out"))["capture.json"].decode())

    def test_files_are_for_their_owner_only(self):
        self.small_dump()
        path = self.captured()
        for base, folders, names in os.walk(path):
            for name in names:
                self.assertEqual(stat.S_IMODE(os.stat(os.path.join(base, name)).st_mode), 0o600, name)
            for name in folders:
                self.assertEqual(stat.S_IMODE(os.stat(os.path.join(base, name)).st_mode), 0o700, name)
        archive = self.captured("out.tar.gz")
        self.assertEqual(stat.S_IMODE(os.stat(archive).st_mode), 0o600)

    def test_an_archive_unpacks_into_one_folder(self):
        self.small_dump()
        with tarfile.open(self.captured("out.tar.gz")) as archive:
            names = archive.getnames()
            taken_at = json.load(archive.extractfile("out/capture.json"))["takenAt"]
            times = {member.mtime for member in archive.getmembers()}
        self.assertEqual(names[0], "out/capture.json")
        self.assertTrue(all(name.startswith("out/") for name in names), names)
        self.assertEqual(len(times), 1, f"{times} and {taken_at}")

    def test_names_that_lead_out_of_the_folder_are_left_out(self):
        self.small_dump()
        pod = {"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "x", "namespace": "../../evil"}, "spec": {}}
        write(self.dump, "ai/more.json", {"kind": "List", "apiVersion": "v1", "items": [pod]})
        os.makedirs(self.path("deep/er"))
        path = self.captured("deep/er/out")
        self.assertEqual([name for name in os.listdir(self.folder) if name not in ("dump", "deep")], [])
        self.assertIn("no file can have their names", json.dumps(json.loads(files(path)["capture.json"])["gaps"]))


class Writing(CaptureTest):
    def assert_refused(self, sentence, *words):
        self.assert_usage_error(["capture", *words, "--from", self.dump], sentence)

    def test_what_is_there_is_not_overwritten_unless_it_is_a_capture_and_force_says_so(self):
        self.small_dump()
        for name in ("out", "out.tar.gz"):
            path = self.captured(name)
            before = files(self.folder)
            self.assert_refused(f"{path} is a capture already. --force puts the new one in its place.", path)
            self.assertEqual(files(self.folder), before)
            self.captured(name, "--force")
            self.assertEqual(files(self.folder), before)
        write(self.folder, "notes/mine.txt", "dear diary")
        write(self.folder, "notes.tar.gz", "dear diary")
        for name in ("notes", "notes.tar.gz", "notes/mine.txt"):
            path = self.path(name)
            self.assert_refused(f"{path} is there already and is no capture. Give another name.", path, "--force")

    def test_force_leaves_what_somebody_put_beside_it_and_nothing_of_the_earlier_one(self):
        self.small_dump()
        write(self.dump, "old/pods.json", {"kind": "PodList", "apiVersion": "v1", "items": [
            {"metadata": {"name": "x", "namespace": "old"}, "spec": {}, "status": {}}]})
        path = self.captured()
        write(path, "ai/note.txt", "look here")
        shutil.rmtree(os.path.join(self.dump, "old"))
        self.captured("out", "--force")
        self.assertTrue(os.path.exists(os.path.join(path, "ai/note.txt")))
        self.assertFalse(os.path.exists(os.path.join(path, "old")))

    def test_what_is_in_the_way_of_the_new_one_leaves_the_earlier_one_whole(self):
        self.small_dump()
        path = self.captured()
        shutil.copytree(path, self.path("kept"))
        write(self.dump, "new/pods.json", {"kind": "PodList", "apiVersion": "v1", "items": [
            {"metadata": {"name": "x", "namespace": "new"}, "spec": {}, "status": {}}]})
        for what, name, put in (("a folder", "new/pods.json", os.makedirs), ("a file", "new", lambda to: write(path, "new", "")),
                                ("a file of somebody else", "new/pods.json", lambda to: write(path, "new/pods.json", "mine")),
                                ("a link to a folder", "new", lambda to: os.symlink(self.path("elsewhere"), to)),
                                ("a link to a file", "new/pods.json", lambda to: os.symlink("nothing", to))):
            shutil.rmtree(path)
            shutil.copytree(self.path("kept"), path)
            os.makedirs(self.path("elsewhere"), exist_ok=True)
            os.makedirs(os.path.dirname(os.path.join(path, name)), exist_ok=True)
            put(os.path.join(path, name))
            before = files(self.folder)
            result = run("capture", path, "--from", self.dump, "--force")
            self.assertEqual(result.returncode, 2, what)
            self.assertEqual(result.stderr, f"kubectl-ai-diag: cannot write {path}: {path}/{name} is in the way. Move it "
                                            "away, or give another name.\n", what)
            self.assertEqual(files(self.folder), before, what)

    def test_a_link_in_the_earlier_one_does_not_lead_out_of_it(self):
        self.small_dump()
        path = self.captured()
        shutil.move(os.path.join(path, "ai"), self.path("elsewhere"))
        os.symlink(self.path("elsewhere"), os.path.join(path, "ai"))
        before = files(self.folder)
        self.assert_refused(f"cannot write {path}: {path}/ai is in the way. Move it away, or give another name.", path,
                            "--force")
        self.assertEqual(files(self.folder), before)

    def test_a_move_that_fails_puts_the_earlier_one_back(self):
        self.small_dump()
        path = self.captured()
        write(self.dump, "beside/pods.json", {"kind": "PodList", "apiVersion": "v1", "items": [
            {"metadata": {"name": "x", "namespace": "beside"}, "spec": {}, "status": {}}]})
        write(self.dump, "kept/pods.json", {"kind": "PodList", "apiVersion": "v1", "items": [
            {"metadata": {"name": "x", "namespace": "kept"}, "spec": {}, "status": {}}]})
        os.mkdir(os.path.join(path, "kept"), 0o500)
        before = files(self.folder)
        result = run("capture", path, "--from", self.dump, "--force", preexec_fn=without_override)
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(result.stderr, f"kubectl-ai-diag: cannot write {path}: Permission denied.\n")
        self.assertEqual(files(self.folder), before)
        self.assertEqual(sorted(os.listdir(path)), ["ai", "capture.json", "kept", "nodes.json"])

    def test_an_empty_folder_is_filled(self):
        self.small_dump()
        os.mkdir(self.path("out"))
        self.assertIn("capture.json", files(self.captured()))

    def test_a_folder_may_be_named_with_a_slash(self):
        self.small_dump()
        self.assertIn("capture.json", files(self.captured("out/")))

    def test_other_endings_are_refused(self):
        self.assert_refused("capture writes a folder or a .tar.gz, not .zip.", self.path("x.zip"))
        self.assert_refused('capture takes a folder or a FILE.tar.gz, not "-".', "-")
        self.assert_usage_error(["capture"], "capture needs a folder or a FILE.tar.gz to write. "
                                             "As in kubectl ai-diag capture ai.tar.gz")

    def test_a_place_that_cannot_be_written_is_one_sentence(self):
        self.small_dump()
        missing = self.path("none/out")
        self.assert_refused(f"cannot write {missing}: there is no folder {self.path('none')}.", missing)

    def test_a_full_disk_is_one_sentence_and_leaves_nothing(self):
        noise = "".join(chr(33 + (i * i * 7 + i // 11) % 90) for i in range(400_000))
        self.small_dump(args=[noise])

        def with_little_room():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

        for name in ("out", "out.tar.gz"):
            result = run("capture", self.path(name), "--from", self.dump, preexec_fn=with_little_room)
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertEqual(result.stderr, f"kubectl-ai-diag: cannot write {self.path(name)}: File too large.\n")
            self.assertEqual(os.listdir(self.folder), ["dump"])

    def test_ctrl_c_leaves_nothing(self):
        os.mkdir(self.dump)
        with subprocess.Popen([PROGRAM, "capture", self.path("out.tar.gz"), "--from", "-"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            descriptors = f"/proc/{process.pid}/fd"

            def reads():
                targets = []
                for name in os.listdir(descriptors):
                    try:
                        targets.append(os.readlink(os.path.join(descriptors, name)))
                    except FileNotFoundError:
                        pass
                return any("(deleted)" in target for target in targets)

            for _ in range(3000):
                if reads():
                    break
                time.sleep(0.01)
            self.assertTrue(reads(), "it never began")
            process.send_signal(signal.SIGINT)
            process.stdin.close()
            self.assertEqual(process.wait(timeout=30), 130)
        self.assertEqual(os.listdir(self.folder), ["dump"])

    def test_ctrl_c_after_the_last_file_was_begun_still_says_what_was_captured(self):
        for number in range(3000):
            write(self.dump, f"ns{number}/pods.json", {"kind": "PodList", "apiVersion": "v1", "items": [
                {"metadata": {"name": "x", "namespace": f"ns{number}"}, "spec": {}, "status": {}}]})
        path = self.path("out")
        with subprocess.Popen([PROGRAM, "capture", path, "--from", self.dump], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as process:
            for _ in range(300_000):
                if os.path.exists(os.path.join(path, "ns0")) or process.poll() is not None:
                    break
                time.sleep(0.0001)
            process.send_signal(signal.SIGINT)
            stdout, stderr = process.communicate(timeout=60)
        self.assertIn(process.returncode, (0, 4), stderr)
        self.assertIn("Captured " + path, stdout)
        self.assertIn("capture.json", os.listdir(path))


class Words(CaptureTest):
    def test_it_says_how_to_read_it_and_that_works(self):
        self.small_dump()
        for words in ([], ["-n", "ai"], ["llm-0", "-n", "ai"], ["-n", "ai", "--no-logs"], ["-n", "ai", "-l", "a!=b"]):
            path = self.path("with space " + str(len(words)) + "-".join(words).replace("/", ""))
            result = run("capture", path, "--from", self.dump, *words)
            last = result.stdout.splitlines()[-1].strip()
            self.assertTrue(last.startswith("kubectl ai-diag "), last)
            read = run(*shlex.split(last)[2:])
            self.assertIn(read.returncode, (0, 1, 4), read.stderr)
            self.assertNotEqual(read.stdout, "")


if __name__ == "__main__":
    unittest.main()
