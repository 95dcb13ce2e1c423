# SPDX-License-Identifier: Apache-2.0
"""Credential plugins: client-go's plugin/pkg/client/auth/exec/exec_test.go and rest/exec_test.go. What a plugin was
asked is `asked`: KUBERNETES_EXEC_INFO, whether its standard input was a terminal, and its arguments."""
import json

from case import Case, Inapplicable, cluster, one
from logins import V1, V1ALPHA1, V1BETA1, answering, credential, exec_user

EXEC = "plugin/pkg/client/auth/exec/exec_test.go:"
REST = "rest/exec_test.go:"
TOKEN = {"0.authorization": "Bearer foo-bar"}
NOTHING = {"0.method": "nothing arrived"}


def info(version, interactive=False, **spec):
    return json.dumps({"kind": "ExecCredential", "apiVersion": version,
                       "spec": {"interactive": interactive, **spec}}, sort_keys=True)


def asked(version, interactive=False, words="", **spec):
    if "cluster" in spec:
        spec["cluster"].setdefault("config", None)
    line = info(version, interactive, **spec) + (" terminal" if interactive else " none") + words
    return {"asked": [line]}


def plugin(answer, code=0, **more):
    return {"files": {"bin/login": answering(answer, code)}, **more}


def beta(entry, answer=None, mode="IfAvailable", code=0, want="ok", sees=None, **more):
    """An entry of TestRefreshCreds with a v1beta1 plugin."""
    answer = credential(V1BETA1, token="foo-bar") if answer is None else answer
    return Case("exec/" + entry, EXEC + "TestRefreshCreds[%s]" % entry,
                config=one(user=exec_user(V1BETA1, mode)), want=want, sees=sees or {}, **plugin(answer, code), **more)


def wrong(entry, answer, says, code=0, mode="IfAvailable"):
    return beta(entry, answer, mode, code, want="credentials", sees=NOTHING,
                says=('user "usr"', "@root@/home/.kube/config", "login", *says))


PEM = {"clientCertificateData": "@client.pem@", "clientKeyData": "@client_key.pem@"}
SUBJECT = "commonName=cert-user,organizationName=group"
EXTENSION = {"name": "client.authentication.k8s.io/exec",
             "extension": {"apiVersion": "group/v1", "kind": "PluginConfig", "spec": {"audience": "snorlax"}}}


def told(name, entry, clu, spec, **more):
    """A plugin that is told about the cluster."""
    return Case("exec/cluster-info/" + name, REST + "TestConfigToExecCluster[%s]" % entry if entry else "",
                config=one(user=exec_user(V1, provideClusterInfo=True), clu=clu),
                sees={**TOKEN, **asked(V1, cluster=spec)}, **plugin(credential(token="foo-bar")), **more)


