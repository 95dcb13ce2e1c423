# SPDX-License-Identifier: Apache-2.0
"""Logging in: credential plugins, those of the big clouds among them, certificates, tokens, acting as somebody else."""
import base64
import json
import os
import pty
import select
import signal
import subprocess
import time
import unittest

from client_case import NODES, PODS, PROBE, ClientTest
from fault_server import status

V1 = "client.authentication.k8s.io/v1"
V1BETA1 = "client.authentication.k8s.io/v1beta1"
PROGRAM = os.environ["KUBECTL_AI_DIAG"]
PLUGINS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "plugins")


def alive(pid):
    """A process that has ended may still wait for somebody to ask for it."""
    try:
        with open("/proc/%d/stat" % pid) as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Terminal:
    """The program at a terminal, which is its own."""

    def __init__(self, config, *words, reads=True):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            if not reads:
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.execve(PROGRAM, [PROGRAM, *words], {"KUBECONFIG": config, "PATH": os.environ["PATH"], "HOME": "/nonexistent"})
        self.said, self.status = "", None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)

    def read_more(self):
        """False at its end."""
        if not select.select([self.fd], [], [], 30)[0]:
            raise AssertionError("nothing more after " + repr(self.said))
        try:
            text = os.read(self.fd, 4096)
        except OSError:  # nobody has the other end open any more
            return False
        self.said += text.decode(errors="replace")
        return bool(text)

    def read_until(self, text):
        while text not in self.said:
            if not self.read_more():
                raise AssertionError("it ended with " + repr(self.said))

    def read_all(self):
        while self.read_more():
            pass
        return self.said

    def type(self, text):
        os.write(self.fd, text.encode())

    def exit_code(self):
        self.read_all()
        self.status = os.waitpid(self.pid, 0)[1]
        return os.waitstatus_to_exitcode(self.status)


def comes_true(condition):
    for _ in range(100):
        if condition():
            return True
        time.sleep(0.05)
    return False


