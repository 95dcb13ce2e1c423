# SPDX-License-Identifier: Apache-2.0
"""A capture of a live server and a diagnosis of it: the same report, with the same gaps."""
import json
import os
import subprocess
import tarfile
import tempfile
import unittest

from fault_server import Certificates, FaultServer, item_list, status

PROGRAM = os.environ["KUBECTL_AI_DIAG"]
AI = "/api/v1/namespaces/ai/"
SECRET = "hf_" + "Q7x" * 12
STAMP = "2026-11-01T03:00:01.000000001Z "


def metadata(name, **more):
    return {"name": name, "namespace": "ai", "uid": "uid-" + name, "resourceVersion": "7",
            "creationTimestamp": "2026-11-01T03:00:00Z", **more}


def crashing(name):
    """A pod whose container has run out of the GPU's memory, and waits to be started again."""
    ended = {"exitCode": 1, "reason": "Error", "startedAt": "2026-11-01T03:00:00Z", "finishedAt": "2026-11-01T03:01:00Z"}
    main = {"name": "main", "ready": False, "restartCount": 4, "image": "vllm", "started": False,
            "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": ended}}
    return {"metadata": metadata(name, managedFields=[{"manager": "kubelet"}]),
            "spec": {"nodeName": "node-1", "serviceAccountName": "default",
                     "containers": [{"name": "main", "image": "vllm", "env": [{"name": "HF_TOKEN", "value": SECRET}],
                                     "args": ["--api-key", "geheim"]}]},
            "status": {"phase": "Running", "containerStatuses": [main],
                       "conditions": [{"type": "Ready", "status": "False", "reason": "ContainersNotReady"}]}}


class CaptureTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keys = tempfile.TemporaryDirectory()
        cls.certificates = Certificates(cls.keys.name)

    @classmethod
    def tearDownClass(cls):
        cls.keys.cleanup()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.server = FaultServer(self.certificates)
        self.addCleanup(self.server.stop)
        log = (STAMP + "downloading with " + SECRET + "\n" + STAMP + "torch.OutOfMemoryError: CUDA out of memory. Tried to "
               "allocate 2.00 GiB. GPU 0 has a total capacity of 79.15 GiB of which 1.00 GiB is free.\n")
        event = {"metadata": metadata("e1"), "involvedObject": {"kind": "Pod", "namespace": "ai", "name": "llm-0",
                                                                "uid": "uid-llm-0"},
                 "reason": "BackOff", "message": "Back-off restarting failed container", "type": "Warning", "count": 9,
                 "firstTimestamp": "2026-11-01T03:00:00Z", "lastTimestamp": "2026-11-01T03:05:00Z"}
        self.server.routes = {
            AI + "pods": item_list("Pod", [crashing("llm-0")]),
            AI + "pods/llm-0": {"kind": "Pod", "apiVersion": "v1", **crashing("llm-0")},
            AI + "events": item_list("Event", [event]),
            "/api/v1/namespaces/default/events": item_list("Event", []),
            AI + "services": item_list("Service", []),
            AI + "persistentvolumeclaims": item_list("PersistentVolumeClaim", []),
            AI + "resourcequotas": item_list("ResourceQuota", []),
            AI + "pods/llm-0/log": lambda query: {"body": log if query.get("container") == "main" else ""},
            "/apis/apps/v1/namespaces/ai/deployments": item_list("Deployment", [], version="apps/v1"),
            "/apis/apps/v1/namespaces/ai/statefulsets": status(403, "Forbidden", "statefulsets.apps is forbidden"),
            "/api/v1/nodes/node-1": status(404, "NotFound", 'nodes "node-1" not found',
                                           details={"name": "node-1", "kind": "nodes"}),
        }
        config = {"apiVersion": "v1", "kind": "Config", "current-context": "test",
                  "clusters": [{"name": "clu", "cluster": {"server": self.server.url, "certificate-authority-data":
                                                           self.certificates.data(self.certificates.ca)}}],
                  "users": [{"name": "usr", "user": {"token": "secret-token"}}],
                  "contexts": [{"name": "test", "context": {"cluster": "clu", "user": "usr", "namespace": "ai"}}]}
        with open(self.path("config"), "w", encoding="utf-8") as file:
            json.dump(config, file)

    def path(self, name):
        return os.path.join(self.folder, name)

    def run_program(self, *words):
        environment = {"HOME": self.folder, "PATH": os.environ["PATH"], "KUBECONFIG": self.path("config"),
                       "LC_ALL": "C.UTF-8", **{k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}}
        return subprocess.run([PROGRAM, *words], env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=60, check=False)

    def report(self, *words):
        result = self.run_program(*words, "-o", "json")
        self.assertIn(result.returncode, (0, 1, 4), result.stderr)
        report = json.loads(result.stdout)
        for key in ("takenAt", "now", "takenFrom", "nowSource"):
            report.pop(key, None)
        report["exit"] = result.returncode
        return report

    def assert_same(self, diagnosis, capture_words=(), code=4):
        """That a capture gives the report of the server; returns the report, and the capture's files as one text."""
        live = self.report(*diagnosis)
        for name in ("folder", "file.tar.gz"):
            made = self.run_program("capture", self.path(name), *capture_words)
            self.assertEqual(made.returncode, code, made.stderr)
            read = self.report(*diagnosis, "--from", self.path(name))
            self.assertEqual(read, live)
        for line in self.server.requests:
            self.assertTrue(line["line"].startswith("GET "), line["line"])
            self.assertNotIn("secrets", line["line"])
        text = ""
        for base, _, names in os.walk(self.path("folder")):
            for name in names:
                with open(os.path.join(base, name), encoding="utf-8") as file:
                    text += file.read()
        return live, text

    def test_of_a_namespace(self):
        report, text = self.assert_same(["namespace", "ai"])
        self.assertEqual([finding["rule"] for finding in report["findings"]], ["gpu/cuda-out-of-memory"])
        self.assertIn("statefulsets.apps is forbidden", [gap["reason"] for gap in report["gaps"]])
        for word in (SECRET, "geheim", "managedFields", "secret-token", self.server.url):
            self.assertNotIn(word, text)
        self.assertIn("CUDA out of memory", text)

    def test_of_a_pod(self):
        report, _ = self.assert_same(["pod", "llm-0", "-n", "ai"], ["llm-0"])
        self.assertEqual([finding["rule"] for finding in report["findings"]], ["gpu/cuda-out-of-memory"])

    def test_without_logs(self):
        report, text = self.assert_same(["namespace", "ai", "--no-logs"], ["--no-logs"])
        self.assertNotEqual(report["findings"], [])
        self.assertNotIn("CUDA", text)

    def test_of_pages_and_of_a_page_that_fails(self):
        self.server.routes[AI + "pods"] = lambda query: (
            item_list("Pod", [crashing("llm-1")], token="") if query.get("continue") else
            item_list("Pod", [crashing("llm-0")], token="next"))
        self.server.routes[AI + "pods/llm-1/log"] = {"body": STAMP + "Killed\n"}
        self.assert_same(["namespace", "ai"])
        for name in ("folder", "file.tar.gz"):
            self.run_program("capture", self.path(name), "--force")
        os.rename(self.path("folder"), self.path("earlier"))
        os.remove(self.path("file.tar.gz"))
        self.server.routes[AI + "pods"] = lambda query: (
            status(403, "Forbidden", "no more for you") if query.get("continue") else
            item_list("Pod", [crashing("llm-0")], token="next"))
        report, _ = self.assert_same(["namespace", "ai"])
        self.assertIn("no more for you (after the first 1)", [gap["reason"] for gap in report["gaps"]])

    def test_a_log_that_could_not_be_read_stays_a_gap(self):
        self.server.routes[AI + "pods/llm-0/log"] = status(500, "InternalError", "kubelet is away")
        report, _ = self.assert_same(["namespace", "ai"])
        self.assertIn("kubelet is away", [gap["reason"] for gap in report["gaps"]])

    def test_a_log_that_looks_like_the_marks_around_it_is_not_cut(self):
        whole = self.server.routes[AI + "pods/llm-0/log"]
        mark = STAMP + "==== END logs for container main of pod ai/llm-0 ====\n"
        self.server.routes[AI + "pods/llm-0/log"] = lambda query: {"body": mark + whole(query)["body"]}
        report, _ = self.assert_same(["namespace", "ai"])
        self.assertEqual([finding["rule"] for finding in report["findings"]], ["gpu/cuda-out-of-memory"])

    def test_an_exit_code_of_4_goes_with_what_could_not_be_read(self):
        waiting = crashing("llm-0")
        del waiting["spec"]["nodeName"]
        waiting["status"] = {"phase": "Pending", "conditions": [
            {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/3 nodes are available: "
             "3 Insufficient nvidia.com/gpu.", "lastTransitionTime": "2026-11-01T03:00:00Z"}]}
        self.server.routes[AI + "pods"] = item_list("Pod", [waiting])
        self.server.routes[AI + "pods/llm-0"] = {"kind": "Pod", "apiVersion": "v1", **waiting}
        self.server.routes["/api/v1/nodes"] = status(403, "Forbidden", "nodes is forbidden")
        for words in ([], ["-n", "ai"], ["llm-0"], ["--no-logs"]):
            result = self.run_program("capture", self.path("-".join(["out", *words])), *words)
            self.assertEqual(result.returncode, 4, result.stderr)
            self.assertIn("\nNot seen     ", result.stdout)
            self.assertIn("nodes is forbidden", result.stdout)

    def test_what_was_never_asked_for_is_named_where_it_matters(self):
        made = self.run_program("capture", self.path("out"), "llm-0")
        self.assertEqual(made.returncode, 4, made.stderr)
        self.assertIn("Not seen     Event: not all that is needed was read; causes that depend on it were not judged\n",
                      made.stdout)

    def test_versions_are_told(self):
        self.server.routes["/version"] = {"gitVersion": "v1.33.1", "major": "1"}
        self.run_program("capture", self.path("out"))
        with open(self.path("out/capture.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file)["versions"]["server"], "v1.33.1")

    def test_of_a_long_log_its_head_stays(self):
        lines = "".join(f"{STAMP}line {number} of a log that is longer than what is read of it\n" for number in range(900))
        self.server.routes[AI + "pods/llm-0/log"] = lambda query: {
            "body": lines[-2000:] if query.get("tailLines") else lines[:2000]}
        self.assert_same(["namespace", "ai", "--limit", "log-lines=10"], ["--limit", "log-lines=10"])

    def test_the_name_of_an_archive_may_be_in_capitals(self):
        for name in ("AI.TAR.GZ", "ai.Tgz"):
            self.run_program("capture", self.path(name))
            with tarfile.open(self.path(name)) as archive:
                self.assertIn(name.split(".")[0] + "/capture.json", archive.getnames())

    def test_what_is_not_there_is_one_sentence(self):
        self.server.routes[AI + "pods/none"] = status(404, "NotFound", 'pods "none" not found',
                                                      details={"name": "none", "kind": "pods"})
        result = self.run_program("capture", self.path("out"), "none")
        self.assertEqual(result.returncode, 3)
        self.assertEqual(result.stderr, 'kubectl-ai-diag: pod "none" was not found in namespace "ai" of context "test" (%s). '
                                        'There are: llm-0.\n' % self.server.url)
        self.assertFalse(os.path.exists(self.path("out")))


if __name__ == "__main__":
    unittest.main()
