# SPDX-License-Identifier: Apache-2.0
"""The cluster behind faultproxy: what a client asks for can be seen, and made to go wrong."""
import json
import os
import subprocess
import urllib.request

import live


class Proxy:
    def __init__(self):
        self.process = subprocess.Popen(
            [os.path.join(live.PROGRAMS, "faultproxy"), "--server", f"https://127.0.0.1:{os.environ['AIDIAG_CLUSTER_PORT']}",
             "--pki", os.path.join(live.DIR, "pki")], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        ports = json.loads(self.process.stdout.readline())
        self.url, self.control = ports["proxy"], ports["control"]
        # Not the administrator's kubeconfig: his certificate is the proxy's affair.
        config = {"apiVersion": "v1", "kind": "Config", "current-context": "test",
                  "clusters": [{"name": "test", "cluster": {
                      "server": self.url, "certificate-authority": os.path.join(live.DIR, "pki", "ca.crt")}}],
                  "users": [{"name": "test", "user": {}}],
                  "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}]}
        self.kubeconfig = os.path.join(live.DIR, f"proxy-{self.process.pid}.kubeconfig")
        with open(self.kubeconfig, "w") as file:
            json.dump(config, file)

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def order(self, *rules, http1=False, page=0):
        """From now on; begins a new record."""
        orders = json.dumps({"rules": rules, "http1": http1, "page": page}).encode()
        urllib.request.urlopen(urllib.request.Request(self.control + "/orders", orders), timeout=10).read()

    def requests(self):
        with urllib.request.urlopen(self.control + "/requests", timeout=10) as answer:
            return json.load(answer)

    def ask(self, program, *words, **options):
        return live.ask(program, *words, "--kubeconfig", self.kubeconfig, **options)
