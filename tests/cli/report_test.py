#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The report as JSON against its schema, over all examples; the same bytes whatever the order of the input; YAML that
says the same as JSON."""
import json
import os
import random
import re
import shlex
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.environ["AIDIAG_PROGRAM"]
TREE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXAMPLES = os.path.join(TREE, "examples")
sys.path.insert(0, os.path.join(TREE, "tests", "client"))
from fault_server import FaultServer, item_list, status  # noqa: E402
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def problems(value, schema, root, at="report"):
    """What the few keywords that the schema uses say of the value."""
    if "$ref" in schema:
        return problems(value, root["$defs"][schema["$ref"].split("/")[-1]], root, at)
    if "anyOf" in schema:
        tries = [problems(value, one, root, at) for one in schema["anyOf"]]
        return [] if any(not t for t in tries) else tries[0]
    if "const" in schema and value != schema["const"]:
        return [f"{at} is {value!r}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{at} is {value!r}"]
    kind = schema.get("type")
    if kind == "integer" and (not isinstance(value, int) or isinstance(value, bool)):
        return [f"{at} is no integer"]
    if kind in TYPES and not isinstance(value, TYPES[kind]):
        return [f"{at} is no {kind}"]
    if "pattern" in schema and not re.search(schema["pattern"], value):
        return [f"{at} is {value!r}"]
    found = []
    if isinstance(value, dict):
        known = schema.get("properties", {})
        found += [f"{at} lacks {key}" for key in schema.get("required", []) if key not in value]
        found += [f"{at}.{key} is not in the schema" for key in value if key not in known]
        for key in value:
            if key in known:
                found += problems(value[key], known[key], root, f"{at}.{key}")
    if isinstance(value, list):
        for index, item in enumerate(value):
            found += problems(item, schema["items"], root, f"{at}[{index}]")
    return found


def run(arguments, folder, output="json"):
    return subprocess.run([PROGRAM, *arguments, "-o", output], cwd=folder, capture_output=True, text=True, timeout=60)


def schema(kind):
    with open(os.path.join(TREE, "docs", f"{kind}.schema.json"), encoding="utf-8") as file:
        return json.load(file)


def examples():
    for name in sorted(os.listdir(EXAMPLES)):
        folder = os.path.join(EXAMPLES, name)
        if os.path.exists(os.path.join(folder, "cmd")):
            with open(os.path.join(folder, "cmd"), encoding="utf-8") as file:
                words = shlex.split(file.read())
            yield name, folder, words[2:] if words[:2] == ["kubectl", "ai-diag"] else words


def all_items(dump):
    items = []
    for base, _, names in os.walk(dump):
        for name in names:
            if name.endswith(".json"):
                with open(os.path.join(base, name), encoding="utf-8") as file:
                    items += json.load(file).get("items") or []
    return [item for item in items if item.get("kind")]


class Report(unittest.TestCase):
    def test_every_report_is_as_its_schema_says(self):
        schemas = {kind: schema(kind) for kind in ("report", "accelerators")}
        seen = 0
        for name, folder, arguments in examples():
            with self.subTest(name):
                result = run(arguments, folder)
                report = json.loads(result.stdout)
                self.assertIn(report["kind"].lower(), schemas)
                rules = schemas[report["kind"].lower()]
                self.assertEqual(problems(report, rules, rules), [])
                self.assertEqual(report["summary"]["exitCode"], result.returncode)
                seen += 1
        self.assertGreater(seen, 9)

    def test_the_order_of_the_input_changes_nothing(self):
        dice = random.Random(7)
        tried = 0
        for name, folder, _ in examples():
            items = all_items(os.path.join(folder, "dump"))
            if not items or tried == 6:
                continue
            tried += 1
            with self.subTest(name), tempfile.TemporaryDirectory() as scratch:
                outputs = set()
                for _ in range(3):
                    dice.shuffle(items)
                    with open(os.path.join(scratch, "all.json"), "w", encoding="utf-8") as file:
                        json.dump({"apiVersion": "v1", "kind": "List", "items": items}, file)
                    outputs.add(run(["namespace", "-A", "--from", "all.json"], scratch).stdout)
                self.assertEqual(len(outputs), 1)

    def test_the_order_of_the_input_changes_nothing_in_the_table_of_accelerators(self):
        dice = random.Random(7)
        items = all_items(os.path.join(EXAMPLES, "gpus-all-vendors", "dump"))
        with tempfile.TemporaryDirectory() as scratch:
            outputs = set()
            for _ in range(3):
                dice.shuffle(items)
                with open(os.path.join(scratch, "all.json"), "w", encoding="utf-8") as file:
                    json.dump({"apiVersion": "v1", "kind": "List", "items": items}, file)
                outputs.add(run(["gpus", "--from", "all.json"], scratch).stdout)
            self.assertEqual(len(outputs), 1)

    def test_nodes_alone_leave_the_use_of_accelerators_open(self):
        dump = os.path.join(EXAMPLES, "gpus-all-vendors", "dump")
        result = run(["gpus", "--from", "nodes.json"], dump)
        table = json.loads(result.stdout)
        self.assertEqual(result.returncode, 4)
        self.assertFalse(any(row["inUseComplete"] for row in table["accelerators"]))
        self.assertIn("Pod", [gap["kind"] for gap in table["gaps"]])
        result = run(["gpus", "--from", "pods.json"], dump, "text")
        self.assertEqual(result.returncode, 4)
        self.assertIn("The nodes could not be read", result.stdout)

    def test_yaml_says_the_same_as_json(self):
        name, folder, arguments = next(examples())
        rule = json.loads(run(arguments, folder).stdout)["findings"][0]["rule"]
        text = run(arguments, folder, "yaml").stdout
        self.assertIn(f'rule: "{rule}"', text, name)
        self.assertIn('apiVersion: "ai-diag/v1"', text)


class Forbidden(unittest.TestCase):
    """A server that answers some of what is asked: what it keeps to itself is not taken for well."""

    def look(self, routes, *flags, fallback=None):
        server = FaultServer(None)
        self.addCleanup(server.stop)
        server.routes, server.fallback = routes, fallback or status(403, "Forbidden", "you may not")
        return subprocess.run([PROGRAM, "namespace", "--server", server.url, *flags, "-o", "json"], text=True, timeout=60,
                              capture_output=True, check=False, stdin=subprocess.DEVNULL,
                              env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", "KUBECONFIG": "/nonexistent"})

    def test_nothing_could_be_read(self):
        result = self.look({})
        self.assertEqual((json.loads(result.stdout)["summary"]["verdict"], result.returncode), ("unknown", 4))

    def test_no_pods_and_what_makes_pods_is_hidden(self):
        routes = {"/api/v1/namespaces/default/pods": item_list("Pod", []),
                  "/api/v1/namespaces/default": {"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": "default"}}}
        result = self.look(routes)
        report = json.loads(result.stdout)
        self.assertEqual((report["summary"]["verdict"], result.returncode), ("unknown", 4))
        asked = {gap["kind"] for gap in report["gaps"] if gap["effect"] == "this is what was asked for"}
        self.assertLessEqual({"Deployment", "Job", "ResourceQuota"}, asked)

    def test_warnings_of_the_server_look_as_kubectls(self):
        pods = {"body": item_list("Pod", []), "headers": {"Warning": '299 - "old version"'}}
        self.assertIn("Warning: old version\n", self.look({"/api/v1/namespaces/default/pods": pods}).stderr)

    def test_printed_commands_reach_the_same_server_as_the_same_user(self):
        pod = {"metadata": {"name": "p", "namespace": "default", "uid": "1", "creationTimestamp": "2026-11-21T03:00:00Z"},
               "spec": {"nodeName": "n", "containers": [{"name": "main", "image": "a b"}]},
               "status": {"phase": "Pending", "containerStatuses": [
                   {"name": "main", "image": "a b", "ready": False, "restartCount": 0,
                    "state": {"waiting": {"reason": "InvalidImageName", "message": "invalid reference format"}}}]}}
        result = self.look({"/api/v1/namespaces/default/pods": item_list("Pod", [pod])}, "--as", "alice", "--token", "t-0")
        commands = [step["run"] for finding in json.loads(result.stdout)["findings"] for step in finding["check"]]
        self.assertTrue(commands)
        for command in commands:
            self.assertRegex(command, r"^kubectl .* --server http://127.0.0.1:\d+ --as alice( |$)")
            self.assertNotIn("t-0", command)


if __name__ == "__main__":
    unittest.main()