CASES = [
    beta("beta-with-TLS-credentials", credential(V1BETA1, **PEM),
         sees={"0.certificate": SUBJECT, "0.authorization": "", **asked(V1BETA1)}),
    wrong("beta-with-bad-TLS-credentials", credential(V1BETA1, clientKeyData="foo", clientCertificateData="bar"),
          ["client certificate"]),
    wrong("beta-cert-but-no-key", credential(V1BETA1, clientCertificateData="@client.pem@"), ["not both"]),
    Case("exec/key-but-no-cert", config=one(user=exec_user(V1BETA1)), want="credentials", sees=NOTHING,
         says=("not both",), **plugin(credential(V1BETA1, clientKeyData="@client_key.pem@"))),
    beta("beta-basic-request", sees={**TOKEN, **asked(V1BETA1)}),
    beta("beta-basic-request-with-never-interactive-mode", mode="Never", sees={**TOKEN, **asked(V1BETA1)}),
    beta("beta-basic-request-with-if-available-interactive-mode", sees={**TOKEN, **asked(V1BETA1)}),
    beta("beta-basic-request-with-if-available-interactive-mode-and-terminal", terminal=True,
         sees={**TOKEN, **asked(V1BETA1, True)}),
    Case("exec/never-interactive-at-a-terminal", config=one(user=exec_user(V1BETA1, "Never")), terminal=True,
         sees={**TOKEN, **asked(V1BETA1)}, **plugin(credential(V1BETA1, token="foo-bar"))),
    wrong("beta-basic-request-with-always-interactive-mode", credential(V1BETA1, token="foo-bar"), ["not a terminal"],
          mode="Always"),
    beta("beta-basic-request-with-always-interactive-mode-and-terminal", mode="Always", terminal=True,
         sees={**TOKEN, **asked(V1BETA1, True)}),
    Inapplicable(tuple(EXEC + "TestRefreshCreds[beta-basic-request-with-%s]" % name for name in (
        "never-interactive-mode-and-stdin-unavailable", "if-available-interactive-mode-and-stdin-unavailable",
        "if-available-interactive-mode-and-terminal-and-stdin-unavailable",
        "always-interactive-mode-and-terminal-and-stdin-unavailable",
        "always-interactive-mode-and-terminal-and-stdin-unavailable-with-message")),
        "kubectl sets it where `-f -` reads standard input; nothing live here reads standard input"),
    beta("beta-expiry", credential(V1BETA1, token="foo-bar", expirationTimestamp="2006-01-02T15:04:05Z"), sees={**TOKEN, **asked(V1BETA1)}),
    wrong("beta-no-group-version", credential(None, token="foo-bar"), ["ExecCredential"]),
    wrong("beta-no-status", {"kind": "ExecCredential", "apiVersion": V1BETA1}, ["without status"]),
    wrong("beta-no-token", credential(V1BETA1), ["neither a token nor a client certificate"]),
    Case("exec/unknown-binary", EXEC + "TestRefreshCreds[unknown-binary]", want="credentials", sees=NOTHING,
         config=one(user=exec_user(V1BETA1, command="does not exist", installHint="some install hint")),
         says=('credential plugin "does not exist" is not installed', "some install hint", 'user "usr"')),
    Case("exec/install-hint-with-escapes", want="credentials", sees=NOTHING,
         config=one(user=exec_user(V1BETA1, command="nope", installHint="get \x1b[31mit\x1b[0m\nhere")),
         says=("get ", "it", "here")),
    wrong("binary-fails", "", ["exit code 73"], code=73),
    beta("beta-with-cluster-and-without-provide-cluster-info-is-not-serialized", sees={**TOKEN, **asked(V1BETA1)}),
    Case("exec/beta-with-cluster-and-provide-cluster-info-is-serialized",
         EXEC + "TestRefreshCreds[beta-with-cluster-and-provide-cluster-info-is-serialized]",
         config=one(user=exec_user(V1BETA1, provideClusterInfo=True),
                    clu=cluster(tls_server_name="kube.example", extensions=[EXTENSION])),
         sees={**TOKEN, **asked(V1BETA1, cluster={
             "server": "https://127.0.0.1:@port0@", "tls-server-name": "kube.example",
             "certificate-authority-data": "@ca@", "config": EXTENSION["extension"]})},
         **plugin(credential(V1BETA1, token="foo-bar"))),
    Case("exec/v1-basic-request", EXEC + "TestRefreshCreds[v1-basic-request]", config=one(user=exec_user(V1)),
         sees={**TOKEN, **asked(V1)}, **plugin(credential(token="foo-bar"))),
    Case("exec/v1-with-missing-interactive-mode", EXEC + "TestRefreshCreds[v1-with-missing-interactive-mode]",
         config=one(user=exec_user(V1, None)), want="config/interactive-mode", sees=NOTHING,
         says=("interactiveMode",), **plugin(credential(token="foo-bar"))),
    Case("exec/unknown-interactive-mode", config=one(user=exec_user(V1, "Sometimes")), want="config/interactive-mode",
         sees=NOTHING, says=("Sometimes", "IfAvailable"), **plugin(credential(token="foo-bar"))),
    Case("exec/v1alpha1", config=one(user=exec_user(V1ALPHA1)), want="config/exec-version", sees=NOTHING,
         says=(V1ALPHA1, "v1beta1"), **plugin(credential(V1ALPHA1, token="foo-bar"))),
    Case("exec/unknown-version", config=one(user=exec_user("client.authentication.k8s.io/v9")),
         want="config/exec-version", sees=NOTHING, **plugin(credential(token="foo-bar"))),
    Case("exec/no-version", config=one(user=exec_user(None)), want="config/exec-version", sees=NOTHING,
         **plugin(credential(token="foo-bar"))),
    Case("exec/v1beta1-without-interactive-mode", config=one(user=exec_user(V1BETA1, None)), terminal=True,
         sees={**TOKEN, **asked(V1BETA1, True)}, **plugin(credential(V1BETA1, token="foo-bar"))),
    Case("exec/answers-in-another-version", config=one(user=exec_user(V1)), want="credentials", sees=NOTHING,
         says=(V1BETA1, V1), **plugin(credential(V1BETA1, token="foo-bar"))),
    Case("exec/another-kind", config=one(user=exec_user(V1)), want="credentials", sees=NOTHING,
         says=("ExecCredential",), **plugin(credential(kind="Pod", token="foo-bar"))),
    Case("exec/garbage", config=one(user=exec_user(V1)), want="credentials", sees=NOTHING,
         says=("no ExecCredential",), **plugin("Opening your browser...")),
    Case("exec/silence", config=one(user=exec_user(V1)), want="credentials", sees=NOTHING,
         says=("printed nothing",), **plugin("")),
    Case("exec/yaml", config=one(user=exec_user(V1)), sees=TOKEN, **plugin("apiVersion: %s\nkind: ExecCredential\nstatus: {token: foo-bar}" % V1)),
    Case("exec/token-and-certificate", config=one(user=exec_user(V1)),
         sees={**TOKEN, "0.certificate": SUBJECT}, **plugin(credential(token="foo-bar", **PEM))),
    Case("exec/text-after-the-credential", config=one(user=exec_user(V1)), want="credentials", sees=NOTHING,
         **plugin('{"kind":"ExecCredential","apiVersion":"%s","status":{"token":"foo-bar"}}\nDone.' % V1)),
    Case("exec/two-credentials", config=one(user=exec_user(V1)), want="credentials", sees=NOTHING,
         **plugin('{"kind":"ExecCredential","apiVersion":"%s","status":{"token":"foo-bar"}}\n{}' % V1)),
    Case("exec/expiry-that-is-no-time", config=one(user=exec_user(V1)), want="credentials", sees=NOTHING,
         **plugin(credential(token="foo-bar", expirationTimestamp="tomorrow"))),
    Case("exec/token-that-is-a-number", config=one(user=exec_user(V1)), want="credentials", sees=NOTHING,
         **plugin(credential(token=12345))),
    Case("exec/token-with-a-line-end", config=one(user=exec_user(V1)), want="config/control", sees=NOTHING,
         **plugin(credential(token="foo\nbar"))),
    Case("exec/null-token", config=one(user=exec_user(V1)), want="credentials", sees=NOTHING,
         **plugin(credential(token=None))),

    Case("exec/arguments-and-environment", config=one(user=exec_user(
        V1, command="sh", args=["-c", "@root@/bin/login $0 $1 $EXTRA", "a b", ""],
        env=[{"name": "EXTRA", "value": "x y"}, {"name": "HOME", "value": "/nowhere"}])),
        sees={**TOKEN, **asked(V1, words=" a b x y")}, **plugin(credential(token="foo-bar"))),
    Case("exec/environment-over-the-users-own", env={"WHO": "outer"}, config=one(user=exec_user(
        V1, command="sh", args=["-c", "login $WHO"], env=[{"name": "WHO", "value": "inner"}])),
        sees={**TOKEN, **asked(V1, words=" inner")}, **plugin(credential(token="foo-bar"))),
    Case("exec/env-without-a-name", config=one(user=exec_user(V1, env=[{"name": "", "value": "x"}])),
         want="config/exec-env", sees=NOTHING, **plugin(credential(token="foo-bar"))),
    Case("exec/command-relative-to-the-kubeconfig", config=one(user=exec_user(V1, command="./tools/login")),
         files={"home/.kube/tools/login": answering(credential(token="foo-bar"))}, sees=TOKEN),
    Case("exec/command-relative-above-the-kubeconfig", config=one(user=exec_user(V1, command="../login")),
         files={"home/login": answering(credential(token="foo-bar"))}, sees=TOKEN),
    Case("exec/bare-command-is-looked-for-in-PATH-only", config=one(user=exec_user(V1, command="tool")),
         files={"home/.kube/tool": answering(credential(token="foo-bar")),
                "work/tool": answering(credential(token="foo-bar"))}, want="credentials", sees=NOTHING,
         says=('"tool" is not installed',)),
    Case("exec/bare-command-in-a-relative-folder-of-PATH", config=one(user=exec_user(V1, command="tool")),
         files={"work/tool": answering(credential(token="foo-bar"))}, env={"PATH": ".:/usr/bin:/bin"},
         want="credentials", sees=NOTHING),
    Case("exec/absolute-command", config=one(user=exec_user(V1, command="@root@/bin/login")), sees=TOKEN,
         **plugin(credential(token="foo-bar"))),
    Case("exec/command-that-may-not-be-run", config=one(user=exec_user(V1, command="@work@/login")),
         files={"work/login": ("mode", 0o644, "#!/bin/sh\n")}, want="credentials", sees=NOTHING),
    Case("exec/command-that-is-a-folder", config=one(user=exec_user(V1, command="@root@/work")), want="credentials",
         sees=NOTHING),
    Case("exec/command-that-is-no-program", config=one(user=exec_user(V1, command="@work@/login")),
         files={"work/login": ("mode", 0o755, "not a program")}, want="credentials", sees=NOTHING),
    Case("exec/no-command", config=one(user=exec_user(V1, command="")), want="config/exec-command", sees=NOTHING),
    Case("exec/of-a-user-chosen-by-flag", config=one(user=exec_user(V1)), args=("--user", "usr"), sees=TOKEN,
         **plugin(credential(token="foo-bar"))),

    Case("exec/token-is-kept-while-it-is-good", EXEC + "TestRoundTripper[cached]", config=one(user=exec_user(V1)),
         sees={**TOKEN, "runs": 1}, **plugin(credential(token="foo-bar", expirationTimestamp="2099-01-01T00:00:00Z"))),
    Case("exec/401-is-not-tried-again", EXEC + "TestRoundTripper[401 rotates]", config=one(user=exec_user(V1)),
         routes={0: {"lists": {"status": 401, "body": ""}}}, want="unauthorized",
         **plugin(credential(token="foo-bar"))),
    Inapplicable(tuple(EXEC + "TestRoundTripper[%s]" % name for name in ("rotated is used", "expired is refreshed")),
                 "needs requests after one another in a process that lives on; tests/client/client_test.py has it with "
                 "several looks"),
    Case("exec/token-instead", EXEC + "TestAuthorizationHeaderPresentCancelsExecAction[bearer token]",
         config=one(user={**exec_user(V1), "token": "static"}), sees={"0.authorization": "Bearer static"},
         **plugin(credential(token="foo-bar"))),
    Case("exec/basic-instead", EXEC + "TestAuthorizationHeaderPresentCancelsExecAction[basic auth]",
         config=one(user={**exec_user(V1), "username": "u", "password": "p"}),
         sees={"0.authorization": "Basic dTpw"}, **plugin(credential(token="foo-bar"))),
    Case("exec/certificate-instead", EXEC + "TestAuthorizationHeaderPresentCancelsExecAction[cert auth]",
         config=one(user={**exec_user(V1), "client-certificate": "@client.crt@", "client-key": "@client.key@"}),
         sees={"0.authorization": "", "0.certificate": SUBJECT}, **plugin(credential(token="foo-bar"))),
    Case("exec/token-flag-instead", config=one(user=exec_user(V1)), args=("--token", "flag"),
         sees={"0.authorization": "Bearer flag"}, **plugin(credential(token="foo-bar"))),
    Case("exec/token-file-instead", config=one(user={**exec_user(V1), "tokenFile": "token"}),
         files={"home/.kube/token": "from-file", "bin/login": answering(credential(token="foo-bar"))},
         sees={"0.authorization": "Bearer from-file"}),
    Case("exec/certificate-flags-instead", config=one(user=exec_user(V1)),
         args=("--client-certificate", "@client.crt@", "--client-key", "@client.key@"),
         sees={"0.authorization": "", "0.certificate": SUBJECT}, **plugin(credential(token="foo-bar"))),
    Case("exec/not-over-plain-http", config=one(user=exec_user(V1), clu={"server": "@url0@"}), servers=("plain",),
         sees={"0.authorization": ""}, **plugin(credential(token="foo-bar"))),
    Case("exec/with-impersonation", config=one(user={**exec_user(V1), "as": "root"}),
         sees={**TOKEN, "0.as": "user=root"}, **plugin(credential(token="foo-bar"))),

    Case("exec/valid-certificate", EXEC + "TestTLSCredentials[valid TLS cert]", config=one(user=exec_user(V1)),
         sees={"0.certificate": SUBJECT}, **plugin(credential(expirationTimestamp="2099-01-01T00:00:00Z", **PEM))),
    Case("exec/untrusted-certificate", EXEC + "TestTLSCredentials[untrusted TLS cert]", config=one(user=exec_user(V1)),
         want="connect/client-certificate",
         **plugin(credential(clientCertificateData="@other-client.pem@", clientKeyData="@other_client_key.pem@"))),
    Case("exec/certificate-and-key-of-two", config=one(user=exec_user(V1)), want="credentials", sees=NOTHING,
         **plugin(credential(clientCertificateData="@client.pem@", clientKeyData="@other_client_key.pem@"))),
    Inapplicable(EXEC + "TestTLSCredentials[valid TLS cert again]", "needs a clock that can be moved on"),
    Inapplicable(EXEC + "TestCacheKey", "one run of a command has one login; nothing is shared"),
    Inapplicable(EXEC + "TestConcurrentUpdateTransportConfig", "a data race within client-go"),
    Inapplicable(tuple(EXEC + "TestInstallHintRateLimit[%s]" % name for name in (
        "print-up-to-threshold", "after-interval-threshold-resets")), "one error ends the command, so one hint is shown"),

    told("data", "CA data from memory", cluster(extensions=[EXTENSION], tls_server_name="kube.example"),
         {"server": "https://127.0.0.1:@port0@", "tls-server-name": "kube.example", "certificate-authority-data": "@ca@",
          "config": EXTENSION["extension"]}),
    told("file", "CA data from file", {"server": "@url0@", "certificate-authority": "@ca.crt@"},
         {"server": "https://127.0.0.1:@port0@", "certificate-authority-data": "@ca@"}),
    told("insecure", "nil proxy", {"server": "@url0@", "insecure-skip-tls-verify": True},
         {"server": "https://127.0.0.1:@port0@", "insecure-skip-tls-verify": True}),
    told("prefix-and-compression", "", cluster(server="@url0@/k8s/clusters/c-1", disable_compression=True),
         {"server": "https://127.0.0.1:@port0@/k8s/clusters/c-1", "certificate-authority-data": "@ca@",
          "disable-compression": True}),
    told("proxy", "", cluster(proxy_url="@url1@"),
         {"server": "https://127.0.0.1:@port0@", "certificate-authority-data": "@ca@",
          "proxy-url": "http://127.0.0.1:@port1@"}, servers=("tls", "proxy")),
    told("proxy-of-the-environment", "", cluster(server="https://host.invalid:6443"),
         {"server": "https://host.invalid:6443", "certificate-authority-data": "@ca@"}, servers=("tls", "proxy"), env={"HTTPS_PROXY": "@url1@"}),
    told("other-extensions", "", cluster(extensions=[{"name": "mine", "extension": {"a": 1}}]),
         {"server": "https://127.0.0.1:@port0@", "certificate-authority-data": "@ca@"}),
    told("extension-that-is-a-text", "", cluster(extensions=[{**EXTENSION, "extension": "words"}]),
         {"server": "https://127.0.0.1:@port0@", "certificate-authority-data": "@ca@", "config": "words"}),
    Case("exec/cluster-info/no-file", REST + "TestConfigToExecCluster[no CA data]", want="config/ca-file",
         config=one(user=exec_user(V1, provideClusterInfo=True), clu={"server": "@url0@", "certificate-authority": "gone"}),
         sees=NOTHING, **plugin(credential(token="foo-bar"))),
    Case("exec/cluster-info/bad-proxy", REST + "TestConfigToExecCluster[bad proxy]", want="config/proxy-url",
         config=one(user=exec_user(V1, provideClusterInfo=True), clu=cluster(proxy_url="ftp://127.0.0.1")),
         sees=NOTHING, **plugin(credential(token="foo-bar"))),
    told("no-proxy", "proxy returns nil", cluster(), env={"HTTPS_PROXY": "http://127.0.0.1:1"},
         spec={"server": "https://127.0.0.1:@port0@", "certificate-authority-data": "@ca@"}),
    Case("exec/cluster-info/bad-host", REST + "TestConfigToExecCluster[invalid config host]", want="config/server",
         config=one(user=exec_user(V1, provideClusterInfo=True), clu=cluster(server="invalid-config-host\n")),
         sees=NOTHING, **plugin(credential(token="foo-bar"))),
    Inapplicable(tuple(REST + name for name in ("TestConfigToExecClusterRoundtrip", "TestExecClusterToConfigRoundtrip")),
                 "converts made-up values of Go types there and back; the fields are in the cases above"),
    Inapplicable(EXEC + "TestPluginPolicy[*]", "a product of made-up policies; cases_providers.py has those of a kuberc"),
]
