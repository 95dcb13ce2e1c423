# SPDX-License-Identifier: Apache-2.0
"""What the program says of a kubeconfig that cannot be used: one sentence that names the context, the server and the file
the setting came from, and a second one with the way out. That kubectl refuses the same is conformance/'s affair."""
import os
import subprocess
import sys
import tempfile
import threading
import unittest

PROGRAM = os.path.abspath(os.environ["KUBECTL_AI_DIAG"])
CONFIG = """current-context: prod
clusters:
- name: gpu
  cluster: {server: "https://10.0.0.1:6443"CLUSTER}
users:
- name: me
  user: {USER}
contexts:
- name: prod
  context: {cluster: gpu, user: me}
"""

# fields of the user, more fields of the cluster, what is said; FILE is the kubeconfig, WHO names context and server
OF_USER = [
    ("token: t, username: u", 'WHO: user "me" in FILE has a token and a user name or password: only one way to log in is '
     'allowed. Remove one of them, or do not pass the flag.'),
    ("client-certificate: c.pem", 'WHO: user "me" in FILE has a client certificate and no client-key. Add client-key or '
     'client-key-data beside it.'),
    ("client-certificate: c.pem, client-key: k.pem", 'WHO: client-certificate HOME/.kube/c.pem of user "me" in FILE: no such '
     'file or directory. Correct the path, or fetch the kubeconfig anew.'),
    ("client-certificate-data: aGk=, client-key-data: aGk=", 'WHO: client-certificate-data of user "me" in FILE holds no '
     'certificate in PEM form. It must begin with -----BEGIN; what is DER is converted by `openssl x509 -inform der`.'),
    ("tokenFile: /gone", 'WHO: tokenFile /gone of user "me" in FILE: no such file or directory. Log in again with the tool '
     'that writes it, or pass --token.'),
    ("as-groups: [admins], token: t", 'WHO: user "me" in FILE asks for a uid, groups or extra of somebody else without naming '
     'him. Pass --as NAME as well.'),
    ("auth-provider: {name: gcp}", 'WHO: the auth provider "gcp" of user "me" in FILE was removed from kubectl. Install '
     'gke-gcloud-auth-plugin and run `gcloud container clusters get-credentials CLUSTER`.'),
    ("auth-provider: {name: azure}", 'WHO: the auth provider "azure" of user "me" in FILE was removed from kubectl. Install '
     'kubelogin and run `kubelogin convert-kubeconfig`.'),
    ("auth-provider: {name: oidc, config: {idp-issuer-url: https://i, client-id: c, id-token: e30.eyJleHAiOiAxfQ.x}}",
     'WHO: the oidc login of user "me" in FILE is over: its id-token has expired. There is no refresh-token to renew it with: '
     'log in again.'),
    ("exec: {command: aws, apiVersion: client.authentication.k8s.io/v1}", 'WHO: the exec plugin of user "me" in FILE has no '
     'interactiveMode. v1 needs it: write interactiveMode: IfAvailable.'),
    ("exec: {command: aws, apiVersion: client.authentication.k8s.io/v1alpha1}", 'WHO: the exec plugin of user "me" in FILE has '
     'the apiVersion "client.authentication.k8s.io/v1alpha1". It must be client.authentication.k8s.io/v1 or v1beta1; a newer '
     'version of the plugin may write the kubeconfig anew.'),
    ("token: 12345", 'FILE:7: token is a number, not a text. Put the value in quotes.'),
    ("token: yes", 'FILE:7: token is a boolean, not a text. Put the value in quotes.'),
    ("client-key-data: '*'", 'FILE:7: client-key-data is not base64. Write what `base64 -w0 FILE` prints, on one line.'),
]
OF_CLUSTER = [
    ("certificate-authority: ca.crt", 'WHO: certificate-authority HOME/.kube/ca.crt of cluster "gpu" in FILE: no such file or '
     'directory. Correct the path, or fetch the kubeconfig anew.'),
    ("certificate-authority: a, certificate-authority-data: aGk=", 'WHO: cluster "gpu" in FILE has both certificate-authority '
     'and certificate-authority-data. Remove one of the two.'),
    ("certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==, insecure-skip-tls-verify: true",
     'WHO: cluster "gpu" in FILE has a certificate authority and insecure-skip-tls-verify. Remove one of the two.'),
    ("proxy-url: ftp://p", 'WHO: cluster "gpu" in FILE has a proxy-url that is no http, https or socks5 address. Write it as '
     'http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT.'),
]
OF_FLAGS = [
    (["--context", "dev"], 'context "dev" does not exist in FILE. It has: prod.'),
    (["--cluster", "cpu"], 'cluster "cpu" does not exist in FILE. It has: gpu.'),
    (["--user", "you"], 'user "you" does not exist in FILE. It has: me.'),
    (["--server", "ftp://h"], 'context "prod": "ftp://h" is no http or https address; it is --server. It must look like '
     'https://host:6443.'),
    (["--certificate-authority", "gone"], 'WHO: --certificate-authority gone: no such file or directory. Correct the path, or '
     'fetch the kubeconfig anew.'),
    (["--as-group", "g"], '--as-group goes with --as, which is missing.'),
    (["--as-user-extra", "g"], '--as-user-extra takes KEY=VALUE, not "g".'),
    (["--kubeconfig", "gone"], 'kubeconfig gone: no such file or directory. It is named by --kubeconfig.'),
]
# the whole text of the kubeconfig
OF_TEXTS = [
    ("a: [", 'FILE:1: is not YAML: end of sequence flow not found. Correct that line.'),
    ("a:\n\tb: c\n", 'FILE:2: is not YAML: the line is indented with a tab. Indent with spaces.'),
    ("users:\n- name: 'me\n", 'FILE:2: is not YAML: a quote that is not closed. Correct that line.'),
    ("hello\n", 'FILE:1: a kubeconfig is a mapping, this is a text. Its first lines are apiVersion: v1 and kind: Config.'),
    ("a: caf\xe9\n".encode("latin-1"), 'FILE:1: is not YAML: a byte that is no text. Save the file as UTF-8.'),
    ("kind: Pod\n", 'FILE:1: kind "Pod" is not a kubeconfig. Its kind must be Config.'),
    ("users: [{name: a}, {name: a}]\n", 'FILE:1: "a" stands twice in users. Remove or rename one of the two.'),
    ("current-context: gone\n", 'context "gone", the current one, does not exist in FILE. There are none in it.'),
    ("contexts: [{name: c, context: {user: me, cluster: gpu}}]\ncurrent-context: c\n",
     'user "me" of context "c" does not exist in FILE. There are none in it.'),
    ("kind: Config\n", 'no cluster is configured: FILE has no contexts. Pass --kubeconfig FILE or --server URL.'),
    ("clusters: [{name: gpu, cluster: {}}]\ncontexts: [{name: c, context: {cluster: gpu}}]\ncurrent-context: c\n",
     'context "c": cluster "gpu" in FILE has no server. Write server: https://HOST:6443 there, or pass --server URL.'),
    ("contexts: [{name: c, context: {}}]\ncurrent-context: c\n",
     'context "c" in FILE names no cluster. Pass --cluster NAME or --server URL.'),
    ("clusters: [{name: gpu, cluster: {server: 'https://h'}}]\ncontexts: [{name: c, context: {cluster: gpu, namespace: a/b}}]\n"
     "current-context: c\n", 'context "c" (https://h): "a/b" is not the name of a namespace; it is the namespace of context "c" '
     'in FILE. Correct it, or pass --namespace NAME.'),
    ("contexts: [{name: a, context: {}}, {name: b, context: {}}]\n", 'FILE has no current-context. Pass --context NAME or run '
     '`kubectl config use-context NAME`. It has: a, b.'),
    ("", 'no cluster is configured: FILE is empty. Pass --kubeconfig FILE or --server URL.'),
]


