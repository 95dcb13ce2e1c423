#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: rights_test.py PROGRAM
Several failures stand at once, and each is looked at by users who lack one right each, by one who may read a namespace
only, and by one who may read nothing. What is found stays right, nothing new appears, the gap is named, and the exit code
is 4 only where the gap hides what was asked for or might hide a cause."""
import json
import sys
import unittest

import live

PROGRAM = ""
LATE = "service-no-match"  # its rule waits until the Service is five minutes old: made first, looked at last
CAUSES = {"oom-limit": "memory/oom-killed", "config-missing-configmap": "container/config-missing",
          "pvc-missing-class": "storage/storage-class-missing",
          "quota-exceeded": "workload/quota-exceeded", "pending-gpu": "scheduling/untolerated-taint",
          "crash-traceback": "model/file-missing", "healthy-noisy": None,
          LATE: "readiness/selector-mismatch"}
RESOURCES = {"pods": "Pod", "pods/log": "Log", "events": "Event", "nodes": "Node", "services": "Service",
             "endpointslices": "EndpointSlice", "deployments": "Deployment", "replicasets": "ReplicaSet",
             "statefulsets": "StatefulSet", "daemonsets": "DaemonSet", "jobs": "Job", "cronjobs": "CronJob",
             "rollouts": "Rollout",
             "persistentvolumeclaims": "PersistentVolumeClaim", "persistentvolumes": "PersistentVolume",
             "storageclasses": "StorageClass", "resourcequotas": "ResourceQuota", "serviceaccounts": "ServiceAccount",
             "horizontalpodautoscalers": "HorizontalPodAutoscaler", "poddisruptionbudgets": "PodDisruptionBudget",
             "namespaces": "Namespace"}


def space(scenario):
    return f"rights-{scenario}"


def as_user(user, scenario):
    return live.ask(PROGRAM, "namespace", space(scenario), "--as", user)


def roles():
    """A ClusterRole for each user "without-X", and all of them for the user "namespaced" in each namespace."""
    of = {"apiVersion": "rbac.authorization.k8s.io/v1"}
    subject = {"apiGroup": "rbac.authorization.k8s.io", "kind": "User"}
    for lacking in ("", *RESOURCES):
        name = "rights-without-" + lacking.replace("/", "-")
        have = [resource for resource in RESOURCES if resource != lacking]
        yield {**of, "kind": "ClusterRole", "metadata": {"name": name},
               "rules": [{"apiGroups": ["*"], "resources": have, "verbs": ["get", "list"]}]}
        yield {**of, "kind": "ClusterRoleBinding", "metadata": {"name": name},
               "subjects": [{**subject, "name": "without-" + lacking}],
               "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": name}}
    for scenario in CAUSES:
        yield {**of, "kind": "RoleBinding", "metadata": {"name": "namespaced", "namespace": space(scenario)},
               "subjects": [{**subject, "name": "namespaced"}],
               "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "rights-without-"}}


def as_list(items):
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": list(items)})


# Of these the cause cannot be known without the right; what is known of the subject stands in its place.
OF_PODS = {"oom-limit", "config-missing-configmap", "pending-gpu", "crash-traceback", LATE}
HIDES = {"pods": OF_PODS, "pods/log": {"crash-traceback"}, "nodes": {"pending-gpu"}, "services": {LATE},
         "deployments": {"quota-exceeded", LATE}, "replicasets": {LATE}, "persistentvolumeclaims": {"pvc-missing-class"}}
INSTEAD = {"container/crash-loop", "container/failed", "storage/pvc-unbound", "workload/rollout-stuck",
           "workload/replicas-unavailable"}
# Asked for whatever there is.
ALWAYS = {"pods", "events", "services", "endpointslices", "deployments", "statefulsets", "daemonsets", "jobs",
          "persistentvolumeclaims", "resourcequotas", "horizontalpodautoscalers", "poddisruptionbudgets"}


def code_of(report):
    """As the manual has it, for --fail-on error."""
    if any(finding["severity"] == "error" and finding["verdict"] in ("blocked", "degraded")
           and finding["confidence"] in ("certain", "likely") for finding in report["findings"]):
        return 1
    return 4 if any(gap["effect"] for gap in report["gaps"]) else 0


class Rights(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.own = live.up()
        live.cluster("gpus", "Healthy", "Healthy")
        for scenario in (LATE, *(name for name in CAUSES if name != LATE)):
            live.cluster("try", scenario, space(scenario))
        live.kubectl("apply", "-f", "-", stdin=as_list(roles()))
        live.until("the causes", lambda: all(cause in as_user("without-", scenario).rules() for scenario, cause in
                                             CAUSES.items() if cause and scenario != LATE), 120)
        cls.known = {}

    @classmethod
    def tearDownClass(cls):
        for scenario in CAUSES:
            live.cluster("undo", scenario, space(scenario))
        live.kubectl("delete", "--wait=false", "-f", "-",
                     stdin=as_list(item for item in roles() if item["kind"] != "RoleBinding"))
        if cls.own:
            live.down()

    def full(self, scenario):
        """What there is to find, with all rights. The cause is part of it."""
        if scenario not in self.known:
            cause = CAUSES[scenario]
            live.until(f"the cause of {scenario}", lambda: not cause or cause in as_user("without-", scenario).rules(), 400)
            self.known[scenario] = as_user("without-", scenario)
        if CAUSES[scenario]:
            self.assertIn(CAUSES[scenario], self.known[scenario].rules())
        return self.known[scenario]

    def allowed(self, scenario):
        return INSTEAD | {part["rule"] for finding in self.full(scenario).report["findings"]
                          for part in [finding, *finding["explains"], *finding["alternatives"]]}

    def check(self, user, scenario, kinds, hidden):
        """`kinds` are those that must be missing, `hidden` tells whether the cause is."""
        answer = as_user(user, scenario)
        self.assertIsNotNone(answer.report, answer.err)
        self.assertEqual(answer.code, code_of(answer.report))
        self.assertEqual(answer.report["summary"]["exitCode"], answer.code)
        self.assertLessEqual(kinds, set(answer.gaps()))
        for reason in answer.gaps().values():
            self.assertIn("forbidden", reason)
        self.assertLessEqual(set(answer.rules()), self.allowed(scenario))
        if hidden:
            self.assertNotIn(CAUSES[scenario], answer.rules())
        else:
            self.assertEqual(set(answer.rules()), set(self.full(scenario).rules()))
        return answer

    def test_with_all_rights_nothing_is_missing(self):
        for scenario in CAUSES:
            with self.subTest(scenario):
                answer = self.full(scenario)
                self.assertEqual(answer.gaps(), {})
                self.assertEqual(answer.code, code_of(answer.report))

    def test_one_right_that_is_missing_hides_only_what_needs_it(self):
        for scenario in CAUSES:
            for lacking, kind in RESOURCES.items():
                with self.subTest(lacking=lacking, scenario=scenario):
                    hidden = scenario in HIDES.get(lacking, ())
                    answer = self.check("without-" + lacking, scenario, {kind} if lacking in ALWAYS or hidden else set(), hidden)
                    self.assertLessEqual(set(answer.gaps()), {kind})

    def test_a_healthy_namespace_stays_healthy_without_anything_but_its_pods(self):
        for lacking in RESOURCES:
            answer = as_user("without-" + lacking, "healthy-noisy")
            self.assertEqual(answer.code, 4 if lacking == "pods" else 0, lacking)

    def test_who_may_read_a_namespace_only_learns_what_it_shows(self):
        for scenario in CAUSES:
            with self.subTest(scenario):
                answer = self.check("namespaced", scenario, set(), scenario in HIDES["nodes"])
                self.assertLessEqual(set(answer.gaps()), {"Node", "Event", "StorageClass", "PersistentVolume"})

    def test_who_may_read_nothing_is_told_so(self):
        for scenario in CAUSES:
            with self.subTest(scenario):
                answer = as_user("nobody", scenario)
                self.assertEqual((answer.code, answer.rules()), (4, []))
                self.assertIn('User "nobody" cannot list resource "pods"', answer.gaps()["Pod"])


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    PROGRAM = sys.argv.pop(1)
    unittest.main()
