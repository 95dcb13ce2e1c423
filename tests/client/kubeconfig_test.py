# SPDX-License-Identifier: Apache-2.0
"""What the program says of a kubeconfig that cannot be used: one sentence that names the context, the server and the file
the setting came from, and a second one with the way out. That kubectl refuses the same is conformance/'s affair."""
import os
import subprocess
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


if __name__ == "__main__":
    unittest.main()