class Credentials(ClientTest):
    def credential(self, **status_fields):
        return {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": status_fields}

    def script(self, value):
        return "cat <<'END'\n%s\nEND\n" % json.dumps(value)

    def failure(self, script, **more):
        error = self.error("list:Pod:ai", "--plugin-timeout=1s", config=self.kubeconfig(user=self.plugin(script, **more)))
        self.assertEqual(error["kind"], "unauthorized")
        self.assertEqual(self.server.requests, [])
        prefix = 'context "test" (%s): no credentials for user "usr" in %s: credential plugin "%s/login" ' % (
            self.server.url, self.config, self.folder.name)
        self.assertTrue(error["message"].startswith(prefix), error["message"])
        return error["message"][len(prefix):]

    def test_a_token_from_a_plugin(self):
        script = 'echo "$KUBERNETES_EXEC_INFO $EXTRA $*" > "$0.seen"\necho hello >&2\n' + self.script(self.credential(token="from-plugin"))
        user = self.plugin(script, args=["a b"], env=[{"name": "EXTRA", "value": "x"}])
        self.probe("list:Pod:ai", "--looks=2", config=self.kubeconfig(user=user))
        self.assertEqual(self.server.requests[0]["headers"]["Authorization"], "Bearer from-plugin")
        self.assertEqual(self.stderr, "hello\n")  # and once: the credential is kept
        with open(os.path.join(self.folder.name, "login.seen")) as file:
            seen = file.read()
        self.assertEqual(seen, '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1",'
                               '"spec":{"interactive":false}}\n x a b\n')

    def test_a_plugin_is_run_again_when_its_credential_has_expired(self):
        value = self.credential(token="t", expirationTimestamp="2020-01-01T00:00:00Z")
        user = self.plugin("echo run >&2\n" + self.script(value))
        self.probe("list:Pod:ai", "--looks=2", config=self.kubeconfig(user=user))
        self.assertEqual(self.stderr, "run\nrun\n")

    def test_a_plugin_is_told_about_the_cluster_if_it_wants(self):
        script = 'echo "$KUBERNETES_EXEC_INFO" > "$0.seen"\n' + self.script(self.credential(token="t"))
        extension = {"name": "client.authentication.k8s.io/exec", "extension": {"audience": "x"}}
        config = self.kubeconfig(user=self.plugin(script, provideClusterInfo=True), cluster={"extensions": [extension]})
        self.probe("list:Pod:ai", config=config)
        with open(os.path.join(self.folder.name, "login.seen")) as file:
            cluster = json.load(file)["spec"]["cluster"]
        self.assertEqual(cluster, {"server": self.server.url, "config": {"audience": "x"},
                                   "certificate-authority-data": self.certificates.data(self.certificates.ca)})

    def test_a_certificate_from_a_plugin(self):
        server = self.serve(client_ca=self.certificates.ca)
        server.routes = self.server.routes
        with open(self.certificates.client) as cert, open(self.certificates.client_key) as key:
            value = self.credential(clientCertificateData=cert.read(), clientKeyData=key.read())
        self.probe("list:Pod:ai", config=self.kubeconfig(user=self.plugin(self.script(value)), server=server.url))
        self.assertEqual(server.requests[0]["certificate"]["commonName"], "cert-user")

    def test_a_client_certificate_of_the_kubeconfig(self):
        server = self.serve(client_ca=self.certificates.ca)
        server.routes = self.server.routes
        user = {"client-certificate": "client.crt", "client-key-data": self.certificates.data(self.certificates.client_key)}
        self.probe("list:Pod:ai", config=self.kubeconfig(user=user, server=server.url))
        self.assertEqual(server.requests[0]["certificate"]["commonName"], "cert-user")
        self.assertNotIn("Authorization", server.requests[0]["headers"])

    def test_a_login_that_is_over_is_told_with_its_end(self):
        self.server.routes = {path: status(401, "Unauthorized", "Unauthorized") for path in (PODS, NODES)}
        part = base64.urlsafe_b64encode(b'{"exp": 1577836800}').decode().rstrip("=")
        token = os.path.join(self.folder.name, "old-token")
        with open(token, "w") as file:
            file.write("e30.%s.x\n" % part)
        error = self.error("list:Pod:ai", config=self.kubeconfig(user={"tokenFile": token}))
        self.assertEqual(error["hint"], 'The token of tokenFile %s of user "usr" in %s expired at 2020-01-01T00:00:00Z. Fetch a new '
                         "one where it came from." % (token, self.config))
        user = {"client-certificate": self.certificates.expired, "client-key": self.certificates.expired_key}
        error = self.error("list:Pod:ai", config=self.kubeconfig(user=user))
        self.assertRegex(error["hint"], 'The client certificate of user "usr" in .* expired at 20.*Z. Fetch the kubeconfig anew')

    def test_a_certificate_and_a_key_that_do_not_belong_together(self):
        user = {"client-certificate": self.certificates.client, "client-key": "server.key"}
        error = self.error("list:Pod:ai", code=2, config=self.kubeconfig(user=user))
        self.assertEqual(error["message"], 'context "test" (%s): client-certificate and client-key of user "usr" in %s do not '
                         'belong together' % (self.server.url, self.config))

    def test_a_plugin_that_is_not_installed(self):
        user = {"exec": {"command": "no-such-plugin", "apiVersion": "client.authentication.k8s.io/v1beta1",
                         "installHint": "Get it from\nhttps://example.com\x1b[31m"}}
        error = self.error("list:Pod:ai", config=self.kubeconfig(user=user))
        self.assertEqual(error["message"],
                         'context "test" (%s): no credentials for user "usr" in %s: credential plugin "no-such-plugin" is not '
                         'installed: no folder of PATH has it' % (self.server.url, self.config))
        self.assertEqual(error["hint"], "Get it from https://example.com [31m")

    def test_a_plugin_that_is_there_and_no_program(self):
        path = os.path.join(self.folder.name, "no-program")
        for command, env in ((path, {}), ("no-program", {"PATH": self.folder.name})):
            user = {"exec": {"command": command, "apiVersion": "client.authentication.k8s.io/v1beta1"}}
            where = "is not installed: %s " % path if env else ""
            with open(path, "w") as file:
                file.write("#!/bin/sh\n")
            error = self.error("list:Pod:ai", config=self.kubeconfig(user=user), env=env)
            self.assertIn('credential plugin "%s" %smay not' % (command, where), error["message"])
            self.assertIn("may not be executed: its mode does not allow it", error["message"])
            self.assertEqual(error["hint"], "Allow it with `chmod +x %s`." % path)
            os.remove(path)
            os.mkdir(path)
            error = self.error("list:Pod:ai", config=self.kubeconfig(user=user), env=env)
            self.assertIn("is a directory, not a program", error["message"])
            self.assertEqual(error["hint"], 'Correct `command` of user "usr" in %s.' % self.config)
            os.rmdir(path)
            error = self.error("list:Pod:ai", config=self.kubeconfig(user=user), env=env)
            self.assertIn("not installed: " + ("no folder of PATH has it" if env else "there is no such file"),
                          error["message"])

    def test_a_plugin_whose_interpreter_is_missing(self):
        user = self.plugin("")
        with open(user["exec"]["command"], "w") as file:
            file.write("#!/no/such/python\n")
        error = self.error("list:Pod:ai", config=self.kubeconfig(user=user))
        self.assertIn("cannot be started: no such file or directory", error["message"])
        self.assertIn("a script whose first line names its interpreter", error["hint"])

    def test_secrets_among_the_arguments_of_a_plugin_are_held_back(self):
        user = self.plugin("exit 1", args=["get", "--token", "abc", "--password=def", "-p", "ghi", "-p=jkl", "-n", "x"],
                           env=[{"name": "CLIENT_SECRET", "value": "mno"}, {"name": "REGION", "value": "pqr"}])
        error = self.error("list:Pod:ai", config=self.kubeconfig(user=user))
        self.assertEqual(error["hint"], "Run `%s get --token <redacted> --password=<redacted> -p <redacted> -p=<redacted> -n x` "
                         "with what the kubeconfig sets for it (CLIENT_SECRET, REGION) to see what it says."
                         % user["exec"]["command"])

    def test_a_plugin_that_fails(self):
        self.assertEqual(self.failure("echo first >&2\necho 'login expired' >&2\nexit 255"),
                         "ended with exit code 255: login expired")
        self.assertEqual(self.failure("kill -9 $$"), "was killed by signal 9")
        self.assertEqual(self.failure("echo 'Error: logged out'\nexit 1"), "ended with exit code 1: Error: logged out")
        self.assertEqual(self.failure("echo secret-token\nexit 1"), "ended with exit code 1")

    def test_a_plugin_that_hangs(self):
        self.assertEqual(self.failure("sleep 30"), "gave no credentials within 1 s (--timeout)")

    def test_a_plugin_that_prints_without_end(self):
        self.assertEqual(self.failure("yes"), "prints more than any credential has")
        self.assertEqual(self.failure("head -c 100000000 /dev/zero"), "prints more than any credential has")

    def test_a_plugin_that_complains_without_end(self):
        self.assertEqual(self.failure("yes no >&2"), "gave no credentials within 1 s (--timeout): no")
        self.assertLessEqual(len(self.stderr), 1 << 16)

    def test_a_plugin_is_ended_with_its_children(self):
        self.failure("sleep 1234 & echo $! > %s/child\nsleep 1234" % self.folder.name)
        with open(os.path.join(self.folder.name, "child")) as file:
            child = int(file.read())
        self.assertTrue(comes_true(lambda: not alive(child)))

    def test_a_plugin_whose_child_lives_on(self):
        child = os.path.join(self.folder.name, "child")
        user = self.plugin("sleep 300 & echo $! > %s\n" % child + self.script(self.credential(token="t")))
        self.assertEqual(self.probe("list:Pod:ai", config=self.kubeconfig(user=user))["counts"], {"Pod": 2})
        with open(child) as file:
            os.kill(int(file.read()), signal.SIGKILL)

    def test_a_plugin_that_prints_rubbish(self):
        self.assertEqual(self.failure("true"), "printed nothing")
        self.assertEqual(self.failure("echo hello"), "printed something that is no ExecCredential")
        self.assertEqual(self.failure(self.script({"kind": "Pod"})), "printed JSON that is no ExecCredential")
        self.assertEqual(self.failure(self.script({**self.credential(token="t"), "apiVersion": "client.authentication.k8s.io/v1beta1"})),
                         "answers in client.authentication.k8s.io/v1beta1, the kubeconfig asks for client.authentication.k8s.io/v1")
        without = {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential"}
        self.assertEqual(self.failure(self.script(without)), "printed an ExecCredential without status")
        self.assertEqual(self.failure(self.script(self.credential())), "gave neither a token nor a client certificate")
        self.assertEqual(self.failure(self.script(self.credential(clientKeyData="k"))), "gave a client certificate or a key, not both")

    def test_a_plugin_that_ends_well_and_says_that_it_is_not(self):
        error = self.error("list:Pod:ai", config=self.kubeconfig(user=self.plugin("echo 'ERROR: Please run: az login' >&2\n")))
        self.assertIn('printed nothing: ERROR: Please run: az login', error["message"])
        self.assertEqual(error["hint"], "Run `az login`, as it says.")

    def test_a_credential_that_is_over_is_told_with_its_end(self):
        self.server.routes[PODS] = {"status": 401, "body": {}}
        value = self.credential(token="t", expirationTimestamp="2026-01-02T03:04:05Z")
        error = self.error("list:Pod:ai", config=self.kubeconfig(user=self.plugin(self.script(value))))
        self.assertIn(' gives expired at 2026-01-02T03:04:05Z. Log in again', error["hint"])

    def test_whom_to_act_as_is_not_taken_for_the_token(self):
        error = self.error("list:Pod:ai", "--as=a\nb", code=2)
        self.assertIn("whom to act as contains a control character (Impersonate-User)", error["message"])
        self.assertIn("--as", error["hint"])

    def test_a_plugin_that_must_ask_without_a_terminal(self):
        self.assertEqual(self.failure("true", interactiveMode="Always"), "must ask the user, and standard input is not a terminal")

    def test_a_plugin_that_the_users_own_policy_forbids(self):
        user = self.plugin(self.script(self.credential(token="t")))
        path = os.path.join(self.folder.name, "kuberc")

        def policy(text):
            with open(path, "w") as file:
                file.write("apiVersion: other/v9\n---\napiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n" + text)
        policy("credentialPluginPolicy: DenyAll\n")
        error = self.error("list:Pod:ai", config=self.kubeconfig(user=user), env={"KUBERC": path})
        self.assertIn('/login" is not allowed by %s: credentialPluginPolicy is DenyAll' % path, error["message"])
        policy("credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{command: aws}]\n")
        error = self.error("list:Pod:ai", config=self.kubeconfig(user=user), env={"KUBERC": path})
        self.assertIn("it is not in credentialPluginAllowlist", error["message"])
        policy("credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{command: %s/login}]\n" % self.folder.name)
        self.probe("list:Pod:ai", config=self.kubeconfig(user=user), env={"KUBERC": path})

    def test_a_token_file_wins_over_the_token(self):
        with open(os.path.join(self.folder.name, "token"), "w") as file:
            file.write("from-file\n")
        self.probe("list:Pod:ai", config=self.kubeconfig(user={"token": "inline", "tokenFile": "token"}))
        self.assertEqual(self.server.requests[0]["headers"]["Authorization"], "Bearer from-file")

    def test_basic_authentication(self):
        self.probe("list:Pod:ai", config=self.kubeconfig(user={"username": "u", "password": "p"}))
        self.assertEqual(self.server.requests[0]["headers"]["Authorization"], "Basic dTpw")

    def test_impersonation(self):
        user = {"token": "t", "as": "root", "as-groups": ["a", "b"], "as-user-extra": {"acme.com/Reason": ["x"]}}
        self.probe("list:Pod:ai", "--as-uid=7", config=self.kubeconfig(user=user))
        headers = self.server.requests[0]["headers"]
        self.assertEqual((headers["Impersonate-User"], headers["Impersonate-Uid"]), ("root", "7"))
        self.assertEqual(headers["Impersonate-Extra-acme.com%2fReason"], "x")

    def test_nothing_secret_goes_over_plain_http(self):
        server = self.serve(certificates=False)
        server.routes = self.server.routes
        out = self.probe("list:Pod:ai", config=self.kubeconfig(server=server.url))
        self.assertNotIn("Authorization", server.requests[0]["headers"])
        self.assertEqual(out["warnings"], ["No credentials are sent to %s: it is plain http." % server.url])


class KnownPlugins(ClientTest):
    """The plugins of tests/client/plugins behave as those of EKS, GKE, AKS, oidc-login and Teleport do. An error tells
    what the plugin said, whose it is, and the plugin's own advice if it gave one."""

    SLOW = " If it is only slow, wait longer with --timeout."

    def user(self, command, *args, fails="", version=V1BETA1, **env):
        env = {"FAILS": fails, "PATH": PLUGINS + ":" + os.environ["PATH"], **env}
        return {"exec": {"command": os.path.join(PLUGINS, command), "args": list(args), "apiVersion": version,
                         "interactiveMode": "IfAvailable",
                         "env": [{"name": name, "value": value} for name, value in env.items()]}}

    def works(self, token, command, *args, **more):
        self.probe("list:Pod:ai", config=self.kubeconfig(user=self.user(command, *args, **more)))
        self.assertEqual(self.server.requests[0]["headers"]["Authorization"], "Bearer " + token)

    def fails(self, how, says, hint, command, *args, flags=(), **more):
        self.server.requests.clear()
        error = self.error("list:Pod:ai", *flags, config=self.kubeconfig(user=self.user(command, *args, fails=how, **more)))
        self.assertEqual(self.server.requests, [])
        self.assertEqual(error["kind"], "unauthorized")
        begin = 'context "test" (%s): no credentials for user "usr" in %s: credential plugin "%s/%s" ' % (
            self.server.url, self.config, PLUGINS, command)
        self.assertTrue(error["message"].startswith(begin), error["message"])
        self.assertIn(says, error["message"])
        self.assertLess(len(error["message"]), len(begin) + 500)
        self.assertNotRegex(error["message"], r"[\x00-\x1f]")
        self.assertEqual(error["hint"], hint)

    def itself(self, command, *args):
        return "Run `%s` with what the kubeconfig sets for it (FAILS, PATH) to see what it says." % " ".join(
            [os.path.join(PLUGINS, command), *args])

    def test_eks(self):
        args = ("--region", "eu-west-1", "eks", "get-token", "--cluster-name", "prod", "--output", "json")
        self.works("k8s-aws-v1.aHR0cHM6Ly9zdHM", "aws", *args)
        self.fails("sso-expired", "exit code 255: Error when retrieving token from sso: Token has expired and refresh failed",
                   self.itself("aws", *args), "aws", *args)
        self.fails("no-credentials", "exit code 253: Unable to locate credentials.", self.itself("aws", *args), "aws", *args)
        self.fails("no-profile", "The config profile (dev) could not be found", self.itself("aws", *args), "aws", *args)
        self.fails("expired-token", "(ExpiredToken) when calling the AssumeRole operation", self.itself("aws", *args),
                   "aws", *args)
        self.fails("old-version", "answers in client.authentication.k8s.io/v1alpha1, the kubeconfig asks for " + V1BETA1,
                   "Update the plugin, or let its setup command write the kubeconfig anew.", "aws", *args)

    def test_eks_says_how_to_log_in_again(self):
        says = "The SSO session associated with this profile has expired"
        self.fails("sso-session", says, "Run `aws sso login`, as it says.", "aws", "eks", "get-token")
        self.fails("sso-session", says, "Run `aws sso login --profile dev`, as it says.", "aws", "eks", "get-token",
                   AWS_PROFILE="dev")
        self.fails("sso-session", says, "Run `aws sso login --profile dev`, as it says.", "aws", "eks", "get-token",
                   "--profile", "dev")

    def test_eks_with_aws_iam_authenticator(self):
        args = ("token", "-i", "prod")
        self.works("k8s-aws-v1.aHR0cHM6Ly9zdHM", "aws-iam-authenticator", *args, SLOW="3")
        self.fails("no-credentials", "exit code 1: could not get token: NoCredentialProviders",
                   self.itself("aws-iam-authenticator", *args), "aws-iam-authenticator", *args)

    def test_a_slow_plugin_does_not_use_up_the_time_for_reading(self):
        config = self.kubeconfig(user=self.user("aws-iam-authenticator", SLOW="3"))
        self.assertEqual(self.probe("list:Pod:ai", "--timeout=2s", config=config)["counts"], {"Pod": 2})

    def test_gke(self):
        self.works("ya29.a0AfB_by", "gke-gcloud-auth-plugin")
        login = "Run `gcloud auth login`, as it says."
        self.fails("reauth", "ERROR: (gcloud.config.config-helper) There was a problem reauthenticating", login,
                   "gke-gcloud-auth-plugin")
        self.fails("no-account", "You do not currently have an active account selected.", login, "gke-gcloud-auth-plugin")

    def test_aks(self):
        args = ("get-token", "--login", "azurecli", "--server-id", "6dae42f8-4368-4678-94ff-3960e28e3630")
        self.works("eyJ0eXAiOiJKV1Qi", "kubelogin", *args)
        self.fails("refresh-expired", "AADSTS700082: The refresh token has expired due to inactivity.",
                   "Run `az login --scope 6dae42f8-4368-4678-94ff-3960e28e3630/.default`, as it says.", "kubelogin", *args)
        self.fails("password-changed", "AADSTS50173: The provided grant has expired", self.itself("kubelogin", *args),
                   "kubelogin", *args)
        self.fails("no-az", "Azure CLI not found on path", self.itself("kubelogin", *args), "kubelogin", *args)

    def test_aks_asks_for_a_device_code_where_nobody_answers(self):
        self.fails("devicecode", "gave no credentials within 1 s (--timeout): To sign in, use a web browser to open the page "
                   "https://microsoft.com/devicelogin and enter the code A1B2C3D4E",
                   self.itself("kubelogin") + self.SLOW, "kubelogin", flags=("--plugin-timeout=1s",))
        self.assertIn("enter the code A1B2C3D4E", self.stderr)

    def program(self, user, *flags):
        environment = {"HOME": self.folder.name, "PATH": os.environ["PATH"], "KUBECONFIG": self.kubeconfig(user=user)}
        return subprocess.Popen([PROGRAM, "namespace", *flags], env=environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def test_the_program_passes_on_what_a_plugin_says(self):
        process = self.program(self.user("aws", "eks", "get-token", fails="sso-session"))
        said = process.communicate(timeout=30)[1].decode()
        self.assertEqual(process.returncode, 3)
        self.assertTrue(said.startswith("\nThe SSO session associated with this profile has expired"), said)
        self.assertIn('\nkubectl-ai-diag: context "test" (%s): no credentials for user "usr"' % self.server.url, said)
        self.assertTrue(said.endswith("Run `aws sso login`, as it says.\n"), said)

    def test_a_signal_that_ends_the_program_ends_the_plugin_too(self):
        for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            with self.subTest(sent):
                process = self.program(self.user("kubelogin", fails="devicecode"))
                self.assertIn(b"enter the code", process.stderr.readline())
                children = self.children(process.pid)
                self.assertEqual(len(children), 1)
                family = children + self.children(children[0])
                process.send_signal(sent)
                process.communicate(timeout=30)
                self.assertEqual(process.returncode, 128 + sent)
                self.assertTrue(comes_true(lambda: not any(alive(pid) for pid in family)))

    def test_with_v_and_a_level_headers_and_answers_are_told_without_credentials(self):
        self.server.routes[PODS] = {"status": 403, "body": "hf_abcdefghijklmnopqrstuvwxyz0123456789 is your token"}
        for level, shown, hidden in (("-v", "GET ", "> Authorization"), ("-v=7", "> Authorization: Bearer <", "< Content-"),
                                     ("--verbose=8", "< Content-", "hf_abcdef")):
            with self.subTest(level):
                said = self.program({"token": "secret-token"}, level).communicate(timeout=30)[1].decode()
                self.assertIn(shown, said)
                self.assertNotIn(hidden, said)
                self.assertNotIn("secret-token", said)

    def test_a_plugin_that_nobody_can_answer_is_given_the_time_of_a_look(self):
        process = self.program(self.plugin("sleep 300", interactiveMode="IfAvailable"), "--timeout=1s", "-v")
        said = process.communicate(timeout=30)[1].decode()
        self.assertEqual(process.returncode, 3)
        self.assertIn('waiting for the credential plugin login of user "usr" in %s (%s/login)\n' % (
            self.config, self.folder.name), said)
        self.assertIn("gave no credentials within 1 s (--timeout). Run `", said)

    def test_a_time_that_was_given_counts_also_at_a_terminal(self):
        config = self.kubeconfig(user=self.plugin("exec sleep 300", interactiveMode="IfAvailable"))
        with Terminal(config, "namespace", "--timeout=1s") as terminal:
            terminal.read_until("gave no credentials within 1 s (--timeout). Run `")
            self.assertEqual(terminal.exit_code(), 3)

    def test_a_plugin_that_takes_the_terminal_where_it_has_none_is_ended_at_once(self):
        config = self.kubeconfig(user=self.plugin("read answer < /dev/tty\n", interactiveMode="IfAvailable"))
        with Terminal(config, "namespace", reads=False) as terminal:
            terminal.read_until("wants the terminal, and is started without it. Run this with the terminal as ")
            self.assertEqual(terminal.exit_code(), 3)

    def test_a_redirect_is_told_without_what_its_address_carries(self):
        self.server.routes[PODS] = {"status": 302, "body": "", "headers": {"Location": "https://sso.example/in?ticket=SECRET"}}
        said = self.program({"token": "t"}, "-v=8").communicate(timeout=30)[1].decode()
        self.assertIn("ocation: https://sso.example/in?<masked>", said)
        self.assertNotIn("SECRET", said)

    def test_the_levels_of_v_are_those_of_kubectl(self):
        for words, shown, hidden in ((["-v=3"], "", "GET "), (["-v", "7"], "> Authorization", "< Content-"),
                                     (["--v=8"], "< Content-", "kubectl-ai-diag: unknown"), (["-v12"], "< Content-", "truncated")):
            with self.subTest(words):
                process = self.program({"token": "secret-token"}, *words)
                said = process.communicate(timeout=30)[1].decode()
                self.assertNotEqual(process.returncode, 2, said)
                self.assertIn(shown, said)
                self.assertNotIn(hidden, said)

    def test_at_a_terminal_one_sees_who_is_waited_for_and_can_end_it(self):
        for words in (["namespace"], ["capture", os.path.join(self.folder.name, "one")]):
            with self.subTest(words[0]), Terminal(
                    self.kubeconfig(user=self.plugin("sleep 300", interactiveMode="IfAvailable")), *words) as terminal:
                terminal.read_until("Waiting for the credential plugin login ...")
                children = self.children(terminal.pid)
                terminal.type("\x03")
                self.assertEqual(terminal.exit_code(), 130)
                self.assertTrue(comes_true(lambda: not any(alive(pid) for pid in children)))

    def test_a_question_of_a_plugin_stays_alone_on_its_line(self):
        value = {"apiVersion": V1, "kind": "ExecCredential", "status": {"token": "t"}}
        script = "printf 'Code ' >&2\nsleep 1\nprintf 'please: ' >&2\nread code\necho \"$code\" > \"$0.code\"\necho '%s'\n" % json.dumps(value)
        config = self.kubeconfig(user=self.plugin(script, interactiveMode="IfAvailable"))
        for words in (["namespace"], ["capture", os.path.join(self.folder.name, "two")]):
            with self.subTest(words[0]), Terminal(config, *words) as terminal:
                terminal.read_until("please: ")
                self.assertTrue(terminal.said.endswith("Code please: "), terminal.said)
                terminal.type("1234\n")
                terminal.read_all()
                with open(os.path.join(self.folder.name, "login.code")) as file:
                    self.assertEqual(file.read(), "1234\n")

    def test_a_plugin_is_waited_for_also_where_the_signal_of_its_end_is_ignored(self):
        said = {"apiVersion": V1, "kind": "ExecCredential", "status": {"token": "from-plugin"}}
        user = self.plugin("echo '%s'\n" % json.dumps(said))
        ignored = {"env": {"KUBECONFIG": self.kubeconfig(user=user), "PATH": os.environ["PATH"], "HOME": self.folder.name},
                   "preexec_fn": lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN), "stdin": subprocess.DEVNULL,
                   "stdout": subprocess.PIPE, "timeout": 30}
        for words in ([PROGRAM, "pod", "llm-0", "-o", "json"], [PROBE, "list:Pod:ai"]):
            with self.subTest(words[0]):
                self.server.requests.clear()
                subprocess.run(words, **ignored)
                self.assertEqual(self.server.requests[0]["headers"]["Authorization"], "Bearer from-plugin")

    def children(self, pid):
        with open("/proc/%d/task/%d/children" % (pid, pid)) as file:
            return [int(word) for word in file.read().split()]

    def test_oidc_login(self):
        self.works("eyJhbGciOiJSUzI1NiJ9", "kubectl-oidc_login", "get-token")
        self.fails("issuer", "oidc discovery error", self.itself("kubectl-oidc_login"), "kubectl-oidc_login")
        self.fails("no-browser", "could not open the browser", self.itself("kubectl-oidc_login") + self.SLOW,
                   "kubectl-oidc_login", flags=("--plugin-timeout=1s",))

    def test_teleport(self):
        server = self.serve(client_ca=self.certificates.ca)
        server.routes = self.server.routes
        with open(self.certificates.client) as cert, open(self.certificates.client_key) as key:
            status = {"clientCertificateData": cert.read(), "clientKeyData": key.read(),
                      "expirationTimestamp": "2099-01-01T00:00:00Z"}
        path = os.path.join(self.folder.name, "credential")
        with open(path, "w") as file:
            json.dump({"kind": "ExecCredential", "apiVersion": V1BETA1, "status": status}, file)
        config = self.kubeconfig(user=self.user("tsh", "kube", "credentials", CREDENTIAL=path), server=server.url)
        self.probe("list:Pod:ai", config=config)
        self.assertEqual(server.requests[0]["certificate"]["commonName"], "cert-user")
        self.fails("expired", "Your Teleport session has expired.",
                   "Run `tsh login --proxy=teleport.example.com`, as it says.", "tsh", "kube", "credentials")


if __name__ == "__main__":
    unittest.main()
