# SPDX-License-Identifier: Apache-2.0
"""Credential plugins for the cases: shell scripts that write down what they were asked and then answer."""
import json

V1, V1BETA1, V1ALPHA1 = ("client.authentication.k8s.io/" + version for version in ("v1", "v1beta1", "v1alpha1"))


def credential(version=V1, kind="ExecCredential", **status):
    body = {"kind": kind, "apiVersion": version, "status": status}
    return {name: value for name, value in body.items() if value is not None}


def answering(answer, code=0):
    """A script that notes KUBERNETES_EXEC_INFO and its arguments as one line of @root@/asked, whether its standard
    input is a terminal, and prints `answer`."""
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return ("script", "if [ -t 0 ]; then t=terminal; else t=none; fi\n"
            "echo \"$(printf %%s \"$KUBERNETES_EXEC_INFO\" | tr -d '\\n') $t $*\" >> @root@/asked\n"
            "cat <<'END'\n%s\nEND\nexit %d\n" % (text, code))


def exec_user(version=V1, mode="IfAvailable", command="login", **more):
    body = {"apiVersion": version, "command": command, "interactiveMode": mode, **more}
    return {"exec": {name: value for name, value in body.items() if value is not None}}
