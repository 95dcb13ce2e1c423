#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: faults_test.py PROGRAM [TEST...]
A real API server behind a proxy that goes wrong. After each fault there is a report with all causes that can still be
known, what is hidden is a gap with its reason, nothing new is claimed, and the program neither hangs nor crashes. Built with
the sanitizers it does not leak either: a leak changes the exit code."""
import json
import sys
import unittest

import faultcases
import live
import proxied

PROGRAM = ""
SPACE = "faulty"
SCENARIOS = ("oom-limit", "config-missing-configmap", "crash-traceback", "pending-gpu")
LIMIT = 5  # seconds of --timeout

# Where a fault strikes: the path, the kind that is hidden, and what can then not be said any more. In its place stands
# what is known of the subject without the cause.
PLACES = {
    "pods": (f"/namespaces/{SPACE}/pods\\?", "Pod", {"model/file-missing", "container/config-missing", "memory/oom-killed",
                                                    "scheduling/untolerated-taint"}),
    "events": (f"/namespaces/{SPACE}/events\\?", "Event", set()),
    "deployments": (f"/namespaces/{SPACE}/deployments\\?", "Deployment", set()),
    "nodes": ("/api/v1/nodes\\?", "Node", {"scheduling/untolerated-taint"}),
    "logs": ("/log\\?", "Log", {"model/file-missing"}),
}
EFFECTS = {"container/crash-loop", "container/failed", "scheduling/unschedulable", "workload/rollout-stuck",
           "workload/replicas-unavailable"}


def everything_in(report):
    """Ids of all findings, and of all that they explain or compete with."""
    return {part["rule"] for finding in report["findings"]
            for part in [finding, *finding["explains"], *finding["alternatives"]]}


class Faults(unittest.TestCase):
    program = ""

    @classmethod
    def setUpClass(cls):
        cls.own = live.up()
        live.cluster("gpus", "Healthy", "Healthy")
        for scenario in SCENARIOS:
            live.cluster("try", scenario, SPACE)
        cls.proxy = proxied.Proxy()
        cls.proxy.order()
        live.until("all causes", lambda: set(cls.ask().rules()) == PLACES["pods"][2])
        cls.allowed = everything_in(cls.ask().report) | EFFECTS

    @classmethod
    def tearDownClass(cls):
        cls.proxy.stop()
        for scenario in SCENARIOS:
            live.cluster("undo", scenario, SPACE)
        if cls.own:
            live.down()

    @classmethod
    def ask(cls, *words):
        """Hangs are found by the patience of live.ask, crashes and leaks by the exit code."""
        words = words or ("namespace", SPACE)
        for _ in range(5):
            answer = cls.proxy.ask(PROGRAM, *words, "--timeout", f"{LIMIT}s", patience=LIMIT + 20)
            # The containers crash and start for real: that one is gone when its log is read is no fault of the proxy.
            if not answer.gaps().get("Log", "").startswith("unable to retrieve container logs"):
                break
        return answer

    def check_whole(self, answer):
        """Nothing is missing."""
        self.assertIn(answer.code, (0, 1), answer.err)
        self.assertEqual(answer.gaps(), {})
        self.assertEqual(set(answer.rules()), PLACES["pods"][2])

    def check_report(self, answer, place):
        _, kind, lost = PLACES[place]
        known = PLACES["pods"][2] - lost
        self.assertIn(answer.code, (1,) if known else (1, 4), answer.err)  # half a list may show a cause
        self.assertIn(kind, answer.gaps())
        self.assertNotEqual(answer.gaps()[kind].strip(), "")
        self.assertLessEqual(known, set(answer.rules()))
        self.assertLessEqual(everything_in(answer.report), self.allowed)

    def test_a_fault_that_passes_leaves_nothing_out(self):
        for name, rule in faultcases.PASSING.items():
            for place, (path, _, _) in PLACES.items():
                with self.subTest(fault=name, place=place):
                    self.proxy.order({**rule, "path": path, "times": 1})
                    self.check_whole(self.ask())

    def test_a_fault_that_stays_hides_only_what_it_strikes(self):
        for name, rule in faultcases.LASTING.items():
            for place, (path, kind, _) in PLACES.items():
                if (name, place) in faultcases.NOT_TO_BE_KNOWN:
                    continue
                with self.subTest(fault=name, place=place):
                    self.proxy.order({**rule, "path": path})
                    answer = self.ask()
                    self.check_report(answer, place)
                    self.assertEqual(set(answer.gaps()), {kind})

    def test_a_certificate_that_runs_out_between_two_requests(self):
        self.proxy.order({"fault": "expire", "path": PLACES["nodes"][0]})
        later = self.ask()
        self.assertEqual(later.code, 1, later.err)
        self.assertIn("certificate", later.gaps()["Node"])
        self.assertLessEqual({"container/config-missing", "memory/oom-killed"}, set(later.rules()))
        self.proxy.order({"fault": "expire", "path": PLACES["pods"][0]})
        before = self.ask()
        self.assertIn(before.code, (3, 4))  # whether another list was answered before is chance
        self.assertIn("certificate", before.err + before.gaps().get("Pod", ""))

    def test_a_list_that_is_gone_in_the_middle_stays_as_far_as_it_came(self):
        gone = faultcases.status(410, "Expired", "The provided continue parameter is too old")
        self.proxy.order({**gone, "path": PLACES["pods"][0] + ".*continue="}, page=2)
        answer = self.ask()
        self.assertEqual(answer.gaps(), {"Pod": "The provided continue parameter is too old (after the first 2)"})
        self.proxy.order({**gone, "path": PLACES["events"][0] + ".*continue="}, page=2)
        answer = self.ask()
        self.check_report(answer, "events")
        self.assertEqual(set(answer.gaps()), {"Event"})

    def test_without_http2_all_is_the_same(self):
        self.proxy.order(http1=True)
        self.check_whole(self.ask())
        self.assertEqual({request["proto"] for request in self.proxy.requests()}, {"HTTP/1.1"})

    def test_faults_without_http2(self):
        for name in ("a connection that is reset", "an answer that is broken off", "a body that stops"):
            for place, (path, kind, _) in PLACES.items():
                with self.subTest(fault=name, place=place):
                    self.proxy.order({**faultcases.LASTING[name], "path": path}, http1=True)
                    answer = self.ask()
                    self.check_report(answer, place)
                    self.assertEqual(set(answer.gaps()), {kind})

    def test_a_log_without_an_end_costs_only_itself(self):
        for name, seconds in {"a line now and then": 0.3, "as fast as it goes": 0}.items():
            with self.subTest(log=name):
                self.proxy.order({"fault": "endless", "seconds": seconds, "path": PLACES["logs"][0]})
                answer = self.ask()
                self.check_report(answer, "logs")
                self.assertIn("no complete answer", answer.gaps()["Log"])

    def test_connections_that_are_taken_away_all_the_time_cost_nothing(self):
        for http1 in (False, True):
            self.proxy.order({"fault": "goaway", "path": "."}, http1=http1)
            self.check_whole(self.ask())
            asked = [request["path"] + "?" + request["query"] for request in self.proxy.requests()]
            self.assertEqual(sorted({url for url in asked if asked.count(url) > 1}), [])

    def test_a_pod_by_name_behind_each_fault(self):
        name = live.kubectl("get", "pods", "-n", SPACE, "-l", "app=vllm-llama3", "-o", "jsonpath={.items[0].metadata.name}")
        places = {f"/pods/{name}\\?$": "Pod", "/nodes/node-1": "Node", "/replicasets/": "ReplicaSet"}
        for fault, rule in faultcases.LASTING.items():
            for path, kind in places.items():
                if fault == "a certificate that is over":
                    continue
                with self.subTest(fault=fault, place=path):
                    self.proxy.order({**rule, "path": path})
                    answer = self.ask("pod", name, "-n", SPACE)
                    # While the container runs once more, nobody is stuck, and what the gap leaves open decides.
                    left_open = any(gap.get("effect") for gap in answer.report["gaps"])
                    self.assertIn(answer.code, (4,) if kind == "Pod" else (1, 4 if left_open else 0), answer.err)
                    self.assertEqual(set(answer.gaps()), {kind})
                    self.assertEqual(answer.rules(), [] if kind == "Pod" else ["memory/oom-killed"])

    def test_damaged_objects_are_a_gap_and_never_nothing(self):
        for place, more in {"pods": faultcases.DAMAGED_PODS, "nodes": faultcases.DAMAGED_NODES}.items():
            path, kind, _ = PLACES[place]
            for name, rule in {**faultcases.DAMAGED, **more}.items():
                with self.subTest(damage=name, place=place):
                    self.proxy.order({**rule, "path": path})
                    answer = self.ask()
                    self.assertIn(answer.code, (1, 4), answer.err)
                    if set(answer.rules()) != PLACES["pods"][2] and name not in faultcases.MEANS_EMPTY:
                        self.check_report(answer, place)


class Restarts(unittest.TestCase):
    """A container is started anew between the list of pods and the reading of its log: the list still shows the crash, the
    log is of the next run, which is well so far."""

    SPACE = "faulty-restart"
    POD = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "restless"}, "spec": {
        "terminationGracePeriodSeconds": 0, "volumes": [{"name": "memory", "emptyDir": {}}],
        "containers": [{"name": "main", "image": "registry.example/ml/server:1.0", "command": ["sh", "-c", """
            [ -e /memory/tried ] && { sleep 2; echo 'INFO loading the model'; exec sleep 100000; }
            touch /memory/tried
            echo 'FileNotFoundError: [Errno 2] No such file or directory: /models/llama'
            exit 1"""], "volumeMounts": [{"name": "memory", "mountPath": "/memory"}]}]}}

    @classmethod
    def setUpClass(cls):
        cls.own = live.up()
        cls.proxy = proxied.Proxy()
        live.kubectl("create", "namespace", cls.SPACE)
        live.until("its ServiceAccount", lambda: "default" in live.kubectl("get", "sa", "-n", cls.SPACE, "-o", "name"))
        live.kubectl("create", "-n", cls.SPACE, "-f", "-", stdin=json.dumps(cls.POD))
        live.until("the second run", lambda: "loading" in live.kubectl("logs", "--ignore-errors", "restless", "-n", cls.SPACE))

    @classmethod
    def tearDownClass(cls):
        cls.proxy.stop()
        live.kubectl("delete", "namespace", cls.SPACE)
        if cls.own:
            live.down()

    def test_the_log_of_the_next_run_is_not_taken_for_that_of_the_crash(self):
        crashed = faultcases.change(*faultcases.STATUS, "*", "state", value={"waiting": {"reason": "CrashLoopBackOff"}})
        crashed["set"] += faultcases.change(*faultcases.STATUS, "*", "ready", value=False)["set"]
        self.proxy.order({**crashed, "path": f"/namespaces/{self.SPACE}/pods\\?"})
        answer = self.proxy.ask(PROGRAM, "namespace", self.SPACE)
        self.assertEqual(answer.rules(), ["model/file-missing"])
        self.assertIn(True, [proof.get("previous") for proof in answer.report["findings"][0]["evidence"]])

    def test_a_pod_that_is_gone_by_then_leaves_a_gap(self):
        gone = faultcases.status(404, "NotFound", 'pods "restless" not found')
        self.proxy.order({**gone, "path": "/log\\?"})
        answer = self.proxy.ask(PROGRAM, "namespace", self.SPACE)
        self.assertEqual(answer.gaps(), {"Log": 'pods "restless" not found'})


class Many(unittest.TestCase):
    """Fifty pods that failed, each with a log to be read, while every answer asks for another connection."""

    SPACE = "faulty-many"
    COUNT = 50

    @classmethod
    def setUpClass(cls):
        cls.own = live.up()
        cls.proxy = proxied.Proxy()
        live.kubectl("create", "namespace", cls.SPACE)
        live.until("its ServiceAccount", lambda: "default" in live.kubectl("get", "sa", "-n", cls.SPACE, "-o", "name"))
        container = {"name": "main", "image": "registry.example/ml/server:1.0",
                     "command": ["sh", "-c", "echo 'RuntimeError: CUDA error: device-side assert triggered'; exit 1"]}
        pods = [{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": f"rank-{i}"}, "spec": {
            "restartPolicy": "Never", "nodeName": "node-1", "containers": [container]}} for i in range(cls.COUNT)]
        live.kubectl("create", "-n", cls.SPACE, "-f", "-",
                     stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": pods}))
        live.until("the end of all pods", lambda: live.kubectl(
            "get", "pods", "-n", cls.SPACE, "-o", "jsonpath={.items[*].status.phase}").split() == ["Failed"] * cls.COUNT, 300)

    @classmethod
    def tearDownClass(cls):
        cls.proxy.stop()
        live.kubectl("delete", "namespace", cls.SPACE)
        if cls.own:
            live.down()

    def test_nothing_is_missing_and_nothing_is_asked_for_twice(self):
        for http1 in (False, True):
            for rules in ([], [{"fault": "goaway", "path": "."}]):
                with self.subTest(http1=http1, churn=bool(rules)):
                    self.proxy.order(*rules, http1=http1)
                    answer = self.proxy.ask(PROGRAM, "namespace", self.SPACE)
                    self.assertEqual((answer.code, answer.gaps()), (1, {}), answer.err)
                    asked = [request["path"] + "?" + request["query"] for request in self.proxy.requests()]
                    self.assertEqual(sorted({url for url in asked if asked.count(url) > 1}), [])
                    self.assertEqual(len([url for url in asked if "/log?" in url]), self.COUNT)

    def test_one_connection_that_breaks_costs_nothing(self):
        for fault in ("reset", "goaway-now"):
            with self.subTest(fault):
                self.proxy.order({"fault": fault, "path": "/log\\?", "after": 20, "times": 1})
                answer = self.proxy.ask(PROGRAM, "namespace", self.SPACE)
                self.assertEqual((answer.code, answer.gaps()), (1, {}), answer.err)
                asked = [request["path"] + "?" + request["query"] for request in self.proxy.requests()
                         if request["status"] == 200]
                self.assertEqual(len([url for url in asked if "/log?" not in url and asked.count(url) > 1]), 0)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    PROGRAM = sys.argv.pop(1)
    unittest.main()