class Kubeconfig(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = folder.name
        self.file = os.path.join(self.home, ".kube", "config")
        os.mkdir(os.path.dirname(self.file))

    def write(self, text):
        with open(self.file, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())

    def run_program(self, *flags, **env):
        return subprocess.run([PROGRAM, "namespace", *flags], cwd=self.home, stdin=subprocess.DEVNULL, text=True,
                              env={"PATH": os.environ["PATH"], "HOME": self.home, **env}, capture_output=True, timeout=60)

    def said(self, *flags, **env):
        """What it says, with the name of the program taken off."""
        result = self.run_program(*flags, **env)
        self.assertIn(result.returncode, (2, 3), result.stdout)
        self.assertEqual(result.stdout, "")
        self.assertTrue(result.stderr.startswith("kubectl-ai-diag: "), result.stderr)
        return result.stderr.removeprefix("kubectl-ai-diag: ").rstrip("\n")

    def check(self, expected, *flags):
        expected = expected.replace("WHO", 'context "prod" (https://10.0.0.1:6443)')
        self.assertEqual(self.said(*flags), expected.replace("FILE:", self.file + ":").replace("in FILE", "in " + self.file)
                         .replace("HOME", self.home))

    def test_a_user_that_cannot_log_in(self):
        for user, expected in OF_USER:
            with self.subTest(user):
                self.write(CONFIG.replace("USER", user).replace("CLUSTER", ""))
                self.check(expected)

    def test_a_cluster_that_cannot_be_reached(self):
        for cluster, expected in OF_CLUSTER:
            with self.subTest(cluster):
                self.write(CONFIG.replace("USER", "token: t").replace("CLUSTER", ", " + cluster))
                self.check(expected)

    def test_flags_that_lead_nowhere(self):
        self.write(CONFIG.replace("USER", "token: t").replace("CLUSTER", ""))
        for flags, expected in OF_FLAGS:
            with self.subTest(flags):
                self.check(expected, *flags)

    def test_a_text_that_is_no_kubeconfig(self):
        for text, expected in OF_TEXTS:
            with self.subTest(text):
                self.write(text)
                self.check(expected.replace("FILE has", self.file + " has").replace("FILE is", self.file + " is"))

    def test_a_file_that_is_none(self):
        os.mkdir(self.file)
        self.assertEqual(self.said(), "kubeconfig %s: is a directory. It is read where neither --kubeconfig nor KUBECONFIG names "
                                      "another." % self.file)
        os.rmdir(self.file)
        os.symlink("config", self.file)
        self.assertEqual(self.said(KUBECONFIG=self.file), "kubeconfig %s: too many levels of symbolic links. It is named by "
                                                          "KUBECONFIG." % self.file)

    def test_no_kubeconfig_at_all(self):
        self.assertEqual(self.said(), "no cluster is configured: there is no kubeconfig at %s. Pass --kubeconfig FILE, set "
                                      "KUBECONFIG, or run this in a pod with a service account." % self.file)
        self.assertIn("no kubeconfig at gone, away", self.said(KUBECONFIG="gone:away"))

    def test_a_name_by_flag_and_no_kubeconfig(self):
        self.assertEqual(self.said("--context", "x"), 'context "x" does not exist: there is no kubeconfig at %s. Pass --kubeconfig '
                                                      "FILE or set KUBECONFIG." % self.file)

    def test_the_address_of_the_environment_is_named_as_such(self):
        said = self.said(KUBERNETES_MASTER="ftp://h")
        self.assertIn('"ftp://h" is no http or https address; it is KUBERNETES_MASTER in the environment', said)

    def test_a_pod_without_a_token(self):
        said = self.said(KUBERNETES_SERVICE_HOST="10.0.0.1", KUBERNETES_SERVICE_PORT="443")
        self.assertIn("this pod has no token of a service account at /var/run/secrets/kubernetes.io/serviceaccount/token. Has the "
                      "pod, or its service account, automountServiceAccountToken set to false?", said)

    def test_a_certificate_and_a_key_that_do_not_belong_together_name_the_context(self):
        for name in ("a", "b"):
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + name, "-keyout",
                            name + ".key", "-out", name + ".crt"], cwd=self.home, check=True, capture_output=True)
        user = "client-certificate: %s/a.crt, client-key: %s/b.key" % (self.home, self.home)
        self.write(CONFIG.replace("USER", user).replace("CLUSTER", ""))
        self.check('WHO: client-certificate and client-key of user "me" in FILE do not belong together. Fetch the kubeconfig '
                   'anew, or name the two that belong together.')

    def test_a_token_file_with_a_control_character_is_named(self):
        token = os.path.join(self.home, "token")
        with open(token, "w") as file:
            file.write("a\x01b")
        self.write(CONFIG.replace("USER", "tokenFile: " + token).replace("CLUSTER", ""))
        self.check('WHO: the credentials of tokenFile %s of user "me" in FILE contain a control character. A token is one line of '
                   'plain characters: fetch it anew.' % token)

    def test_what_is_far_too_large_is_refused_before_it_takes_the_memory(self):
        for text in ("{" * 5_000_000, "a: [\n" + "x, " * 1_700_000, "users:\n" + "- {name: a}\n" * 400_000 + "x: ["):
            for words in (["namespace"], ["__complete", "pod", "--context", ""]):
                with self.subTest(text[:10] + words[0]):
                    self.write(text)
                    process = subprocess.Popen([PROGRAM, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                               stderr=subprocess.PIPE, env={"HOME": self.home, "PATH": os.environ["PATH"]})
                    said = process.stderr.read().decode()
                    process.stdout.read()
                    _, status, usage = os.wait4(process.pid, 0)
                    process.returncode = os.waitstatus_to_exitcode(status)
                    process.stdout.close()
                    process.stderr.close()
                    self.assertLess(usage.ru_maxrss, 200_000)  # KiB
                    if words == ["namespace"]:
                        self.assertIn("the file has more fields than a kubeconfig can have", said)

    def test_a_device_without_an_end(self):
        self.assertEqual(self.said(KUBECONFIG="/dev/zero"), "kubeconfig /dev/zero: file is larger than 16 MiB. It is named by "
                                                            "KUBECONFIG.")

    def test_a_pipe_is_read_and_one_without_a_writer_is_given_up(self):
        pipe = os.path.join(self.home, "pipe")
        os.mkfifo(pipe)

        def write():
            with open(pipe, "w") as file:
                file.write(CONFIG.replace("USER", "token: 5").replace("CLUSTER", ""))
        writer = threading.Thread(target=write)
        writer.start()
        self.assertEqual(self.said("--kubeconfig", pipe), pipe + ":7: token is a number, not a text. Put the value in quotes.")
        writer.join()
        self.assertEqual(self.said("--kubeconfig", pipe), "kubeconfig %s: is a pipe or a device that nobody writes to. It is "
                                                          "named by --kubeconfig." % pipe)

    def test_aliases_of_aliases_are_given_up(self):
        lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
        lines += ["%s: &%s [%s]" % (name, name, ", ".join(["*" + before] * 9)) for before, name in zip("abcdefgh", "bcdefghi")]
        self.write("\n".join(lines))
        self.assertRegex(self.said(), "is not YAML.*aliases|too large, as through aliases of aliases")


class Conformance(unittest.TestCase):
    def test_cases_that_cannot_run_are_named(self):
        """As where unshare(1) is refused."""
        with tempfile.TemporaryDirectory() as folder:
            for name, script in (("unshare", "echo refused >&2; exit 1"), ("kubectl", "echo Client Version: v1.33.1")):
                with open(os.path.join(folder, name), "w") as file:
                    file.write("#!/bin/sh\n" + script + "\n")
                os.chmod(file.name, 0o755)
            runner = os.path.join(os.path.dirname(os.path.abspath(__file__)), "conformance", "conformance.py")
            result = subprocess.run([sys.executable, "-B", runner, "in-cluster/no-kubeconfig"], capture_output=True, text=True,
                                    env={**os.environ, "PATH": folder + ":" + os.environ["PATH"], "KUBECTL": folder + "/kubectl"})
        self.assertRegex(result.stdout, r"NOT RUN: 2 cases within a pod, since this machine gives no mount namespace \(refused\)")
        self.assertIn("\n  in-cluster/no-kubeconfig\n", result.stdout)
        self.assertEqual(result.returncode, 1, result.stderr)  # nothing ran at all


if __name__ == "__main__":
    unittest.main()
