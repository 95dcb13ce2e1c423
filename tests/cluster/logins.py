# SPDX-License-Identifier: Apache-2.0
"""Three ways to log in to a real cluster, and what the program answers when it cannot."""

import copy
import json
import time

NAMESPACE = "logins"


def kubeconfig_with(bench, name, user):
    """A kubeconfig of the same cluster with another user. Returns its path."""
    config = copy.deepcopy(json.loads(bench.kubectl("config", "view", "--raw", "-o", "json")))
    config["users"][0]["user"] = user
    file = bench.folder / f"{name}.kubeconfig"
    file.write_text(json.dumps(config))
    return str(file)


def exec_plugin(bench, token):
    credential = {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": token}}
    plugin = bench.folder / "login-plugin"
    plugin.write_text(f"#!/bin/sh\necho '{json.dumps(credential)}'\n")
    plugin.chmod(0o755)
    return {"exec": {"apiVersion": credential["apiVersion"], "command": str(plugin), "interactiveMode": "Never"}}


def check_login(bench, name, kubeconfig):
    since = time.monotonic()
    report, code = bench.ask("namespace", NAMESPACE, "--kubeconfig", kubeconfig)
    summary = report["summary"] if report else {}
    right = code == 0 and summary.get("pods", {}).get("total") == 1 and summary.get("verdict") == "healthy"
    bench.note(name, "" if right else f"exit code {code}, {summary}", since)


def check_refusal(bench, name, *arguments):
    since = time.monotonic()
    _, code = bench.ask(*arguments)
    bench.note(name, "" if code == 3 else f"exit code {code}, not 3", since)


def check_all(bench):
    """The ServiceAccount may only view its namespace: not being allowed to read nodes must not fail a healthy namespace."""
    bench.cluster("try", "healthy-noisy", NAMESPACE)
    bench.kubectl("-n", NAMESPACE, "create", "serviceaccount", "reader")
    bench.kubectl("-n", NAMESPACE, "create", "rolebinding", "reader", "--clusterrole=view", f"--serviceaccount={NAMESPACE}:reader")
    token = bench.kubectl("-n", NAMESPACE, "create", "token", "reader").strip()
    check_login(bench, "login with a certificate", bench.environment["KUBECONFIG"])
    check_login(bench, "login with a token of a ServiceAccount", kubeconfig_with(bench, "token", {"token": token}))
    check_login(bench, "login with an exec plugin", kubeconfig_with(bench, "exec", exec_plugin(bench, token)))
    check_refusal(bench, "a token that nobody issued", "namespace", NAMESPACE, "--kubeconfig",
                  kubeconfig_with(bench, "forged", {"token": "forged"}))
    check_refusal(bench, "a server that does not answer", "namespace", NAMESPACE, "--server", "https://127.0.0.1:9")
    check_refusal(bench, "a pod that does not exist", "pod", "no-such-pod", "-n", NAMESPACE)
    bench.cluster("undo", "healthy-noisy", NAMESPACE, check=False)
