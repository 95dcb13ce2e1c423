# SPDX-License-Identifier: Apache-2.0
"""What the tests of the client share: a server, a kubeconfig that leads to it, and the probe run on both."""
import json
import os
import stat
import subprocess
import tempfile
import unittest

from fault_server import Certificates, FaultServer, item_list, pod

PROBE = os.environ["CLIENT_PROBE"]
PODS = "/api/v1/namespaces/ai/pods"
NODES = "/api/v1/nodes"


class ClientTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.certificates = Certificates(cls.folder.name)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def setUp(self):
        self.server = self.serve()
        self.server.routes = {PODS: item_list("Pod", [pod("llm-0"), pod("llm-1")]), NODES: item_list("Node", [])}

    def serve(self, certificates=True, **options):
        server = FaultServer(self.certificates if certificates else None, **options)
        self.addCleanup(server.stop)
        return server

    def kubeconfig(self, user=None, cluster=None, server=None):
        entry = {"server": server or self.server.url,
                 "certificate-authority-data": self.certificates.data(self.certificates.ca)}
        entry.update(cluster or {})
        config = {"apiVersion": "v1", "kind": "Config", "current-context": "test",
                  "clusters": [{"name": "clu", "cluster": {k: v for k, v in entry.items() if v is not None}}],
                  "users": [{"name": "usr", "user": {"token": "secret-token"} if user is None else user}],
                  "contexts": [{"name": "test", "context": {"cluster": "clu", "user": "usr", "namespace": "ai"}}]}
        path = os.path.join(self.folder.name, "config")
        with open(path, "w") as file:
            json.dump(config, file)
        self.config = path
        return path

    def probe(self, *words, code=0, env=None, config=None):
        """What it reports. Where it hangs is found by the time that it is given: faults that last do so for longer."""
        environment = {"HOME": self.folder.name, "PATH": os.environ["PATH"],
                       "KUBECONFIG": config or self.kubeconfig(), **(env or {})}
        result = subprocess.run([PROBE, *words], env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                                timeout=60)
        self.stderr = result.stderr.decode(errors="replace")
        self.assertEqual(result.returncode, code, result.stdout.decode() + self.stderr)
        for line in self.server.requests:
            self.assertTrue(line["line"].startswith("GET "), line["line"])
        return json.loads(result.stdout)

    def error(self, *words, code=3, **options):
        return self.probe(*words, code=code, **options)["error"]

    def gap(self, *words, **options):
        gaps = self.probe(*words, **options)["gaps"]
        self.assertEqual(len(gaps), 1, gaps)
        return gaps[0]["reason"]

    def plugin(self, script, **more):
        path = os.path.join(self.folder.name, "login")
        with open(path, "w") as file:
            file.write("#!/bin/sh\n" + script)
        os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
        return {"exec": {"command": path, "apiVersion": "client.authentication.k8s.io/v1", "interactiveMode": "Never",
                         **more}}
